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
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
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
const MAIN = join(values.dist, 'cli/main.cjs');
const READER = join(values.dist, 'collect/sources/files.js');
const LIBRARY = join(values.dist, 'index.js');

function trailFilesIn(folder) {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.json.gz'))
    .map((entry) => join(entry.parentPath, entry.name));
}

/** Inflates every file on as many threads, the largest files first. */
async function gunzipOn(threads, folder) {
  const sizes = new Map(trailFilesIn(folder).map((file) => [file, statSync(file).size]));
  const files = [...sizes.keys()].sort((a, b) => sizes.get(b) - sizes.get(a));
  const next = new Int32Array(new SharedArrayBuffer(4));
  const parts = await Promise.all(
    Array.from(
      { length: threads },
      () =>
        new Promise((resolve, reject) => {
          const worker = new Worker(fileURLToPath(import.meta.url), {
            argv: [folder],
            workerData: { files, next },
          });
          worker.on('message', resolve);
          worker.on('error', reject);
        }),
    ),
  );
  return parts.reduce((sum, bytes) => sum + bytes, 0);
}

function gunzipShare({ files, next }) {
  let bytes = 0;
  for (let n = Atomics.add(next, 0, 1); n < files.length; n = Atomics.add(next, 0, 1)) {
    bytes += gunzipSync(readFileSync(files[n])).length;
  }
  parentPort.postMessage(bytes);
}

/** What `audit` does before it decides: files to uses, coverage and problems. */
async function collect(folder, reader) {
  const { loadCatalog, readFiles, readsOfEvent, startCollection } = await import(LIBRARY);
  const catalog = loadCatalog();
  const collection = startCollection(catalog);
  const readsOf = (source, name) => readsOfEvent(catalog, source, name);
  for await (const event of readFiles([folder], reader === 'fast' ? { readsOf } : {})) {
    collection.add(event);
  }
  const { sources, usage } = collection.finish();
  const logs = sources.filter(({ kind }) => kind === 'cloudtrail');
  return { records: logs.reduce((sum, { records }) => sum + records, 0), uses: usage.uses.length };
}

/** What the reader yields before anything is mapped: records alike in all that is read, by day. */
async function scan(folder) {
  const { readFiles } = await import(READER);
  const { loadCatalog } = await import(join(values.dist, 'catalog/catalog.js'));
  const { readsOfEvent } = await import(join(values.dist, 'catalog/events/event-reads.js'));
  let catalog;
  // Asked when the first file is inflated: the catalogue is parsed while the workers start.
  const readsOf = (source, name) => {
    catalog ??= loadCatalog();
    return readsOfEvent(catalog, source, name);
  };
  let records = 0;
  for await (const event of readFiles([folder], { readsOf })) {
    if (event.type === 'batch') records += event.batch.shapes.length;
  }
  return { records };
}

/** The callers, calls and errors of a day, without what the calls were for. */
const CALLS = `
  r.recipientAccountId, coalesce(r.userIdentity.sessionContext.sessionIssuer.arn, r.userIdentity.arn),
  r.eventSource, r.eventName, r.awsRegion, r.errorCode, r.readOnly, r.eventTime[:10]`;
/** The same, and what the requests of these logs name: most of what the reader keeps of a record. */
const CALLS_AND_RESOURCES = `${CALLS}, ${[
  'bucketName',
  'roleName',
  'tableName',
  'functionName',
  'keyId',
  'name',
  'instancesSet.items[0].instanceId',
]
  .map((path) => `r.requestParameters->>'$.${path}'`)
  .join(', ')}`;

const duckdbQuery = (keys, folder) => `
  SELECT count(*)::INTEGER AS groups, sum(n)::INTEGER AS records FROM (
    SELECT ${keys}, min(r.eventTime), max(r.eventTime), count(*) AS n
    FROM (
      SELECT unnest(Records) AS r
      FROM read_json('${folder.replaceAll("'", "''")}/AWSLogs/**/*.json.gz', format = 'unstructured',
        maximum_object_size = 134217728,
        columns = {Records: 'STRUCT(eventTime VARCHAR, eventSource VARCHAR, eventName VARCHAR, awsRegion VARCHAR,
          errorCode VARCHAR, readOnly BOOLEAN, recipientAccountId VARCHAR, eventID VARCHAR,
          ${keys === CALLS ? '' : 'requestParameters JSON,'}
          userIdentity STRUCT("type" VARCHAR, arn VARCHAR, principalId VARCHAR,
            sessionContext STRUCT(sessionIssuer STRUCT(arn VARCHAR, principalId VARCHAR))))[]'})
    )
    GROUP BY ALL
  )`;

