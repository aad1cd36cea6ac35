/**
 * The keys that digests were signed with, so that they can be verified without AWS later.
 *
 * Source: CloudTrail API Reference, "ListPublicKeys": per region, for a time; keys overlap it.
 */
import { addDays } from '../../../../model/time.js';
import { listOf } from '../answers.js';
import { BY_NEXT_TOKEN, pagesOf } from '../pages.js';
import type { AwsSource } from '../source.js';

export const publicKeys: AwsSource = {
  scope: 'region',
  part: 'trails',
  operations: ['cloudtrail:ListPublicKeys'],
  collect: async ({ files, since, now, ...context }) => {
    let count = 0;
    const input = { StartTime: new Date(since), EndTime: new Date(addDays(now, 1)) };
    const pages = pagesOf(context, 'cloudtrail:ListPublicKeys', input, BY_NEXT_TOKEN);
    for await (const { answer } of pages) {
      files.append('public-keys.json.gz', answer);
      count += listOf(answer, 'PublicKeyList').length;
    }
    return count;
  },
};
