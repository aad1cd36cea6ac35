/** Builds a trail with digests in a folder, signed with a key made for the test. */
import { createHash, generateKeyPairSync, sign } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll } from 'vitest';

export const ACCOUNT = '111122223333';
export const REGION = 'eu-west-1';
const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const der = publicKey.export({ format: 'der', type: 'pkcs1' });
type PublicKeyList = { readonly PublicKeyList: readonly Readonly<Record<string, string>>[] };

export const PUBLIC_KEYS: PublicKeyList = {
  PublicKeyList: [
    {
      Value: der.toString('base64'),
      Fingerprint: createHash('md5').update(der).digest('hex'),
      ValidityStartTime: '2026-01-01T00:00:00Z',
      ValidityEndTime: '2027-01-01T00:00:00Z',
    },
  ],
};
export const PUBLIC_KEYS_SPKI: PublicKeyList = {
  PublicKeyList: [
    {
      ...PUBLIC_KEYS.PublicKeyList[0],
      Value: publicKey.export({ format: 'der', type: 'spki' }).toString('base64'),
    },
  ],
};

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

export function emptyFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'leastwise-digests-'));
  folders.push(folder);
  return folder;
}

export type DigestFields = Record<string, unknown>;

export type Chain = {
  readonly folder: string;
  readonly logFile: (hour: number) => string;
  readonly digestFile: (hour: number) => string;
  readonly digests: readonly DigestFields[];
};

export type Change = (fields: DigestFields, hour: number) => DigestFields;

export type ChainOptions = {
  /** Of so many hours; hour 2 has no log file. */
  readonly hours?: number;
  /** What is logged in an hour, at 20 past: the text of its file. */
  readonly records?: (hour: number) => string;
  /** Changes the fields of a digest before it is signed. */
  readonly before?: Change;
  /** Changes them after that. */
  readonly after?: Change;
  readonly newestSigned?: boolean;
  readonly keys?: object;
  readonly backfill?: boolean;
};

export const QUIET_HOUR = 2;

const two = (n: number): string => String(n).padStart(2, '0');

const FIRST_DAY = Date.UTC(2026, 9, 1);

/** `2026-10-01T05:20:00Z` for 5 and 20; hours go on behind 23. */
export function timeOf(hour: number, minute = 0): string {
  const at = new Date(FIRST_DAY + (60 * hour + minute) * 60_000);
  return `${at.toISOString().slice(0, 19)}Z`;
}

/** `20261001T0520Z` */
const stampOf = (hour: number, minute: number): string =>
  timeOf(hour, minute).replaceAll(/[-:]/g, '').replace('00Z', 'Z');
const sha256 = (bytes: Buffer | string): string => createHash('sha256').update(bytes).digest('hex');

export function recordsOf(hour: number): string {
  const record = {
    eventVersion: '1.09',
    userIdentity: {
      type: 'IAMUser',
      principalId: 'AIDANADIA',
      arn: `arn:aws:iam::${ACCOUNT}:user/nadia`,
      accountId: ACCOUNT,
      userName: 'nadia',
    },
    eventTime: timeOf(hour, 20),
    eventSource: 'ec2.amazonaws.com',
    eventName: 'StopInstances',
    awsRegion: REGION,
    eventID: `00000000-0000-4000-8000-${String(hour).padStart(12, '0')}`,
    eventType: 'AwsApiCall',
    managementEvent: true,
    readOnly: false,
    recipientAccountId: ACCOUNT,
    eventCategory: 'Management',
  };
  return JSON.stringify({ Records: [record] });
}

export function writeChain(options: ChainOptions = {}): Chain {
  const { hours = 6, records = recordsOf, before = (f) => f, after = (f) => f } = options;
  const folder = emptyFolder();
  const suffix = options.backfill === true ? '_backfill' : '';
  const logDir = join(folder, 'AWSLogs', ACCOUNT, 'CloudTrail', REGION, '2026/10/01');
  const digestDir = join(folder, 'AWSLogs', ACCOUNT, 'CloudTrail-Digest', REGION, '2026/10/01');
  mkdirSync(logDir, { recursive: true });
  mkdirSync(digestDir, { recursive: true });
  const logName = (hour: number) =>
    `${ACCOUNT}_CloudTrail_${REGION}_${stampOf(hour, 30)}_Abcdefgh${two(hour)}.json.gz`;
  const digestName = (hour: number) =>
    `${ACCOUNT}_CloudTrail-Digest_${REGION}_main_trail_${REGION}_${stampOf(hour + 1, 0).replace('Z', '00Z')}${suffix}.json.gz`;
  const keyOf = (name: string, kind: string) =>
    `AWSLogs/${ACCOUNT}/${kind}/${REGION}/2026/10/01/${name}`;
  let previous: { object: string; signature: string; hash: string } | undefined;
  const digests: DigestFields[] = [];
  let newest: object | undefined;
  for (let hour = 0; hour < hours; hour += 1) {
    const content = records(hour);
    const isQuiet = hour === QUIET_HOUR;
    if (!isQuiet) writeFileSync(join(logDir, logName(hour)), gzipSync(content));
    const object = keyOf(digestName(hour), 'CloudTrail-Digest');
    const fields = before(
      {
        awsAccountId: ACCOUNT,
        digestStartTime: timeOf(hour),
        digestEndTime: timeOf(hour + 1),
        digestS3Bucket: 'the-trail',
        digestS3Object: object,
        digestPublicKeyFingerprint: PUBLIC_KEYS.PublicKeyList[0]?.Fingerprint,
        digestSignatureAlgorithm: 'SHA256withRSA',
        newestEventTime: null,
        oldestEventTime: null,
        previousDigestS3Bucket: previous === undefined ? null : 'the-trail',
        previousDigestS3Object: previous?.object ?? null,
        previousDigestHashValue: previous?.hash ?? null,
        previousDigestHashAlgorithm: previous === undefined ? null : 'SHA-256',
        previousDigestSignature: previous?.signature ?? null,
        logFiles: isQuiet
          ? []
          : [
              {
                s3Bucket: 'the-trail',
                s3Object: keyOf(logName(hour), 'CloudTrail'),
                hashValue: sha256(content),
                hashAlgorithm: 'SHA-256',
                newestEventTime: timeOf(hour, 20),
                oldestEventTime: timeOf(hour, 20),
              },
            ],
      },
      hour,
    );
    const text = JSON.stringify(fields);
    const signed = [
      fields.digestEndTime,
      `${fields.digestS3Bucket}/${fields.digestS3Object}`,
      sha256(text),
      fields.previousDigestSignature ?? 'null',
    ].join('\n');
    const signature = sign('sha256', Buffer.from(signed), privateKey).toString('hex');
    const changed = after(fields, hour);
    const written = changed === fields ? text : JSON.stringify(changed);
    writeFileSync(join(digestDir, digestName(hour)), gzipSync(written));
    digests.push(changed);
    previous = { object, signature, hash: sha256(text) };
    newest = { Bucket: 'the-trail', Key: object, Metadata: { signature } };
  }
  writeFileSync(join(folder, 'keys.json'), JSON.stringify(options.keys ?? PUBLIC_KEYS));
  if (options.newestSigned !== false) {
    writeFileSync(join(folder, 'digest-metadata.json'), JSON.stringify(newest));
  }
  return {
    folder,
    logFile: (hour) => join(logDir, logName(hour)),
    digestFile: (hour) => join(digestDir, digestName(hour)),
    digests,
  };
}
