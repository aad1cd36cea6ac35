/** Policies of queues. Source: SQS API Reference, "ListQueues", "GetQueueAttributes". */
import { forEachThing, listNames } from '../gather.js';
import { BY_NEXT_TOKEN } from '../pages.js';
import { ask } from '../raw.js';
import type { AwsSource } from '../source.js';

export const sqsQueues: AwsSource = {
  scope: 'region',
  part: 'resource-policies',
  operations: ['sqs:ListQueues', 'sqs:GetQueueAttributes'],
  collect: async (context) => {
    const urls = await listNames(context, {
      operation: 'sqs:ListQueues',
      input: { MaxResults: 1000 },
      paging: BY_NEXT_TOKEN,
      list: 'QueueUrls',
    });
    return forEachThing(
      context,
      urls,
      (url) => url,
      async (url) => {
        const request = { QueueUrl: url, AttributeNames: ['Policy', 'QueueArn'] };
        await ask(context, 'sqs:GetQueueAttributes', request, {
          absent: ['QueueDoesNotExist', 'AWS.SimpleQueueService.NonExistentQueue'],
          file: 'policies.json.gz',
        });
      },
    );
  },
};
