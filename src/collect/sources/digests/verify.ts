/**
 * Verifies log files by the digests of their trail, offline.
 *
 * A digest is checked by its signature, which the next digest repeats; the newest one's lies in the
 * metadata of its S3 object, and without that it stays unsigned: neither proven nor failed. Location is
 * part of what is signed, so files may lie anywhere now: they are found by their names. A log file
 * counts as verified when a valid digest lists it, and it is one gzip member with that hash.
 *
 * Source: CloudTrail User Guide, "CloudTrail digest file structure" and "Custom implementations of
 * CloudTrail log file integrity validation".
 */
import { closeSync, constants, fstatSync, openSync } from 'node:fs';
import { instantOfMs, msOf } from '../../../model/time.js';
import {
  byStretch,
  unitedStretches,
  type Verification,
  type VerificationFailure,
  type VerifiedStretch,
} from '../../../model/verification.js';
import { inflateWhole, isGzip } from '../inflate.js';
import { readAt } from '../read-at.js';
import type { FoundFile } from '../walk.js';
import { type Digest, parseDigest, sha256Of } from './digest-file.js';
import { checkSignature, type PublicKeys, publicKeysOf } from './signatures.js';

export type VerifyInput = {
  readonly digestFiles: readonly FoundFile[];
  readonly logFiles: readonly FoundFile[];
  /** Answers of `ListPublicKeys`. */
  readonly publicKeys: readonly unknown[];
  /** Of S3 objects: `{Key, Metadata: {signature, signature-algorithm}}`. */
  readonly metadata: readonly unknown[];
  /** Digests that an earlier run was done with: log files of theirs that it read are not read again. */
  readonly settled: ReadonlySet<string>;
  readonly isKnown: (logFile: FoundFile) => boolean;
};

export type Verified = {
  readonly verification: Verification;
  /** Files that are evidence of nothing, by name. */
  readonly rejected: ReadonlySet<string>;
};

/** A trail's file is at most 50 MB before compression; digests of busy hours stay far below. */
const MAX_CONTENT = 256 * 1024 * 1024;
const BEFORE_DELIVERY_MS = 2 * 3_600_000;
const AFTER_DELIVERY_MS = 15 * 60_000;
const SHORT = 20;

export function verifyDigests(input: VerifyInput): Verified {
  const keys = publicKeysOf(input.publicKeys);
  const { chains, read } = readChains(input.digestFiles);
  const signatures = signaturesOf([...chains.values()].flat(), input.metadata);
  const logs = new Map<string, FoundFile[]>();
  for (const found of input.logFiles) {
    logs.set(found.baseName, [...(logs.get(found.baseName) ?? []), found]);
  }
  const state: State = {
    keys,
    signatures,
    logs,
    settledBefore: input.settled,
    isKnown: input.isKnown,
    verified: [],
    failures: [],
    gaps: [],
    settled: new Set(),
    rejected: new Set(),
    digests: { valid: 0, failed: 0, unsigned: 0 },
    logFiles: { valid: 0, failed: 0, missing: 0 },
  };
  for (const file of input.digestFiles) {
    if (!read.has(file.name)) addUnreadable(state, file);
  }
  for (const [, chain] of [...chains].sort(([a], [b]) => (a < b ? -1 : 1)))
    verifyChain(state, chain);
  const { verified, failures, gaps, digests, logFiles, settled, rejected } = state;
  return {
    verification: {
      verified: unitedStretches(verified),
      failures: failures.toSorted(byStretch),
      gaps: unitedStretches(gaps),
      digests,
      logFiles,
      settled: [...settled].sort(),
    },
    rejected,
  };
}

type State = {
  readonly keys: PublicKeys;
  readonly signatures: ReadonlyMap<string, readonly string[]>;
  /** By name; one that was given twice must be right twice. */
  readonly logs: ReadonlyMap<string, readonly FoundFile[]>;
  readonly settledBefore: ReadonlySet<string>;
  readonly isKnown: VerifyInput['isKnown'];
  readonly verified: VerifiedStretch[];
  readonly failures: VerificationFailure[];
  readonly gaps: VerifiedStretch[];
  readonly settled: Set<string>;
  readonly rejected: Set<string>;
  readonly digests: { valid: number; failed: number; unsigned: number };
  readonly logFiles: { valid: number; failed: number; missing: number };
};

/** Standard and backfill digests are chains of their own; a digest given twice counts once. */
function readChains(files: readonly FoundFile[]): {
  readonly chains: ReadonlyMap<string, readonly Digest[]>;
  /** Names of the files that could be read. */
  readonly read: ReadonlySet<string>;
} {
  const chains = new Map<string, Map<string, Digest>>();
  const read = new Set<string>();
  for (const found of files) {
    const bytes = contentOf(found.name);
    const digest = bytes === undefined ? undefined : parseDigest(found.name, bytes);
    if (digest === undefined) continue;
    read.add(found.name);
    const { account, region, trail, isBackfill, object, sha256 } = digest;
    const key = [account, region, trail, isBackfill].join('\n');
    const chain = chains.get(key) ?? new Map<string, Digest>();
    chains.set(key, chain.set(`${object}\n${sha256}`, digest));
  }
  const sorted = [...chains].map(
    ([key, chain]) => [key, [...chain.values()].sort(byStart)] as const,
  );
  return { chains: new Map(sorted), read };
}

function byStart(a: Digest, b: Digest): number {
  return `${a.start} ${a.file}` < `${b.start} ${b.file}` ? -1 : 1;
}

