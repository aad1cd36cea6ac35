/** Policies of buckets. Source: S3 API Reference, "ListBuckets", "GetBucketPolicy". */
import { textOf } from '../answers.js';
import { forEachThing, listAll } from '../gather.js';
import { ask } from '../raw.js';
import type { Answer, AwsSource } from '../source.js';

export const s3Buckets: AwsSource = {
  scope: 'account',
  part: 'resource-policies',
  operations: ['s3:ListBuckets', 's3:GetBucketPolicy'],
  collect: async (context) => {
    const buckets = await listAll(context, {
      operation: 's3:ListBuckets',
      // Only a paged listing names each bucket's region.
      input: { MaxBuckets: 1000 },
      paging: { token: 'ContinuationToken' },
      list: 'Buckets',
      file: 'buckets.json.gz',
    });
    const nameOf = (bucket: Answer) => textOf(bucket, 'Name') ?? '';
    return forEachThing(
      context,
      buckets,
      (bucket) => `arn:${context.partition}:s3:::${nameOf(bucket)}`,
      async (bucket) => {
        const request = { Bucket: nameOf(bucket) };
        const region = textOf(bucket, 'BucketRegion');
        await ask(context, 's3:GetBucketPolicy', request, {
          absent: ['NoSuchBucketPolicy', 'NoSuchBucket'],
          file: 'policies.json.gz',
          ...(region === undefined ? {} : { region }),
        });
      },
    );
  },
};
