/** Source: SNS Developer Guide, "Logging AWS SNS API calls using AWS CloudTrail". */
import type { EventTable } from '../event-table.js';

export const SNS_EVENTS: EventTable = {
  AddPermission: { arns: ['<topicArn:arn>'] },
  CreateTopic: { arns: ['arn:{P}:sns:{R}:{A}:<name>'] },
  DeleteTopic: { arns: ['<topicArn:arn>'] },
  GetSubscriptionAttributes: { arns: ['<subscriptionArn:topic>'] },
  GetTopicAttributes: { arns: ['<topicArn:arn>'] },
  ListSubscriptionsByTopic: { arns: ['<topicArn:arn>'] },
  Publish: { arns: ['<topicArn:arn> | <targetArn:arn> | @AWS::SNS::Topic'] },
  PublishBatch: { actions: ['sns:Publish'], arns: ['<topicArn:arn>'] },
  RemovePermission: { arns: ['<topicArn:arn>'] },
  SetSubscriptionAttributes: { arns: ['<subscriptionArn:topic>'] },
  SetTopicAttributes: { arns: ['<topicArn:arn>'] },
  Subscribe: { arns: ['<topicArn:arn>'] },
  Unsubscribe: { arns: ['<subscriptionArn:topic>'] },
};
