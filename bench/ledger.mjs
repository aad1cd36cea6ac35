#!/usr/bin/env node
/**
 * What does the ledger cost: building it run by run, adding to it, reading all of it for an audit?
 *
 *   npm run build && node bench/ledger.mjs [--rows 5000000] [--dist dist] [--keep DIR]
 *
 * Uses are synthetic: each run adds 100,000 rows of two days, of 500 identities, 40 actions each and
 * 50 resources of an action. DuckDB and JSON lines do the same with the same rows. Each row of the
 * table is a process of its own.
 */
import { spawnSync } from 'node:child_process';
import {
  createReadStream,
  createWriteStream,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { createGunzip, createGzip } from 'node:zlib';

const PROJECT = fileURLToPath(new URL('..', import.meta.url));
const { values } = parseArgs({
  options: {
    rows: { type: 'string', default: '5000000' },
    dist: { type: 'string', default: join(PROJECT, 'dist') },
    keep: { type: 'string' },
    job: { type: 'string' },
  },
});
const ROWS = Number(values.rows);
const PER_RUN = 100_000;
const RUNS = Math.ceil(ROWS / PER_RUN);
const FIRST_DAY = Date.UTC(2026, 0, 1);
const STORE = join(values.dist, 'store/index.js');
const NOTHING = {
  snapshots: [],
  coverage: { management: [], data: [], excludable: [], holes: [] },
  sources: [],
  collection: [],
  problems: [],
};

/** The rows of one run: the same for the same number. */
function usesOfRun(run) {
  return Array.from({ length: PER_RUN }, (_, n) => {
    const identity = Math.floor(n / 200);
    const day = run * 2 + (n % 2);
    const mixed = Math.imul(n * 2654435761 + day * 40503, 2246822519) >>> 0;
    const action = mixed % 40;
    const second = (mixed >>> 8) % 80_000;
    const at = (seconds) =>
      `${new Date(FIRST_DAY + day * 86_400_000 + seconds * 1000).toISOString().slice(0, 19)}Z`;
    const arn = `arn:aws:iam::111122223333:role/team-${identity % 25}/service-${identity}`;
    return {
      caller: { kind: 'identity', id: `AROA4BENCH${identity}`, arn, account: '111122223333' },
      action: `s3:Action${action}`,
      kind: 'primary',
      resource: `arn:aws:s3:::data-${identity}-${action % 10}/in/${(mixed >>> 16) % 50}.parquet`,
      region: mixed % 3 === 0 ? 'us-east-1' : 'eu-west-1',
      via: undefined,
      outcome: mixed % 97 === 0 ? 'denied' : 'allowed',
      errorCode: mixed % 97 === 0 ? 'AccessDenied' : undefined,
      firstSeen: at(second),
      lastSeen: at(second + (mixed % 6000)),
      count: 1 + (mixed % 50),
    };
  });
}

async function addRun(folder, run, files = 2_000) {
  const { openEvidence } = await import(STORE);
  const store = openEvidence(folder, { toolVersion: 'bench' });
  const known = store.filesRead();
  const usage = { assumptions: [], signIns: [], grantChanges: [], unmapped: [] };
  store.commit({
    evidence: { ...NOTHING, usage: { ...usage, uses: usesOfRun(run) } },
    filesRead: Array.from({ length: files }, (_, n) => `run${run}file${n}`.padEnd(20, '_')),
    eventIds: new Uint32Array(),
  });
  return { store, known: known.size };
}

const JOBS = {
  build: {
    title: 'build it in runs of 100,000 rows, compacting',
    run: async (folder) => {
      for (let run = 0; run < RUNS; run++) {
        const { store } = await addRun(join(folder, 'audit'), run);
        await store.compact();
        store.close();
      }
      return { mb: megabytesIn(join(folder, 'audit')) };
    },
  },
  make: {
    title: '(making 100,000 rows to add)',
    run: () => ({ rows: usesOfRun(RUNS).length }),
  },
  add: {
    title: 'add 100,000 rows, 100,000 files known',
    run: async (folder) => {
      const { store, known } = await addRun(join(folder, 'audit'), RUNS);
      store.close();
      return { known };
    },
  },
  read: {
    title: 'read all of it, every row as an object once',
    run: async (folder) => {
      const { loadEvidence } = await import(STORE);
      const { usage } = await loadEvidence(join(folder, 'audit'));
      let rows = 0;
      let count = 0;
      for (const caller of usage.stored) {
        for (const use of caller.rows()) {
          rows++;
          count += use.count;
        }
      }
      return { rows, count };
    },
  },
  'duck-build': {
    title: 'DuckDB: build a table in the same runs',
    run: async (folder) => {
      const run = await duck(join(folder, 'peer.duckdb'));
      await run('CREATE TABLE uses AS SELECT * FROM read_parquet($files) LIMIT 0', folder);
      for (let n = 0; n < RUNS; n++) await upsert(run, folder, n);
      await run('CHECKPOINT');
      return { mb: statSync(join(folder, 'peer.duckdb')).size / 1e6 };
    },
  },
  'duck-add': {
    title: 'DuckDB: merge 100,000 rows into it',
    run: async (folder) => {
      const run = await duck(join(folder, 'peer.duckdb'));
      await upsert(run, folder, RUNS);
      await run('CHECKPOINT');
      return {};
    },
  },
  'duck-read': {
    title: 'DuckDB: group all rows of our segments',
    run: async (folder) => {
      const run = await duck(':memory:');
      const [row] = await run(
        `SELECT count(*) AS rows, sum(count) AS count FROM (
           SELECT identity_id, action, resource, region, outcome, first_seen::DATE AS day,
             min(first_seen), max(last_seen), sum(count) AS count
           FROM read_parquet($files) GROUP BY ALL)`,
        folder,
      );
      return { rows: Number(row.rows), count: Number(row.count) };
    },
  },
  'json-write': {
    title: 'JSON lines, gzip: write all rows',
    run: async (folder) => {
      const lines = async function* () {
        for (let run = 0; run <= RUNS; run++) {
          yield usesOfRun(run)
            .map((use) => `${JSON.stringify(use)}\n`)
            .join('');
        }
      };
      const file = join(folder, 'uses.jsonl.gz');
      await pipeline(lines, createGzip({ level: 6 }), createWriteStream(file));
      return { mb: statSync(file).size / 1e6 };
    },
  },
  'json-read': {
    title: 'JSON lines, gzip: read all rows',
    run: async (folder) => {
      const input = createReadStream(join(folder, 'uses.jsonl.gz')).pipe(createGunzip());
      let rows = 0;
      let count = 0;
      for await (const line of createInterface({ input })) {
        rows++;
        count += JSON.parse(line).count;
      }
      return { rows, count };
    },
  },
};

function megabytesIn(folder) {
  return (
    readdirSync(folder, { recursive: true })
      .map((name) => statSync(join(folder, name)))
      .reduce((sum, stats) => sum + (stats.isFile() ? stats.size : 0), 0) / 1e6
  );
}

async function duck(path) {
  const { DuckDBInstance } = await import('@duckdb/node-api');
  const instance = await DuckDBInstance.create(path, { threads: '2' });
  const connection = await instance.connect();
  return async (sql, folder) => {
    const files = `'${join(folder ?? '', 'audit/evidence/ledger/uses/*.parquet')}'`;
    const reader = await connection.runAndReadAll(sql.replaceAll('$files', files));
    return reader.getRowObjects();
  };
}

/** The rows of a run are written as a segment of their own first, as leastwise would hand them over. */
async function upsert(run, folder, number) {
  const source = join(folder, 'one');
  const { store } = await addRun(source, number, 1);
  store.close();
  await run(
    `MERGE INTO uses USING (SELECT * FROM '${source}/evidence/ledger/uses/*.parquet') AS new
     ON uses.identity_id = new.identity_id AND uses.action = new.action
       AND uses.resource = new.resource AND uses.region = new.region
       AND uses.outcome = new.outcome AND uses.first_seen::DATE = new.first_seen::DATE
     WHEN MATCHED THEN UPDATE SET count = uses.count + new.count,
       last_seen = greatest(uses.last_seen, new.last_seen)
     WHEN NOT MATCHED THEN INSERT`,
  );
  rmSync(source, { recursive: true });
}

function measured(job, folder) {
  const started = performance.now();
  const child = spawnSync(
    process.execPath,
    [
      fileURLToPath(import.meta.url),
      '--job',
      job,
      '--keep',
      folder,
      '--rows',
      values.rows,
      '--dist',
      values.dist,
    ],
    { encoding: 'utf8', maxBuffer: 1 << 26 },
  );
  if (child.status !== 0) throw new Error(`${job}: ${child.stderr}`);
  return { seconds: (performance.now() - started) / 1000, ...JSON.parse(child.stdout) };
}

if (values.job !== undefined) {
  const result = await JOBS[values.job].run(values.keep);
  const rss = process.resourceUsage().maxRSS / 1024;
  const { user, system } = process.cpuUsage();
  process.stdout.write(JSON.stringify({ ...result, rss, cpu: (user + system) / 1e6 }));
} else {
  const folder = values.keep ?? mkdtempSync(join(tmpdir(), 'leastwise-ledger-'));
  console.log('| what | wall s | CPU s | peak RSS MB | |');
  console.log('| --- | ---: | ---: | ---: | --- |');
  for (const [job, { title }] of Object.entries(JOBS)) {
    const { seconds, cpu, rss, ...rest } = measured(job, folder);
    const notes = Object.entries(rest).map(
      ([key, value]) => `${key} ${Math.round(value * 10) / 10}`,
    );
    console.log(
      `| ${title} | ${seconds.toFixed(2)} | ${cpu.toFixed(2)} | ${rss.toFixed(0)} | ${notes.join(', ')} |`,
    );
  }
  if (values.keep === undefined) rmSync(folder, { recursive: true });
}
