import {
  copyFileSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Evidence } from '../../src/model/evidence.js';
import type { Instant } from '../../src/model/time.js';
import type { Caller, UsageLedger, Use } from '../../src/model/usage.js';
import { UserError } from '../../src/model/user-error.js';
import { isEvidenceFolder, loadEvidence, openEvidence } from '../../src/store/index.js';
import { sha256 } from '../../src/store/stored-file.js';
import { DEPLOYER, evidence, ROOT, use, usesIn } from './ledger-samples.js';

let parent: string;
let dir: string;
const at = (name: string): string => join(dir, 'evidence', name);
beforeEach(() => {
  parent = mkdtempSync(join(tmpdir(), 'leastwise-store-'));
  dir = join(parent, 'audit');
});
afterEach(() => {
  rmSync(parent, { recursive: true, force: true });
});

type Some = {
  readonly filesRead?: readonly string[];
  readonly eventIds?: Uint32Array;
};

function commit(stored: Evidence, { filesRead = [], eventIds = new Uint32Array() }: Some = {}) {
  const store = openEvidence(dir, { toolVersion: '0.2.0' });
  store.commit({ evidence: stored, filesRead, eventIds });
  store.close();
}

async function loadedUses(): Promise<readonly Use[]> {
  return usesIn(await loadEvidence(dir));
}

async function compactAll(): Promise<void> {
  const store = openEvidence(dir, { toolVersion: '0.2.0' });
  await store.compact();
  store.close();
}

const files = (): readonly string[] =>
  readdirSync(at('.'), { recursive: true })
    .map(String)
    .filter((name) => statSync(at(name)).isFile())
    .sort();

/** Everything that rows hold, with what is hard to write as it is. */
const FULL: Partial<UsageLedger> = {
  uses: [
    use('2026-11-20'),
    use('2026-11-21', {
      caller: ROOT,
      via: 'cloudformation.amazonaws.com',
      region: 'us-east-1',
      resource: undefined,
      outcome: 'denied',
      errorCode: 'AccessDenied',
      kind: 'inferred',
      count: 2 ** 40,
    }),
    use('2026-11-21', { resource: 'arn:aws:s3:::r/\'; DROP TABLE uses; -- <b>\u0000\n,"\u202e😀' }),
  ],
  assumptions: [
    {
      roleArn: 'arn:aws:iam::111122223333:role/ci/deployer',
      roleId: undefined,
      by: 'ec2.amazonaws.com',
      event: 'AssumeRole',
      outcome: 'allowed',
      firstSeen: '2026-11-20T01:00:00Z' as Instant,
      lastSeen: '2026-11-20T02:00:00Z' as Instant,
      count: 24,
    },
  ],
  signIns: [
    {
      caller: ROOT,
      outcome: 'allowed',
      firstSeen: '2026-11-20T01:00:00Z' as Instant,
      lastSeen: '2026-11-20T02:00:00Z' as Instant,
      count: 2,
    },
  ],
  roleHolders: [
    {
      caller: DEPLOYER,
      resource: 'arn:aws:lambda:eu-west-1:111122223333:function:deploy',
      firstSeen: '2026-11-20T01:00:00Z' as Instant,
      lastSeen: '2026-11-20T02:00:00Z' as Instant,
      count: 5,
    },
  ],
  grantChanges: [
    {
      account: '111122223333',
      target: { kind: 'role', name: 'deployer' },
      policy: 'deploy',
      event: 'PutRolePolicy',
      at: '2026-11-19T08:00:00Z' as Instant,
    },
    {
      account: '111122223333',
      target: { kind: 'policy', arn: 'arn:aws:iam::111122223333:policy/base' },
      event: 'SetDefaultPolicyVersion',
      at: '2026-11-19T09:00:00Z' as Instant,
    },
  ],
  unmapped: [
    {
      caller: DEPLOYER,
      eventSource: 'new.amazonaws.com',
      eventName: 'Frobnicate',
      service: undefined,
      firstSeen: '2026-11-20T01:00:00Z' as Instant,
      lastSeen: '2026-11-20T01:00:00Z' as Instant,
      count: 1,
    },
  ],
};

