/**
 * Where the trail files of an account lie: the buckets that its trails name, and what the user adds.
 *
 * Source: CloudTrail User Guide, "Finding your CloudTrail log files":
 * `prefix/AWSLogs/[o-…/]account/CloudTrail/region/yyyy/mm/dd/…`, and `CloudTrail-Digest` beside it.
 */
import { listOf, textOf } from '../answers.js';
import { BY_CONTINUATION, pagesOf } from '../pages.js';
import type { Answer, SourceContext } from '../source.js';
import { TRAILS_FILE } from './trails.js';

export type TrailBucket = {
  readonly bucket: string;
  /** Up to and with `AWSLogs/`. */
  readonly root: string;
  readonly kmsKey?: string;
};

/** Of every region's trails, each bucket once. */
export async function trailBucketsOf(context: SourceContext): Promise<readonly TrailBucket[]> {
  const buckets = new Map<string, TrailBucket>();
  const add = (found: TrailBucket): void => {
    const key = `${found.bucket}/${found.root}`;
    if (!buckets.has(key)) buckets.set(key, found);
  };
  for (const address of context.options.trailBuckets) add(parseAddress(address));
  for (const region of context.options.regions) {
    for await (const page of context.filesOf('trails', region).read(TRAILS_FILE)) {
      for (const trail of listOf(page as Answer, 'trailList')) {
        const bucket = textOf(trail, 'S3BucketName');
        if (bucket === undefined) continue;
        const kmsKey = textOf(trail, 'KmsKeyId');
        const root = rootOf(textOf(trail, 'S3KeyPrefix'));
        add({ bucket, root, ...(kmsKey === undefined ? {} : { kmsKey }) });
      }
    }
  }
  return [...buckets.values()].sort((a, b) => (a.bucket < b.bucket ? -1 : 1));
}

function parseAddress(address: string): TrailBucket {
  const [bucket = '', ...prefix] = address.replace(/^s3:\/\//, '').split('/');
  const parts = prefix.filter((part) => part !== '');
  if (parts.at(-1) === 'AWSLogs') parts.pop();
  return { bucket, root: rootOf(parts.join('/')) };
}

function rootOf(prefix: string | undefined): string {
  return prefix === undefined || prefix === ''
    ? 'AWSLogs/'
    : `${prefix.replace(/\/+$/, '')}/AWSLogs/`;
}

/** Folders of one region's files: the account's own, and that of an organization's trail. */
export async function regionFolders(
  context: Pick<SourceContext, 'call' | 'account' | 'region'>,
  { bucket, root, region: bucketRegion }: TrailBucket & { readonly region: string },
  kind: 'CloudTrail' | 'CloudTrail-Digest',
): Promise<readonly string[]> {
  const { account, region } = context;
  const organizations = (await organizationFolders(context, bucket, root, bucketRegion)).filter(
    (folder) => /\/o-[a-z0-9]+\/$/.test(folder),
  );
  return [root, ...organizations].map((folder) => `${folder}${account}/${kind}/${region}/`);
}

async function organizationFolders(
  context: Pick<SourceContext, 'call' | 'account' | 'region'>,
  bucket: string,
  prefix: string,
  region: string,
): Promise<readonly string[]> {
  const folders: string[] = [];
  // `o-` alone: a bucket of an organization holds a folder for each of its accounts, too.
  const input = { Bucket: bucket, Prefix: `${prefix}o-`, Delimiter: '/' };
  const pages = pagesOf(context, 's3:ListObjectsV2', input, BY_CONTINUATION, { region });
  for await (const answer of pages) {
    for (const folder of listOf(answer, 'CommonPrefixes')) {
      const text = textOf(folder, 'Prefix');
      if (text !== undefined) folders.push(text);
    }
  }
  return folders;
}
