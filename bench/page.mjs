#!/usr/bin/env node
/**
 * How long `report.html` takes until it can be used, at the size of a big organization, and what each
 * view takes then. Beside it, the same browser on an empty page: the floor.
 *
 *   node bench/generate-result.mjs leastwise-audit/result.json big.json --roles 5000 --uses 24
 *   node dist/cli/main.cjs report big.json --format html=big.html
 *   node bench/page.mjs big.html
 */
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { chromium } from 'playwright-core';

const RUNS = 5;
const VIEWS = [
  '#/',
  '#/map',
  '#/identities',
  '#/uses',
  '#/proposals',
  '#/findings',
  '#/coverage',
  '#/problems',
];
const [file] = process.argv.slice(2);
const folder = mkdtempSync(join(tmpdir(), 'leastwise-bench-'));
const empty = join(folder, 'empty.html');
writeFileSync(
  empty,
  '<!doctype html><title>empty</title><script>document.documentElement.dataset.ready="yes"</script>',
);

const browser = await chromium.launch({
  executablePath: '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--disable-background-networking'],
});

const median = (numbers) => numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)];

/** Milliseconds since navigation, told by the page itself: until it can be used, until all is read. */
const WATCH = `new MutationObserver(() => {
  const { ready, whole } = document.documentElement.dataset;
  window.times ??= {};
  if (ready) window.times.ready ??= performance.now();
  if (whole) window.times.whole ??= performance.now();
}).observe(document, { attributes: true, subtree: true })`;

async function usable(path, last = 'whole') {
  const times = [];
  for (let run = 0; run < RUNS; run += 1) {
    const page = await browser.newPage();
    await page.addInitScript(WATCH);
    await page.goto(`file://${resolve(path)}`);
    await page.waitForSelector(`html[data-${last}]`);
    times.push(await page.evaluate('window.times'));
    if (run < RUNS - 1) await page.close();
    else {
      const of = (name) => median(times.map((one) => one[name] ?? 0));
      return { ready: of('ready'), whole: of('whole'), page };
    }
  }
}

/** Until the frame behind the change is drawn. */
const SHOW = (hash) => `new Promise((done) => {
  const start = performance.now();
  location.hash = ${JSON.stringify(hash)};
  requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(() => done(performance.now() - start))));
})`;

const floor = await usable(empty, 'ready');
await floor.page.close();
const { ready, whole, page } = await usable(file);
console.log(`${(statSync(file).size / 1e6).toFixed(1)} MB`);
console.log(
  `empty page: ${Math.round(floor.ready)} ms, report usable: ${Math.round(ready)} ms, all of it read: ${Math.round(whole)} ms`,
);
for (const hash of VIEWS) {
  const times = [];
  for (let run = 0; run < RUNS; run += 1) {
    await page.evaluate(SHOW(hash === '#/' ? '#/problems' : '#/'));
    times.push(await page.evaluate(SHOW(hash)));
  }
  const nodes = await page.evaluate('document.querySelectorAll("*").length');
  console.log(`${hash.padEnd(14)} ${Math.round(median(times))} ms, ${nodes} elements`);
}
await browser.close();
rmSync(folder, { recursive: true });
