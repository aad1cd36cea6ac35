/** Source: Service Authorization Reference, "Amazon Kinesis Data Streams". */
import type { EventTable } from '../event-table.js';

export const KINESIS_EVENTS: EventTable = {
  AddTagsToStream: { arns: ['<streamARN:arn> | arn:{P}:kinesis:{R}:{A}:stream/<streamName:name>'] },
  CreateStream: { arns: ['arn:{P}:kinesis:{R}:{A}:stream/<streamName:name>'] },
  DeleteStream: { arns: ['<streamARN:arn> | arn:{P}:kinesis:{R}:{A}:stream/<streamName:name>'] },
  DescribeStream: { arns: ['<streamARN:arn> | arn:{P}:kinesis:{R}:{A}:stream/<streamName:name>'] },
  DescribeStreamSummary: {
    arns: ['<streamARN:arn> | arn:{P}:kinesis:{R}:{A}:stream/<streamName:name>'],
  },
  GetRecords: { arns: ['<streamARN:arn> | @AWS::Kinesis::Stream'] },
  GetShardIterator: {
    arns: ['<streamARN:arn> | arn:{P}:kinesis:{R}:{A}:stream/<streamName:name>'],
  },
  IncreaseStreamRetentionPeriod: {
    arns: ['<streamARN:arn> | arn:{P}:kinesis:{R}:{A}:stream/<streamName:name>'],
  },
  ListShards: { arns: ['<streamARN:arn> | arn:{P}:kinesis:{R}:{A}:stream/<streamName:name>'] },
  ListTagsForStream: {
    arns: ['<streamARN:arn> | arn:{P}:kinesis:{R}:{A}:stream/<streamName:name>'],
  },
  MergeShards: { arns: ['<streamARN:arn> | arn:{P}:kinesis:{R}:{A}:stream/<streamName:name>'] },
  PutRecord: { arns: ['<streamARN:arn> | arn:{P}:kinesis:{R}:{A}:stream/<streamName:name>'] },
  PutRecords: { arns: ['<streamARN:arn> | arn:{P}:kinesis:{R}:{A}:stream/<streamName:name>'] },
  SplitShard: { arns: ['<streamARN:arn> | arn:{P}:kinesis:{R}:{A}:stream/<streamName:name>'] },
  SubscribeToShard: { arns: ['<consumerARN:arn>'] },
};
