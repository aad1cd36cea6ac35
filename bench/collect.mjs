#!/usr/bin/env node
/**
 * What does a live collection cost: calls per identity, and memory for big accounts and organizations?
 *
 *   npm run build && node bench/collect.mjs [--dist dist] [--accounts 1000] [--rows roles,many]
 *
 * Against the fake of the tests, bundled with esbuild, in a process of its own. Waiting passes at once
 * and is counted: `paced s` is how long the calls take at the pace that leastwise keeps. Each row is a
 * process of its own.
 */
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { build } from 'esbuild';

const PROJECT = fileURLToPath(new URL('..', import.meta.url));
const { values } = parseArgs({
  options: {
    dist: { type: 'string', default: join(PROJECT, 'dist') },
    accounts: { type: 'string', default: '1000' },
    rows: { type: 'string' },
    job: { type: 'string' },
  },
});
const HOME = '111122223333';
const MANY = Number(values.accounts);

/** Roles, users and accounts of each row; `sources` where not all are read. */
const FEW = [
  'authorization-details',
  'account-summary',
  'credential-report',
  'users',
  'access-keys',
  'trails',
  'trail-files',
  's3-buckets',
  'kms-keys',
];
const ROWS = {
  empty: { what: 'no identity, one region', roles: 0, users: 0, accounts: 1 },
  thousand: {
    what: '1,000 identities (900 roles, 100 users)',
    roles: 900,
    users: 100,
    accounts: 1,
  },
  regions: { what: 'no identity, 17 regions', roles: 0, users: 0, accounts: 1, regions: 17 },
  roles: { what: '5,000 roles', roles: 5000, users: 0, accounts: 1 },
  buckets: {
    what: '5,000 roles and 1,000 buckets',
    roles: 5000,
    users: 0,
    buckets: 1000,
    accounts: 1,
  },
  cut: {
    what: 'the same, cut at call 8,000, and the run that goes on',
    roles: 5000,
    users: 0,
    buckets: 1000,
    accounts: 1,
    cutAfter: 8000,
  },
  some: {
    what: `${MANY / 10} accounts of 50 roles`,
    roles: 50,
    users: 0,
    accounts: MANY / 10,
    sources: FEW,
  },
  many: { what: `${MANY} accounts of 50 roles`, roles: 50, users: 0, accounts: MANY, sources: FEW },
};

if (values.job === 'fake') await serve();
else if (values.job !== undefined) await measure(ROWS[values.job]);
else await compare();

/** Any account has the roles and users that its row asks for: `LEASTWISE_BENCH` says how many. */
async function serve() {
  const { startFake, accountHandlers, role, user } = await import(process.env.LEASTWISE_FAKE);
  const { roles, users, buckets = 0, regions = 1 } = JSON.parse(process.env.LEASTWISE_BENCH);
  const page = (account, list, make, from) =>
    Array.from({ length: Math.max(0, Math.min(1000, list - from)) }, (_, n) =>
      make(account, `crew-${from + n}`),
    );
  const fake = await startFake({
    ...accountHandlers(),
    'ec2:DescribeRegions': () => ({
      answer: {
        regionInfo: Array.from({ length: regions }, (_, n) => ({
          regionName: n === 0 ? 'us-east-1' : `eu-west-${n}`,
        })),
      },
    }),
    's3:ListBuckets': () => ({
      answer: {
        Buckets: {
          Bucket: Array.from({ length: buckets }, (_, n) => ({
            Name: `cargo-${n}`,
            BucketRegion: 'us-east-1',
          })),
        },
      },
    }),
    // Keys of different users differ: what is asked once is not asked again.
    'iam:ListAccessKeys': ({ input }) => ({
      answer: {
        AccessKeyMetadata: [{ UserName: input.UserName, AccessKeyId: `AKIA${input.UserName}` }],
        IsTruncated: false,
      },
    }),
    's3:GetBucketPolicy': () => ({ error: 'NoSuchBucketPolicy', status: 404 }),
    'iam:GetAccountAuthorizationDetails': ({ account, input }) => {
      const from = Number(input.Marker ?? 0);
      const more = from + 1000 < Math.max(roles, users);
      return {
        answer: {
          UserDetailList: page(account, users, user, from),
          GroupDetailList: [],
          RoleDetailList: page(account, roles, role, from),
          Policies: [],
          IsTruncated: more,
          ...(more ? { Marker: String(from + 1000) } : {}),
        },
      };
    },
  });
  fake.calls.push = () => 0;
  fake.answers.push = () => 0;
  process.stdout.write(`${fake.url}\n`);
}

