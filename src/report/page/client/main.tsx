/** Opens the data that the page carries, and shows the app; says so when either cannot be done. */
import { render } from 'preact';
import type { Packed } from '../pack.js';
import { openReport } from '../unpack.js';
import { App } from './app.js';

async function readData(): Promise<Packed> {
  const text = document.getElementById('data')?.textContent ?? '';
  const binary = atob(text);
  const bytes = new Uint8Array(binary.length);
  for (let at = 0; at < binary.length; at += 1) bytes[at] = binary.charCodeAt(at);
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('deflate-raw'));
  return (await new Response(stream).json()) as Packed;
}

const root = document.getElementById('app');
if (root !== null) {
  readData().then(
    (packed) => {
      render(<App report={openReport(packed)} />, root);
      document.documentElement.dataset.ready = 'yes';
    },
    (error: unknown) => {
      root.textContent = `This page's data cannot be read (${String(error)}). It takes a browser of 2024 or later; report.md says the same without one.`;
    },
  );
}
