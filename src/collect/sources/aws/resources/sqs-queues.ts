/** Policies of queues. Source: SQS API Reference, "ListQueues", "GetQueueAttributes". */
import { textsOf } from '../answers.js';
import { forEachThing } from '../gather.js';
import { BY_NEXT_TOKEN, pagesOf } from '../pages.js';
import { keep } from '../raw.js';
import type { AwsSource } from '../source.js';

export const sqsQueues: AwsSource = {
  scope: 'region',
  part: 'resource-policies',
  operations: ['sqs:ListQueues', 'sqs:GetQueueAttributes'],
  collect: async (context) => {
    const urls: string[] = [];
    const pages = pagesOf(context, 'sqs:ListQueues', { MaxResults: 1000 }, BY_NEXT_TOKEN);
    for await (const { answer } of pages) urls.push(...textsOf(answer, 'QueueUrls'));
    return forEachThing(
      context,
      urls,
      (url) => url,
      async (url) => {
        const request = { QueueUrl: url, AttributeNames: ['Policy', 'QueueArn'] };
        const answer = await context.call('sqs:GetQueueAttributes', request, {
          absent: ['QueueDoesNotExist', 'AWS.SimpleQueueService.NonExistentQueue'],
        });
        if (answer !== undefined)
          keep(context, 'policies.json.gz', 'sqs:GetQueueAttributes', answer, request);
      },
    );
  },
};
