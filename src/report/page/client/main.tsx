/**
 * Opens the data that the page carries, and shows the app; says so when either cannot be done. First
 * what the first view and the lists take, then, behind it, all the rest.
 */
import { render } from 'preact';
import type { PackedHead, PackedMore } from '../pack.js';
import { openReport } from '../unpack.js';
import { App } from './app.js';

async function readData<Packed>(id: string): Promise<Packed> {
  const binary = atob(document.getElementById(id)?.textContent ?? '');
  const bytes = new Uint8Array(binary.length);
  for (let at = 0; at < binary.length; at += 1) bytes[at] = binary.charCodeAt(at);
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('deflate-raw'));
  return (await new Response(stream).json()) as Packed;
}

async function show(root: HTMLElement): Promise<void> {
  const head = await readData<PackedHead>('data');
  render(<App report={openReport(head)} />, root);
  document.documentElement.dataset.ready = 'yes';
  await new Promise((drawn) => requestAnimationFrame(() => setTimeout(drawn)));
  const more = await readData<PackedMore>('more');
  render(<App report={openReport(head, more)} />, root);
  document.documentElement.dataset.whole = 'yes';
}

const root = document.getElementById('app');
if (root !== null) {
  show(root).catch((error: unknown) => {
    root.textContent = `This page's data cannot be read (${String(error)}). It takes a browser of 2024 or later; report.md says the same without one.`;
  });
}
