/**
 * Trail files of one region straight from S3: only the window's, only new ones, digests with them.
 *
 * Keys are in the order of delivery, so a listing starts at a day, and a later run starts shortly
 * before the day up to which everything was fetched; what lies there already is not fetched again.
 */
import { GLOBAL_REGION } from '../../../../model/collected.js';
import { addDays, type Instant, later, parseInstant } from '../../../../model/time.js';
import { listOf, textOf } from '../answers.js';
import { AwsFault } from '../fault.js';
import { orMiss } from '../gather.js';
import { BY_CONTINUATION, pagesOf } from '../pages.js';
import type { Answer, AwsSource, Checkpoint, SourceContext } from '../source.js';
import { regionFolders, type TrailBucket, trailBucketsOf } from './trail-buckets.js';

const PARALLEL = 8;
/** CloudTrail tries again for a while where a delivery failed. */
const LATE_DAYS = 2;

type Found = { readonly key: string; readonly size: number };

/** A bucket, and the region that it lies in. */
type Bucket = TrailBucket & { readonly region: string };

export const trailFiles: AwsSource = {
  scope: 'region',
  part: 'trails',
  buildsOn: 'trails',
  keeps: 'files',
  operations: ['s3:GetBucketLocation', 's3:ListObjectsV2', 's3:GetObject'],
  alsoNeeds: ['kms:Decrypt'],
  collect: async (context) => {
    const tally: Tally = { done: 0, total: 0, days: { ...(context.resumeFrom ?? {}) } };
    for (const bucket of await trailBucketsOf(context)) {
      await orMiss(context, `s3://${bucket.bucket}/${bucket.root}`, () =>
        readBucketAsEither(context, bucket, tally),
      );
    }
    return tally.done;
  },
};

/** An organization's trail delivers to one account, which often lets only the caller's own in. */
async function readBucketAsEither(
  context: SourceContext,
  bucket: TrailBucket,
  tally: Tally,
): Promise<void> {
  try {
    await readBucket(context, bucket, tally);
  } catch (cause) {
    if (!(cause instanceof AwsFault) || cause.kind !== 'denied') throw cause;
    await readBucket({ ...context, ...context.asCaller }, bucket, tally);
  }
}

async function readBucket(context: SourceContext, found: TrailBucket, tally: Tally): Promise<void> {
  const bucket = { ...found, region: await regionOf(context, found.bucket) };
  for (const kind of ['CloudTrail', 'CloudTrail-Digest'] as const) {
    for (const folder of await regionFolders(context, bucket, kind)) {
      await readFolder(context, bucket, folder, tally);
    }
  }
}

/**
 * Asked where we call from: the region whose logs these are may be closed to us, or disabled by now.
 * Another account's bucket may not tell us; then the SDK follows where S3 sends it.
 * Source: S3 API Reference, "GetBucketLocation": nothing is us-east-1, and `EU` is eu-west-1.
 */
async function regionOf(context: SourceContext, bucket: string): Promise<string> {
  const absent = ['AccessDenied', 'AllAccessDisabled'];
  const where = { absent, region: GLOBAL_REGION };
  const answer = await context.call('s3:GetBucketLocation', { Bucket: bucket }, where);
  if (answer === undefined) return GLOBAL_REGION;
  const location = textOf(answer, 'LocationConstraint') ?? 'us-east-1';
  return location === 'EU' ? 'eu-west-1' : location;
}

type Tally = {
  done: number;
  total: number;
  /** Folder → days, `from` which and `to` which nothing is missing. */
  readonly days: Record<string, unknown>;
};

type Days = {
  readonly from: Instant;
  readonly to: Instant;
  /** When the first file was delivered, where its name says so. */
  readonly first: Instant | undefined;
};

function daysOf(known: unknown): Days | undefined {
  const found = (known ?? {}) as Partial<Record<keyof Days, unknown>>;
  const [from, to] = [parseInstant(found.from), parseInstant(found.to)];
  return from === undefined || to === undefined
    ? undefined
    : { from, to, first: parseInstant(found.first) };
}

/**
 * From when on the log files of a region tell of it; `undefined` where none of them says.
 *
 * @param checkpoint what reading them left
 */
export function firstFileIn(checkpoint: Checkpoint | undefined): Instant | undefined {
  return Object.entries(checkpoint ?? {})
    .filter(([place]) => !place.includes('/CloudTrail-Digest/'))
    .flatMap(([, days]) => daysOf(days)?.first ?? [])
    .sort()[0];
}