/** By S3 object: what the next digests and the objects' metadata say. */
function signaturesOf(
  digests: readonly Digest[],
  metadata: readonly unknown[],
): ReadonlyMap<string, readonly string[]> {
  const signatures = new Map<string, string[]>();
  const add = (object: string, signature: string): void => {
    const known = signatures.get(object) ?? [];
    if (!known.includes(signature)) signatures.set(object, [...known, signature]);
  };
  for (const { previous } of digests) {
    if (previous !== undefined) add(previous.object, previous.signature);
  }
  for (const value of metadata) {
    const { Key: key, Metadata: own } = (value ?? {}) as Record<string, unknown>;
    const { signature } = (own ?? {}) as Record<string, unknown>;
    if (typeof key === 'string' && typeof signature === 'string') add(key, signature);
  }
  return signatures;
}

function verifyChain(state: State, chain: readonly Digest[]): void {
  const objects = new Set(chain.map(({ object }) => object));
  for (const [index, digest] of chain.entries()) {
    const before = chain[index - 1];
    if (before !== undefined) addBreak(state, before, digest, objects);
    const signed = signatureOf(state, digest);
    state.digests[signed === 'valid' ? 'valid' : signed === 'failed' ? 'failed' : 'unsigned']++;
    if (signed === 'failed') addFailure(state, digest, digest.file, 'changed-digest');
    const next = chain[index + 1];
    const hash = next?.previous?.object === digest.object ? next.previous.hash : undefined;
    if (signed === 'valid' && hash !== undefined && hash !== digest.sha256) {
      addFailure(state, digest, next?.file ?? digest.file, 'changed-digest');
    }
    if (signed === 'valid') checkLogFiles(state, digest);
  }
}

/** Between two digests: a first one anew is a gap, one that names another is a break of the chain. */
function addBreak(
  state: State,
  before: Digest,
  digest: Digest,
  objects: ReadonlySet<string>,
): void {
  const { account, region, previous, start } = digest;
  if (previous === undefined) {
    if (before.end < start) state.gaps.push({ account, region, from: before.end, to: start });
    return;
  }
  if (objects.has(previous.object)) return;
  const { trail } = digest;
  state.failures.push({
    account,
    region,
    trail,
    file: previous.object,
    what: 'missing-digest',
    from: before.end,
    to: start,
  });
}

function signatureOf(state: State, digest: Digest): 'valid' | 'failed' | 'unsigned' {
  const signatures = state.signatures.get(digest.object) ?? [];
  const answers = signatures.map((signature) => checkSignature(digest, signature, state.keys));
  if (answers.includes('valid')) return 'valid';
  return answers.includes('failed') ? 'failed' : 'unsigned';
}

function checkLogFiles(state: State, digest: Digest): void {
  const { account, region, start: from, end: to } = digest;
  const short = digest.sha256.slice(0, SHORT);
  const isSettled = state.settledBefore.has(short);
  let sound = true;
  for (const { object, hash } of digest.logFiles) {
    const copies = state.logs.get(object.slice(object.lastIndexOf('/') + 1)) ?? [];
    // What an earlier run has verified is the same file, or not given again.
    const toCheck = isSettled ? copies.filter((found) => !state.isKnown(found)) : copies;
    const changed = toCheck.filter(({ name }) => hashOf(name) !== hash);
    if (copies.length === 0 && !isSettled) {
      state.logFiles.missing++;
      addFailure(state, digest, object, 'missing-log-file');
      sound = false;
    } else if (changed.length === 0) state.logFiles.valid++;
    for (const { name } of changed) {
      state.logFiles.failed++;
      state.rejected.add(name);
      addFailure(state, digest, name, 'changed-log-file');
      sound = false;
    }
  }
  if (!sound) return;
  state.settled.add(short);
  state.verified.push({ account, region, from, to });
}

/** What was delivered in the hour of a digest happened in it, or shortly before. */
function addFailure(
  { failures }: State,
  { account, region, trail, start, end }: Digest,
  file: string,
  what: VerificationFailure['what'],
): void {
  const from = instantOfMs(msOf(start) - BEFORE_DELIVERY_MS);
  const to = instantOfMs(msOf(end) + AFTER_DELIVERY_MS);
  failures.push({ account, region, trail, file, what, from, to });
}

/** A digest that cannot even be read: its name says of which hour it is. */
function addUnreadable(state: State, { name, baseName }: FoundFile): void {
  const match =
    /^(\d{12})_CloudTrail-Digest_([a-z0-9-]+)_(.+)_[a-z0-9-]+_(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z/.exec(
      baseName,
    );
  state.digests.failed++;
  if (match === null) return;
  const [, account = '', region = '', trail = '', ...time] = match;
  const [year = '', month = '', day = '', hour = '', minute = '', second = ''] = time;
  const endMs = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  if (Number.isNaN(endMs)) return;
  state.failures.push({
    account,
    region,
    trail,
    file: name,
    what: 'changed-digest',
    from: instantOfMs(endMs - BEFORE_DELIVERY_MS - 3_600_000),
    to: instantOfMs(endMs + AFTER_DELIVERY_MS),
  });
}

/** Of one sound gzip member, and nothing behind it. */
function contentOf(path: string): Buffer | undefined {
  let fd: number | undefined;
  try {
    fd = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
    const stats = fstatSync(fd);
    if (!stats.isFile() || stats.size > MAX_CONTENT) return undefined;
    const file = readAt(fd, 0, stats.size);
    return isGzip(file) ? inflateWhole(file, MAX_CONTENT) : file;
  } catch {
    return undefined;
  } finally {
    if (fd !== undefined) closeSync(fd);
  }
}

function hashOf(path: string): string | undefined {
  const content = contentOf(path);
  return content === undefined ? undefined : sha256Of(content);
}