async function duckdb(keys, folder) {
  const { DuckDBInstance } = await import('@duckdb/node-api');
  const instance = await DuckDBInstance.create(':memory:', { threads: '2' });
  const connection = await instance.connect();
  const rows = (await connection.runAndReadAll(duckdbQuery(keys, folder))).getRowObjects();
  return { records: rows[0].records };
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
  gunzip2: {
    title: '`gunzipSync` alone, 2 threads',
    run: async (folder) => ({ bytes: await gunzipOn(2, folder) }),
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
  duckdb: {
    title: 'DuckDB `read_json` + group by, 2 threads',
    run: (folder) => duckdb(CALLS, folder),
  },
  duckdbResources: {
    title: 'DuckDB, with what requests name',
    run: (folder) => duckdb(CALLS_AND_RESOURCES, folder),
  },
  scan: {
    title: 'leastwise, its reader alone',
    run: scan,
  },
  fast: {
    title: 'leastwise, into its ledger',
    run: (folder) => collect(folder, 'fast'),
  },
  plain: {
    title: 'leastwise, into its ledger, plain reader',
    run: (folder) => collect(folder, 'plain'),
  },
  reader: {
    title: 'leastwise plain `readFiles` alone',
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
  const { maxRSS, userCPUTime, systemCPUTime } = process.resourceUsage();
  const cpu = (userCPUTime + systemCPUTime) / 1e6;
  process.stdout.write(JSON.stringify({ ...result, seconds, cpu, megabytes: maxRSS / 1024 }));
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
function measureAudit(folder, reader) {
  const out = mkdtempSync(join(tmpdir(), 'leastwise-bench-'));
  const probe = `data:text/javascript,process.on('exit',()=>{const u=process.resourceUsage();process.stderr.write('\\nmaxRSS='+u.maxRSS+' cpu='+(u.userCPUTime+u.systemCPUTime))})`;
  const started = process.hrtime.bigint();
  const child = spawnSync(
    process.execPath,
    [
      ...['--import', probe, MAIN, 'audit', folder, '--reader', reader],
      ...['--out', join(out, 'audit'), '--no-progress'],
    ],
    { encoding: 'utf8', maxBuffer: 1e9 },
  );
  const seconds = Number(process.hrtime.bigint() - started) / 1e9;
  rmSync(out, { recursive: true, force: true });
  const [, maxRss, cpu] = /maxRSS=(\d+) cpu=(\d+)/.exec(child.stderr) ?? [];
  if (maxRss === undefined || child.status === 4) return undefined;
  return { seconds, cpu: Number(cpu) / 1e6, megabytes: Number(maxRss) / 1024 };
}

function median(numbers) {
  return numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)];
}

function printTable(rows, bytes) {
  const [, gunzip2, naive] = rows;
  console.log('| what | wall s | cpu s | MB/s inflated | peak RSS MB | / gunzip on 2 | / naive |');
  console.log('| --- | ---: | ---: | ---: | ---: | ---: | ---: |');
  for (const { title, seconds, cpu, megabytes } of rows) {
    const speed = (bytes / 1e6 / seconds).toFixed(0);
    const ratios = [gunzip2, naive].map((other) => (seconds / other.seconds).toFixed(2));
    console.log(
      `| ${title} | ${seconds.toFixed(2)} | ${cpu.toFixed(1)} | ${speed} | ${megabytes.toFixed(0)} | ${ratios.join(' | ')} |`,
    );
  }
}

function compare(folder, rounds) {
  const jobs = [
    ...Object.entries(JOBS).map(([job, { title }]) => ({ title, run: () => measure(job, folder) })),
    ...(existsSync(MAIN)
      ? [{ title: '`leastwise audit`', run: () => measureAudit(folder, 'fast') }]
      : []),
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
      const cpu = median(runs[n].map((run) => run.cpu));
      return [{ title, seconds, cpu, megabytes: median(runs[n].map((run) => run.megabytes)) }];
    }),
    bytes,
  );
}

const [folder] = positionals;
if (!isMainThread) gunzipShare(workerData);
else if (folder === undefined) {
  console.error('usage: node bench/read.mjs DIR [--rounds 3] [--dist dist]');
  process.exit(2);
} else if (values.job === undefined) compare(folder, Number(values.rounds));
else await runJob(values.job, folder);
