/**
 * One digest file of a trail: which log files were delivered in an hour, and the digest before it.
 *
 * Source: CloudTrail User Guide, "CloudTrail digest file structure".
 */
import { createHash } from 'node:crypto';
import { type Instant, parseInstant } from '../../../model/time.js';

export type DigestLogFile = {
  readonly object: string;
  /** SHA-256 of the inflated content, in hex. */
  readonly hash: string;
};

export type Digest = {
  /** Path as the user gave it. */
  readonly file: string;
  readonly sha256: string;
  readonly bucket: string;
  readonly object: string;
  readonly account: string;
  readonly region: string;
  readonly trail: string;
  readonly isBackfill: boolean;
  readonly start: Instant;
  /** As written: it is part of what is signed. */
  readonly endText: string;
  readonly end: Instant;
  readonly fingerprint: string;
  /** `undefined`: a first digest, since validation or logging began. */
  readonly previous:
    | {
        readonly object: string;
        readonly signature: string;
        readonly hash: string | undefined;
      }
    | undefined;
  readonly logFiles: readonly DigestLogFile[];
};

const NAME =
  /(?:^|\/)(\d{12})_CloudTrail-Digest_([a-z0-9-]+)_(.+)_([a-z0-9-]+)_\d{8}T\d{6}Z(_backfill)?\.json\.gz$/;

/** @returns `undefined` when it is no digest, or one that lacks what verification takes */
export function parseDigest(file: string, bytes: Buffer): Digest | undefined {
  const fields = objectOf(parse(bytes));
  const object = textOf(fields, 'digestS3Object');
  const [, account, region, trail, , backfill] = NAME.exec(object ?? '') ?? [];
  const bucket = textOf(fields, 'digestS3Bucket');
  const endText = textOf(fields, 'digestEndTime');
  const fingerprint = textOf(fields, 'digestPublicKeyFingerprint');
  const [start, end] = [parseInstant(fields?.digestStartTime), parseInstant(endText)];
  const logFiles = Array.isArray(fields?.logFiles) ? fields.logFiles.map(logFileOf) : undefined;
  const previous = previousOf(fields);
  if (
    object === undefined ||
    account === undefined ||
    region === undefined ||
    trail === undefined ||
    bucket === undefined ||
    endText === undefined ||
    fingerprint === undefined ||
    start === undefined ||
    end === undefined ||
    previous === 'bad' ||
    logFiles === undefined ||
    !logFiles.every((one) => one !== undefined)
  ) {
    return undefined;
  }
  const sha256 = sha256Of(bytes);
  const isBackfill = backfill !== undefined;
  const named = { bucket, object, account, region, trail, isBackfill };
  return { file, sha256, ...named, start, endText, end, fingerprint, previous, logFiles };
}

function previousOf(fields: Fields): Digest['previous'] | 'bad' {
  const object = fields?.previousDigestS3Object ?? undefined;
  const signature = fields?.previousDigestSignature ?? undefined;
  const hash = fields?.previousDigestHashValue ?? undefined;
  if (object === undefined && signature === undefined) return undefined;
  if (typeof object !== 'string' || typeof signature !== 'string') return 'bad';
  return { object, signature, hash: typeof hash === 'string' ? hash.toLowerCase() : undefined };
}

function logFileOf(value: unknown): DigestLogFile | undefined {
  const fields = objectOf(value);
  const object = textOf(fields, 's3Object');
  const hash = textOf(fields, 'hashValue');
  if (object === undefined || hash === undefined) return undefined;
  return textOf(fields, 'hashAlgorithm') === 'SHA-256'
    ? { object, hash: hash.toLowerCase() }
    : undefined;
}

export function sha256Of(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}

type Fields = Readonly<Record<string, unknown>> | undefined;

function objectOf(value: unknown): Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Readonly<Record<string, unknown>>)
    : undefined;
}

function textOf(fields: Fields, name: string): string | undefined {
  const value = fields?.[name];
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function parse(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch {
    return undefined;
  }
}
