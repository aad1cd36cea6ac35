/**
 * The keys that digests were signed with, so that they can be verified without AWS later.
 *
 * Source: CloudTrail API Reference, "ListPublicKeys": per region, for a time; keys overlap it.
 */
import { addDays } from '../../../../model/time.js';
import { listOf } from '../answers.js';
import { BY_NEXT_TOKEN, stepsOf } from '../pages.js';
import type { AwsSource } from '../source.js';

export const publicKeys: AwsSource = {
  scope: 'region',
  part: 'trails',
  operations: ['cloudtrail:ListPublicKeys'],
  collect: async (context) => {
    // Pages of one question: a run that goes on asks for the time that the earlier one did.
    const { from, to } = await context.once('time', async () => ({
      from: context.since,
      to: addDays(context.now, 1),
    }));
    let count = 0;
    const pages = stepsOf(context, {
      operation: 'cloudtrail:ListPublicKeys',
      input: { StartTime: new Date(from), EndTime: new Date(to) },
      paging: BY_NEXT_TOKEN,
      take: (answer, append) => {
        append('public-keys.json.gz', answer);
        return listOf(answer, 'PublicKeyList').length;
      },
    });
    for await (const found of pages) count += found;
    return count;
  },
};
