/** Policies of topics. Source: SNS API Reference, "ListTopics", "GetTopicAttributes". */
import { objectOf, textOf } from '../answers.js';
import { forEachThing, listAll, picking } from '../gather.js';
import { BY_NEXT_TOKEN } from '../pages.js';
import { ask } from '../raw.js';
import type { Answer, AwsSource } from '../source.js';

export const snsTopics: AwsSource = {
  scope: 'region',
  part: 'resource-policies',
  operations: ['sns:ListTopics', 'sns:GetTopicAttributes'],
  collect: async (context) => {
    const topics = await listAll(context, {
      operation: 'sns:ListTopics',
      paging: BY_NEXT_TOKEN,
      list: 'Topics',
      pick: picking('TopicArn'),
    });
    const arnOf = (topic: Answer) => textOf(topic, 'TopicArn') ?? '';
    return forEachThing(context, topics, arnOf, async (topic) => {
      const request = { TopicArn: arnOf(topic) };
      await ask(context, 'sns:GetTopicAttributes', request, {
        absent: ['NotFound', 'NotFoundException'],
        file: 'policies.json.gz',
        pick: (answer) => ({
          Attributes: picking('TopicArn', 'Policy')(objectOf(answer, 'Attributes') ?? {}),
        }),
      });
    });
  },
};