test('what was committed is loaded, and only the owner may read it', async () => {
  expect(await loadEvidence(dir)).toBeUndefined();
  expect(isEvidenceFolder(dir)).toBe(false);
  commit(evidence(FULL), { filesRead: ['b', 'a', 'b'], eventIds: new Uint32Array([1, 2, 3, 4]) });
  expect(isEvidenceFolder(dir)).toBe(true);
  const { usage, ...facts } = (await loadEvidence(dir)) as Evidence;
  const { usage: _, ...given } = evidence();
  expect(facts).toEqual(JSON.parse(JSON.stringify(given)));
  expect(await loadedUses()).toEqual(expect.arrayContaining([...(FULL.uses ?? [])]));
  expect(await loadedUses()).toHaveLength(3);
  const { uses: _uses, ...others } = FULL;
  expect({ ...usage, grantChanges: new Set(usage.grantChanges) }).toMatchObject({
    ...others,
    grantChanges: new Set(FULL.grantChanges),
  });
  const again = openEvidence(dir, { toolVersion: '0.2.0' });
  expect(again.filesRead()).toEqual(new Set(['a', 'b']));
  expect([...again.eventIds()]).toEqual([new Uint32Array([1, 2, 3, 4])]);
  again.close();
  for (const name of ['.', 'ledger', 'ledger/uses', 'read']) {
    expect(statSync(at(name)).mode & 0o777).toBe(0o700);
  }
  for (const name of files()) expect(statSync(at(name)).mode & 0o777).toBe(0o600);
});

describe('uses add up', () => {
  test('those of one day become one row, other days stay apart', async () => {
    commit(evidence({ uses: [use('2026-11-20'), use('2026-11-21')] }));
    const late = { lastSeen: '2026-11-20T23:00:00Z' as Instant };
    commit(evidence({ uses: [use('2026-11-20', { ...late, count: 4 })] }));
    expect(await loadedUses()).toEqual([
      use('2026-11-20', { ...late, count: 7 }),
      use('2026-11-21'),
    ]);
  });

  test('a renamed identity is one caller, named as it was last', async () => {
    const renamed = { ...DEPLOYER, arn: 'arn:aws:iam::111122223333:role/deploy' } as Caller;
    commit(evidence({ uses: [use('2026-11-22', { caller: renamed })] }));
    commit(evidence({ uses: [use('2026-11-20')] }));
    const rows = await loadedUses();
    expect(rows.map(({ caller }) => caller)).toEqual([renamed, renamed]);
  });

  test('days older than a hundred become months', async () => {
    commit(evidence({ uses: ['2026-03-02', '2026-03-20', '2026-04-01'].map((day) => use(day)) }));
    expect(await loadedUses()).toHaveLength(3);
    commit(evidence({ uses: [use('2026-11-20')] }));
    expect(await loadedUses()).toEqual([
      use('2026-03-02', { lastSeen: '2026-03-20T17:30:00Z' as Instant, count: 6 }),
      use('2026-04-01'),
      use('2026-11-20'),
    ]);
  });

  test('what UTF-8 cannot hold is any resource, never another one', async () => {
    commit(evidence({ uses: [use('2026-11-20', { resource: 'arn:aws:s3:::r/\ud800' })] }));
    expect(await loadedUses()).toEqual([use('2026-11-20', { resource: undefined })]);
  });
});

describe('many segments', () => {
  const days = Array.from({ length: 12 }, (_, n) => `2026-11-${10 + n}`);

  test('are put together, and nothing changes', async () => {
    for (const [n, day] of days.entries()) {
      commit(evidence({ ...FULL, uses: [use(day), use('2026-11-01')] }), {
        filesRead: [`file-${n}`],
        eventIds: new Uint32Array([n + 1, 0, 0, 0]),
      });
    }
    const before = await loadEvidence(dir);
    const rows = await loadedUses();
    expect(rows).toHaveLength(13);
    expect(readdirSync(at('ledger/uses'))).toHaveLength(12);
    await compactAll();
    for (const table of readdirSync(at('ledger'))) {
      expect(readdirSync(at(`ledger/${table}`))).toHaveLength(1);
    }
    expect(readdirSync(at('read'))).toHaveLength(2);
    expect(await loadedUses()).toEqual(rows);
    const after = await loadEvidence(dir);
    expect({ ...after?.usage, stored: 0 }).toEqual({ ...before?.usage, stored: 0 });
    const store = openEvidence(dir, { toolVersion: '0.2.0' });
    expect(store.filesRead().size).toBe(12);
    const ids = [...store.eventIds()].flatMap((words) => [...words]).filter((word) => word > 0);
    expect(ids).toEqual(days.map((_, n) => n + 1));
    store.close();
    const compacted = files();
    await compactAll();
    expect(files()).toEqual(compacted);
  });
});