async function measure({ accounts, sources, cutAfter }) {
  const { collectLive, LIVE_SOURCES } = await import(join(values.dist, 'index.js'));
  const { findUnits, openUnit } = await import(join(values.dist, 'store/index.js'));
  const out = mkdtempSync(join(tmpdir(), 'leastwise-bench-collect-'));
  const start = Date.now();
  let waited = 0;
  let asked = 0;
  const clock = {
    now: () => start + waited,
    sleep: async (ms) => {
      waited += ms;
    },
    random: () => 0.5,
  };
  const calls = new Map();
  const ignore = () => undefined;
  const controller = new AbortController();
  const collect = () =>
    collectLive(
      {
        accounts:
          accounts === 1
            ? 'callers own'
            : Array.from({ length: accounts }, (_, n) => String(200_000_000_000 + n)),
        roleName: 'leastwise-collector',
        externalId: undefined,
        regions: [],
        sources: sources ?? Object.keys(LIVE_SOURCES),
        trailBuckets: [],
        days: 97,
        rate: undefined,
        maxAttempts: undefined,
        parallelAccounts: 4,
        freshHours: 12,
      },
      {
        onCaller: ignore,
        onPlan: ignore,
        onUnit: ignore,
        onProgress: ignore,
        onStartOver: ignore,
        onCall: (operation) => {
          calls.set(operation, (calls.get(operation) ?? 0) + 1);
          asked += 1;
          if (asked === cutAfter) controller.abort();
        },
        onWait: ignore,
      },
      {
        openUnit: (place) => openUnit(out, place),
        findUnits: (account) => findUnits(out, account),
        signal: asked === 0 ? controller.signal : new AbortController().signal,
        clock,
      },
    );
  try {
    let units = await collect();
    if (cutAfter !== undefined) units = await collect();
    const incomplete = units.filter(({ status }) => status !== 'complete');
    if (incomplete.length > 0) throw new Error(JSON.stringify(incomplete.slice(0, 2)));
    const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
    const told = {
      calls: [...calls.values()].reduce((sum, count) => sum + count, 0),
      most: [...calls].sort(([, a], [, b]) => b - a).slice(0, 4),
      pacedSeconds: waited / 1000,
      cpuSeconds: (userCPUTime + systemCPUTime) / 1e6,
      peakMb: maxRSS / 1024,
    };
    process.stdout.write(JSON.stringify(told));
  } finally {
    rmSync(out, { recursive: true, force: true });
  }
}

async function compare() {
  const dir = mkdtempSync(join(tmpdir(), 'leastwise-bench-fake-'));
  const bundle = join(dir, 'fake.mjs');
  await build({
    stdin: {
      contents:
        "export { startFake } from './test/aws/fake.ts'; export { accountHandlers, role, user } from './test/aws/account.ts';",
      resolveDir: PROJECT,
    },
    bundle: true,
    platform: 'node',
    format: 'esm',
    outfile: bundle,
  });
  process.stdout.write(
    '| what | calls | paced s | CPU s | peak RSS MB |\n| --- | ---: | ---: | ---: | ---: |\n',
  );
  try {
    for (const [job, row] of Object.entries(ROWS)) {
      if (values.rows?.split(',').includes(job) === false) continue;
      const told = await runRow(job, row, bundle);
      const cells = [
        told.calls,
        Math.round(told.pacedSeconds),
        told.cpuSeconds.toFixed(1),
        Math.round(told.peakMb),
      ];
      process.stdout.write(
        `| ${row.what} | ${cells.map((cell) => cell.toLocaleString('en')).join(' | ')} |\n`,
      );
      process.stderr.write(`${JSON.stringify(told.most)}\n`);
    }
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

async function runRow(job, row, bundle) {
  const own = fileURLToPath(import.meta.url);
  const fake = spawn('node', [own, '--job', 'fake'], {
    env: { ...process.env, LEASTWISE_FAKE: bundle, LEASTWISE_BENCH: JSON.stringify(row) },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  try {
    const url = await new Promise((resolve) =>
      fake.stdout.once('data', (text) => resolve(String(text).trim())),
    );
    const { stdout, status } = spawnSync(
      'node',
      [own, '--job', job, '--dist', values.dist, '--accounts', values.accounts],
      {
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'inherit'],
        env: {
          ...process.env,
          AWS_ENDPOINT_URL: url,
          AWS_ACCESS_KEY_ID: `AKIA${HOME}`,
          AWS_SECRET_ACCESS_KEY: 'secret',
          AWS_REGION: 'us-east-1',
          AWS_EC2_METADATA_DISABLED: 'true',
        },
      },
    );
    if (status !== 0) throw new Error(`${job} ended with ${status}`);
    return JSON.parse(stdout);
  } finally {
    fake.kill();
  }
}
