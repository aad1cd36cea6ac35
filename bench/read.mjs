#!/usr/bin/env node
/**
 * How fast are CloudTrail files read, and in how much memory? Each row is a process of its own.
 *
 *   npm run build && node bench/read.mjs DIR [--rounds 3] [--dist dist]
 *
 * DIR comes from `generate-logs.mjs`. Rows take turns, round by round; the median counts. Compare
 * inside one table only: machines drift.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { gunzipSync } from 'node:zlib';

const PROJECT = fileURLToPath(new URL('..', import.meta.url));

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    dist: { type: 'string', default: join(PROJECT, 'dist') },
    job: { type: 'string' },
    rounds: { type: 'string', default: '3' },
  },
});
const MAIN = join(values.dist, 'cli/main.js');
const READER = join(values.dist, 'collect/sources/files.js');

function trailFilesIn(folder) {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.json.gz'))
    .map((entry) => join(entry.parentPath, entry.name));
}

const JOBS = {
  gunzip: {
    title: '`gunzipSync` alone',
    run: (folder) => {
      let bytes = 0;
      for (const file of trailFilesIn(folder)) bytes += gunzipSync(readFileSync(file)).length;
      return { bytes };
    },
  },
  naive: {
    title: '`gunzipSync` + `JSON.parse`',
    run: (folder) => {
      let records = 0;
      for (const file of trailFilesIn(folder)) {
        records += JSON.parse(gunzipSync(readFileSync(file)).toString('utf8')).Records.length;
      }
      return { records };
    },
  },
  reader: {
    title: 'leastwise `readFiles`',
    run: async (folder) => {
      const { readFiles } = await import(READER);
      let records = 0;
      for await (const event of readFiles([folder])) {
        if (event.type !== 'records') continue;
        for (const { kind } of event.records) if (kind === 'cloudtrail') records += 1;
      }
      return { records };
    },
  },
};

async function runJob(job, folder) {
  const started = process.hrtime.bigint();
  const result = await JOBS[job].run(folder);
  const seconds = Number(process.hrtime.bigint() - started) / 1e9;
  const megabytes = process.resourceUsage().maxRSS / 1024;
  process.stdout.write(JSON.stringify({ ...result, seconds, megabytes }));
}

function measure(job, folder) {
  const child = spawnSync(
    process.execPath,
    [fileURLToPath(import.meta.url), folder, '--job', job, '--dist', values.dist],
    {
      encoding: 'utf8',
    },
  );
  if (child.status !== 0) throw new Error(`${job}: ${child.stderr}`);
  return JSON.parse(child.stdout);
}

/**
 * The whole audit; its memory is read by a preloaded line, since it is another program.
 *
 * @returns `undefined` when it failed: then its row is left out
 */
function measureAudit(folder) {
  const out = mkdtempSync(join(tmpdir(), 'leastwise-bench-'));
  const probe = `data:text/javascript,process.on('exit',()=>process.stderr.write('\\nmaxRSS='+process.resourceUsage().maxRSS))`;
  const started = process.hrtime.bigint();
  const child = spawnSync(
    process.execPath,
    ['--import', probe, MAIN, 'audit', folder, '--out', join(out, 'audit'), '--no-progress'],
    { encoding: 'utf8', maxBuffer: 1e9 },
  );
  const seconds = Number(process.hrtime.bigint() - started) / 1e9;
  rmSync(out, { recursive: true, force: true });
  const maxRss = /maxRSS=(\d+)/.exec(child.stderr)?.[1];
  if (maxRss === undefined || child.status === 4) return undefined;
  return { seconds, megabytes: Number(maxRss) / 1024 };
}

function median(numbers) {
  return numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)];
}

function printTable(rows, bytes) {
  const [gunzip, naive] = rows;
  console.log('| what | wall s | MB/s inflated | peak RSS MB | / gunzip | / naive |');
  console.log('| --- | ---: | ---: | ---: | ---: | ---: |');
  for (const { title, seconds, megabytes } of rows) {
    const speed = (bytes / 1e6 / seconds).toFixed(0);
    const ratios = [gunzip, naive].map((other) => (seconds / other.seconds).toFixed(2));
    console.log(
      `| ${title} | ${seconds.toFixed(2)} | ${speed} | ${megabytes.toFixed(0)} | ${ratios.join(' | ')} |`,
    );
  }
}

function compare(folder, rounds) {
  const jobs = [
    ...Object.entries(JOBS).map(([job, { title }]) => ({ title, run: () => measure(job, folder) })),
    ...(existsSync(MAIN) ? [{ title: '`leastwise audit`', run: () => measureAudit(folder) }] : []),
  ];
  const runs = jobs.map(() => []);
  for (let round = 0; round < rounds; round += 1) {
    jobs.forEach(({ run }, n) => {
      const measured = run();
      if (measured === undefined) console.error(`${jobs[n].title} failed`);
      else runs[n].push(measured);
    });
  }
  const counts = runs.flat().flatMap(({ records }) => records ?? []);
  if (new Set(counts).size !== 1) throw new Error(`records differ: ${counts.join(', ')}`);
  const bytes = runs[0][0].bytes;
  console.log(
    `${bytes} bytes inflated, ${counts[0]} records, node ${process.version}, median of ${rounds}\n`,
  );
  printTable(
    jobs.flatMap(({ title }, n) => {
      if (runs[n].length === 0) return [];
      const seconds = median(runs[n].map((run) => run.seconds));
      return [{ title, seconds, megabytes: median(runs[n].map((run) => run.megabytes)) }];
    }),
    bytes,
  );
}

const [folder] = positionals;
if (folder === undefined) {
  console.error('usage: node bench/read.mjs DIR [--rounds 3] [--dist dist]');
  process.exit(2);
}
if (values.job === undefined) compare(folder, Number(values.rounds));
else await runJob(values.job, folder);