test('a hundred thousand known files are no burden', () => {
  const filesRead = Array.from(
    { length: 100_000 },
    (_, n) => `identity-${String(n).padStart(11, '0')}`,
  );
  commit(evidence(), { filesRead });
  const store = openEvidence(dir, { toolVersion: '0.2.0' });
  expect(store.filesRead()).toEqual(new Set(filesRead));
  store.close();
});

test('a manifest of before a table was added is gone on from: the table holds nothing yet', async () => {
  commit(evidence({ uses: [use('2026-11-20')] }), { filesRead: ['a'] });
  const { tables, ...rest } = JSON.parse(readFileSync(at('manifest.json'), 'utf8'));
  const { role_holders: _, ...older } = tables;
  writeFileSync(at('manifest.json'), JSON.stringify({ ...rest, tables: older }));
  expect((await loadEvidence(dir))?.usage.roleHolders).toEqual([]);
  commit(evidence(FULL), { filesRead: ['b'] });
  expect((await loadEvidence(dir))?.usage.roleHolders).toEqual(FULL.roleHolders);
  expect(await loadedUses()).toHaveLength(3);
});

test('a run that read nothing new writes nothing', () => {
  commit(evidence(FULL), { filesRead: ['a'] });
  const before = readFileSync(at('manifest.json'), 'utf8');
  commit(evidence());
  expect(readFileSync(at('manifest.json'), 'utf8')).toBe(before);
});

test('another folder is gone on from, and stays as it is', async () => {
  commit(evidence({ uses: [use('2026-11-20')] }), { filesRead: ['a'] });
  const from = dir;
  const before = files();
  dir = join(parent, 'next');
  const store = openEvidence(dir, { toolVersion: '0.2.0', from });
  expect(store.filesRead()).toEqual(new Set(['a']));
  store.commit({
    evidence: evidence({ uses: [use('2026-11-21')] }, 2),
    filesRead: ['b'],
    eventIds: new Uint32Array(),
  });
  store.close();
  expect(await loadedUses()).toHaveLength(2);
  dir = from;
  expect(files()).toEqual(before);
  expect(await loadedUses()).toHaveLength(1);
});

describe('two runs', () => {
  test('do not write to one folder', () => {
    const store = openEvidence(dir, { toolVersion: '0.2.0' });
    expect(() => openEvidence(dir, { toolVersion: '0.2.0' })).toThrow('another run is writing');
    store.close();
    openEvidence(dir, { toolVersion: '0.2.0' }).close();
  });

  test('one reads while another compacts', async () => {
    for (let n = 10; n < 22; n++) commit(evidence({ uses: [use(`2026-11-${n}`)] }));
    const reading = loadEvidence(dir);
    await compactAll();
    const stored = await reading;
    expect(usesIn(stored)).toHaveLength(12);
  });
});

describe('evidence that cannot be used', () => {
  const segment = 'ledger/uses/000001.parquet';
  test.each([
    {
      why: 'a damaged manifest',
      damage: () => writeFileSync(at('manifest.json'), '{"schema":"leastwise.evidence/2",'),
      says: 'manifest.json` is damaged',
    },
    {
      why: 'a manifest without its members',
      damage: () => writeFileSync(at('manifest.json'), '{"schema":"leastwise.evidence/2"}'),
      says: 'manifest.json` is damaged',
    },
    {
      why: 'a manifest that leads out of the folder',
      damage: () => edit('"ledger/uses/000001.parquet"', '"../../../../etc/passwd"'),
      says: 'manifest.json` is damaged',
    },
    {
      why: 'a later version',
      damage: () => edit('leastwise.evidence/2', 'leastwise.evidence/3'),
      says: 'its schema is `leastwise.evidence/3`, ours is `leastwise.evidence/2`',
    },
    {
      why: 'a missing segment',
      damage: () => rmSync(at(segment)),
      says: `${segment}\` is missing`,
    },
    {
      why: 'a segment cut short',
      damage: () => truncateSync(at(segment), 100),
      says: `${segment}\` was changed or cut short`,
    },
    {
      why: 'a segment with one bit turned',
      damage: () => flip(segment),
      says: `${segment}\` was changed or cut short`,
    },
    {
      why: 'another table in its place',
      damage: () => copyFileSync(at('ledger/sign_ins/000001.parquet'), at(segment)),
      says: `${segment}\` was changed or cut short`,
    },
    {
      why: 'no Parquet, though the manifest names its hash',
      damage: () => replace(segment, Buffer.from('PAR1 and nothing else PAR1')),
      says: 'its table `uses` cannot be read',
    },
    {
      why: 'another table, though the manifest names its hash',
      damage: () => replace(segment, readFileSync(at('ledger/sign_ins/000001.parquet'))),
      says: 'its table `uses` cannot be read',
    },
    {
      why: 'damaged facts',
      damage: () => flip('facts-000001.json.gz'),
      says: 'facts-000001.json.gz` was changed or cut short',
    },
  ])('is refused with a hint: $why', async ({ damage, says }) => {
    commit(evidence(FULL));
    damage();
    await expect(loadEvidence(dir)).rejects.toThrow(UserError);
    await expect(loadEvidence(dir)).rejects.toThrow(says);
  });

  function edit(text: string, to: string): void {
    const manifest = readFileSync(at('manifest.json'), 'utf8');
    expect(manifest).toContain(text);
    writeFileSync(at('manifest.json'), manifest.replace(text, to));
  }
  function flip(name: string): void {
    const bytes = readFileSync(at(name));
    bytes[40] = (bytes[40] ?? 0) ^ 1;
    writeFileSync(at(name), bytes);
  }
  function replace(name: string, bytes: Buffer): void {
    const old = readFileSync(at(name));
    writeFileSync(at(name), bytes);
    edit(sha256(old), sha256(bytes));
    edit(`"bytes": ${old.length}`, `"bytes": ${bytes.length}`);
  }
});

