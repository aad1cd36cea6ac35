import {
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Evidence } from '../../src/model/evidence.js';
import { UserError } from '../../src/model/user-error.js';
import {
  isEvidenceFolder,
  loadEvidence,
  type StoredEvidence,
  saveEvidence,
} from '../../src/store/evidence-folder.js';

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

const evidence = (sources: number): Evidence => ({
  snapshots: [],
  usage: { uses: [], assumptions: [], signIns: [], grantChanges: [], unmapped: [] },
  coverage: {
    firstRecord: undefined,
    lastRecord: undefined,
    management: [
      {
        account: '111122223333',
        region: 'eu-west-1',
        access: 'read',
        origin: 'delivered',
        hours: [1, 2],
      },
    ],
    data: [],
    excludable: [],
    holes: [],
  },
  collection: [],
  sources: Array.from({ length: sources }, (_, n) => ({
    name: `logs/${n} "é" \u2028`,
    files: 1,
    kind: 'cloudtrail',
    status: 'read',
    records: n,
    uses: n,
    ignored: { duplicate: 1 },
    problems: 0,
  })),
  problems: [],
});
const stored = (sources: number): StoredEvidence => ({
  toolVersion: '0.1.0',
  filesRead: ['b', 'a', 'b'],
  evidence: evidence(sources),
});

test('what was saved is loaded, and only the owner may read it', () => {
  expect(loadEvidence(dir)).toBeUndefined();
  expect(isEvidenceFolder(dir)).toBe(false);
  saveEvidence(dir, stored(3));
  expect(isEvidenceFolder(dir)).toBe(true);
  expect(loadEvidence(dir)).toEqual({ ...stored(3), filesRead: ['a', 'b'] });
  expect(readdirSync(at('.')).sort()).toEqual(['evidence.json.gz', 'manifest.json']);
  for (const path of [dir, at('.')]) expect(statSync(path).mode & 0o777).toBe(0o700);
  for (const name of readdirSync(at('.'))) expect(statSync(at(name)).mode & 0o777).toBe(0o600);
});

test('evidence of many pieces is one text, and the same evidence the same bytes', () => {
  saveEvidence(dir, stored(30_000));
  const first = readFileSync(at('evidence.json.gz'));
  saveEvidence(dir, stored(30_000));
  expect(readFileSync(at('evidence.json.gz')).equals(first)).toBe(true);
  expect(loadEvidence(dir)?.evidence).toEqual(JSON.parse(JSON.stringify(evidence(30_000))));
});

test('a hundred thousand known files are no burden', () => {
  const filesRead = Array.from(
    { length: 100_000 },
    (_, n) => `identity-${String(n).padStart(11, '0')}`,
  );
  saveEvidence(dir, { ...stored(1), filesRead });
  expect(loadEvidence(dir)?.filesRead).toEqual(filesRead);
  expect(statSync(at('manifest.json')).size).toBeLessThan(3_000_000);
});

describe('an interrupted save', () => {
  test('leaves the old evidence when it stopped before the manifest', () => {
    saveEvidence(dir, stored(1));
    writeFileSync(at('evidence.next.json.gz'), gzipSync(JSON.stringify(evidence(2))));
    writeFileSync(at('.leastwise-0123456789abcdef.tmp'), 'half');
    expect(loadEvidence(dir)?.evidence.sources).toHaveLength(1);
    saveEvidence(dir, stored(3));
    expect(loadEvidence(dir)?.evidence.sources).toHaveLength(3);
    expect(readdirSync(at('.')).sort()).toEqual(['evidence.json.gz', 'manifest.json']);
  });

  test('is complete when it stopped behind the manifest, also for the save after it', () => {
    saveEvidence(dir, stored(1));
    const old = readFileSync(at('evidence.json.gz'));
    saveEvidence(dir, stored(2));
    renameSync(at('evidence.json.gz'), at('evidence.next.json.gz'));
    writeFileSync(at('evidence.json.gz'), old);
    expect(loadEvidence(dir)?.evidence.sources).toHaveLength(2);
    saveEvidence(dir, stored(3));
    expect(loadEvidence(dir)?.evidence.sources).toHaveLength(3);
  });
});

test.each([
  {
    why: 'a damaged manifest',
    name: 'manifest.json',
    content: '{"schema":"leastwise.evidence/1",',
  },
  {
    why: 'a manifest without its members',
    name: 'manifest.json',
    content: '{"schema":"leastwise.evidence/1"}',
  },
  { why: 'a later version', name: 'manifest.json', content: '{"schema":"leastwise.evidence/2"}' },
  { why: 'damaged evidence', name: 'evidence.json.gz', content: 'half' },
])('$why is refused with a hint', ({ name, content }) => {
  saveEvidence(dir, stored(1));
  writeFileSync(at(name), content);
  expect(() => loadEvidence(dir)).toThrow(UserError);
  expect(isEvidenceFolder(dir)).toBe(true);
});

test('a file in the place of the folder is the mistake of the user', () => {
  writeFileSync(dir, '');
  expect(() => saveEvidence(dir, stored(1))).toThrow(UserError);
});
