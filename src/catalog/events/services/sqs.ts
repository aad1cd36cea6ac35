/** Source: SQS Developer Guide, "Logging Amazon SQS API calls using AWS CloudTrail". */
import type { EventTable } from '../event-table.js';

export const SQS_EVENTS: EventTable = {
  ChangeMessageVisibility: { arns: ['arn:{P}:sqs:{R}:<queueUrl:queue> | @AWS::SQS::Queue'] },
  ChangeMessageVisibilityBatch: {
    actions: ['sqs:ChangeMessageVisibility'],
    arns: ['arn:{P}:sqs:{R}:<queueUrl:queue> | @AWS::SQS::Queue'],
  },
  CreateQueue: { arns: ['arn:{P}:sqs:{R}:{A}:<queueName:name>'] },
  DeleteMessage: { arns: ['arn:{P}:sqs:{R}:<queueUrl:queue> | @AWS::SQS::Queue'] },
  DeleteMessageBatch: {
    actions: ['sqs:DeleteMessage'],
    arns: ['arn:{P}:sqs:{R}:<queueUrl:queue> | @AWS::SQS::Queue'],
  },
  DeleteQueue: { arns: ['arn:{P}:sqs:{R}:<queueUrl:queue> | @AWS::SQS::Queue'] },
  GetQueueAttributes: { arns: ['arn:{P}:sqs:{R}:<queueUrl:queue> | @AWS::SQS::Queue'] },
  GetQueueUrl: { arns: ['arn:{P}:sqs:{R}:*:<queueName:name>'] },
  ListQueueTags: { arns: ['arn:{P}:sqs:{R}:<queueUrl:queue> | @AWS::SQS::Queue'] },
  PurgeQueue: { arns: ['arn:{P}:sqs:{R}:<queueUrl:queue> | @AWS::SQS::Queue'] },
  ReceiveMessage: { arns: ['arn:{P}:sqs:{R}:<queueUrl:queue> | @AWS::SQS::Queue'] },
  SendMessage: { arns: ['arn:{P}:sqs:{R}:<queueUrl:queue> | @AWS::SQS::Queue'] },
  SendMessageBatch: {
    actions: ['sqs:SendMessage'],
    arns: ['arn:{P}:sqs:{R}:<queueUrl:queue> | @AWS::SQS::Queue'],
  },
  SetQueueAttributes: { arns: ['arn:{P}:sqs:{R}:<queueUrl:queue> | @AWS::SQS::Queue'] },
  TagQueue: { arns: ['arn:{P}:sqs:{R}:<queueUrl:queue> | @AWS::SQS::Queue'] },
};