/** Source: CloudTrail User Guide, "CloudTrail log file examples": names hold the minute of delivery. */
function timeOf(key: string | undefined): Instant | undefined {
  const [, year, month, day, hour, minute] =
    /_(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)Z_[^/]*$/.exec(key ?? '') ?? [];
  return parseInstant(`${year}-${month}-${day}T${hour}:${minute}:00Z`);
}

async function readFolder(
  context: SourceContext,
  bucket: Bucket,
  folder: string,
  tally: Tally,
): Promise<void> {
  const place = `${bucket.bucket}/${folder}`;
  const known = daysOf(tally.days[place]);
  const { from, start } = startOf(context.since, known);
  // Whoever begins behind an earlier run does not see the first one again.
  let first = from === known?.from ? known?.first : undefined;
  const input = {
    Bucket: bucket.bucket,
    Prefix: folder,
    StartAfter: `${folder}${dayPath(start)}/`,
  };
  const { region } = bucket;
  const pages = pagesOf(context, 's3:ListObjectsV2', input, BY_CONTINUATION, { region });
  let isWhole = true;
  for await (const answer of pages) {
    const wanted = listOf(answer, 'Contents').flatMap((object) => foundIn(object) ?? []);
    tally.total += wanted.length;
    const fetched = await fetchAll(context, bucket, wanted, tally);
    // A later run begins before what this one could not fetch.
    isWhole &&= fetched === 'all';
    first ??= timeOf(wanted[0]?.key);
    const to = dayOf(wanted.at(-1)?.key.slice(folder.length));
    if (isWhole && to !== undefined) tally.days[place] = { from, to, first };
    context.save(tally.days);
  }
}

/** Whoever asks further back than before begins there. */
function startOf(
  since: Instant,
  known: Days | undefined,
): { readonly from: Instant; readonly start: Instant } {
  if (known === undefined || since < known.from) return { from: since, start: since };
  return { from: known.from, start: later(since, addDays(known.to, -LATE_DAYS)) };
}

function dayOf(path: string | undefined): Instant | undefined {
  const [, year, month, day] = /^(\d{4})\/(\d\d)\/(\d\d)\//.exec(path ?? '') ?? [];
  return parseInstant(`${year}-${month}-${day}T00:00:00Z`);
}

function foundIn(object: Answer): Found | undefined {
  const key = textOf(object, 'Key');
  const { Size: size } = object;
  // Folders made in the console are objects without content.
  return key === undefined || key.endsWith('/') || typeof size !== 'number'
    ? undefined
    : { key, size };
}

async function fetchAll(
  context: SourceContext,
  bucket: Bucket,
  wanted: readonly Found[],
  tally: Tally,
): Promise<'all' | 'some'> {
  let missed = 0;
  const left = wanted.filter(({ key, size }) => context.files.sizeOf(pathOf(bucket, key)) !== size);
  tally.done += wanted.length - left.length;
  const workers = Array.from({ length: Math.min(PARALLEL, left.length) }, async () => {
    for (let next = left.shift(); next !== undefined; next = left.shift()) {
      if (await fetchOne(context, bucket, next)) tally.done += 1;
      else missed += 1;
      context.progress(tally.done, tally.total);
    }
  });
  await Promise.all(workers);
  return missed === 0 ? 'all' : 'some';
}

function pathOf({ bucket }: TrailBucket, key: string): string {
  return `${bucket}/${key}`;
}

/** @returns false for one that is missing now */
function fetchOne(context: SourceContext, bucket: Bucket, found: Found): Promise<boolean> {
  const { key, size } = found;
  return orMiss(context, `s3://${bucket.bucket}/${key}`, async () => {
    const answer = await context.download(
      's3:GetObject',
      { Bucket: bucket.bucket, Key: key },
      { path: pathOf(bucket, key), size, region: bucket.region },
    );
    const { Metadata: metadata } = answer;
    // The signature of a digest lies beside it, in the object's metadata alone.
    if (/\/CloudTrail-Digest\//.test(key)) {
      context.files.append('digest-metadata.json.gz', {
        Bucket: bucket.bucket,
        Key: key,
        Metadata: metadata,
      });
    }
  });
}

function dayPath(instant: string): string {
  return instant.slice(0, 'yyyy-mm-dd'.length).replaceAll('-', '/');
}