test('files of others are left alone, those of an interrupted run go', () => {
  commit(evidence(FULL));
  writeFileSync(at('notes.txt'), 'mine');
  writeFileSync(at('ledger/uses/mine.parquet'), 'mine');
  writeFileSync(at('ledger/uses/000002.parquet'), 'half');
  writeFileSync(at('facts-000002.json.gz'), 'half');
  writeFileSync(at('.leastwise-0123456789abcdef.tmp'), 'half');
  openEvidence(dir, { toolVersion: '0.2.0' }).close();
  expect(existsSync(at('notes.txt'))).toBe(true);
  expect(existsSync(at('ledger/uses/mine.parquet'))).toBe(true);
  expect(existsSync(at('ledger/uses/000002.parquet'))).toBe(false);
  expect(existsSync(at('facts-000002.json.gz'))).toBe(false);
  expect(existsSync(at('.leastwise-0123456789abcdef.tmp'))).toBe(false);
});

test('a file in the place of the folder is the mistake of the user', () => {
  writeFileSync(dir, '');
  expect(() => openEvidence(dir, { toolVersion: '0.2.0' })).toThrow(UserError);
});

describe('evidence of leastwise 0.1', () => {
  const old = (): void => {
    const store = openEvidence(dir, { toolVersion: '0.1.0' });
    store.close();
    const { usage, memory: _, ...facts } = evidence(FULL);
    const signIns = usage.signIns.map(({ firstSeen: _first, ...row }) => row);
    const packed = gzipSync(JSON.stringify({ ...facts, usage: { ...usage, signIns } }));
    writeFileSync(at('evidence.json.gz'), packed);
    const manifest = {
      schema: 'leastwise.evidence/1',
      toolVersion: '0.1.0',
      evidenceSha256: sha256(packed),
      filesRead: ['a'],
    };
    writeFileSync(at('manifest.json'), `${JSON.stringify(manifest)}\n`);
  };

  test('is read as it is', async () => {
    old();
    expect(isEvidenceFolder(dir)).toBe(true);
    expect(await loadedUses()).toHaveLength(3);
    expect((await loadEvidence(dir))?.usage.signIns[0]?.firstSeen).toBe('2026-11-20T02:00:00Z');
  });

  test('becomes a ledger with the next commit', async () => {
    old();
    const store = openEvidence(dir, { toolVersion: '0.2.0' });
    expect(store.filesRead()).toEqual(new Set(['a']));
    expect(store.facts()?.sources).toHaveLength(1);
    store.commit({
      evidence: evidence({ uses: [use('2026-11-20')] }),
      filesRead: ['b'],
      eventIds: new Uint32Array(),
    });
    expect(store.filesRead()).toEqual(new Set(['a', 'b']));
    store.close();
    const rows = await loadedUses();
    expect(rows.reduce((sum, { count }) => sum + count, 0)).toBe(3 + 2 ** 40 + 3 + 3);
    expect(existsSync(at('evidence.json.gz'))).toBe(false);
  });

  test('with another hash is refused', async () => {
    old();
    writeFileSync(at('evidence.json.gz'), 'half');
    await expect(loadEvidence(dir)).rejects.toThrow('missing or was changed');
    expect(() => openEvidence(dir, { toolVersion: '0.2.0' })).toThrow(UserError);
    expect(readdirSync(at('.')).filter((name) => name.startsWith('lock'))).toEqual([]);
  });
});
