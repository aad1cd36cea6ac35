/** Source: Service Authorization Reference, "Amazon CloudWatch Logs"; policies write log groups with and without `:*`. */
import type { EventTable } from '../event-table.js';

export const LOGS_EVENTS: EventTable = {
  AssociateKmsKey: {
    arns: [
      'arn:{P}:logs:{R}:{A}:log-group:<logGroupName:name>',
      'arn:{P}:logs:{R}:{A}:log-group:<logGroupName:name>:*',
    ],
  },
  CreateExportTask: {
    arns: [
      'arn:{P}:logs:{R}:{A}:log-group:<logGroupName:name>',
      'arn:{P}:logs:{R}:{A}:log-group:<logGroupName:name>:*',
    ],
  },
  CreateLogGroup: {
    arns: [
      'arn:{P}:logs:{R}:{A}:log-group:<logGroupName:name>',
      'arn:{P}:logs:{R}:{A}:log-group:<logGroupName:name>:*',
    ],
  },
  CreateLogStream: {
    arns: [
      'arn:{P}:logs:{R}:{A}:log-group:<logGroupName:name>',
      'arn:{P}:logs:{R}:{A}:log-group:<logGroupName:name>:*',
    ],
  },
  DeleteLogGroup: {
    arns: [
      'arn:{P}:logs:{R}:{A}:log-group:<logGroupName:name>',
      'arn:{P}:logs:{R}:{A}:log-group:<logGroupName:name>:*',
    ],
  },
  DeleteLogStream: {
    arns: [
      'arn:{P}:logs:{R}:{A}:log-group:<logGroupName:name>',
      'arn:{P}:logs:{R}:{A}:log-group:<logGroupName:name>:*',
    ],
  },
  DeleteRetentionPolicy: {
    arns: [
      'arn:{P}:logs:{R}:{A}:log-group:<logGroupName:name>',
      'arn:{P}:logs:{R}:{A}:log-group:<logGroupName:name>:*',
    ],
  },
  DescribeLogStreams: {
    arns: [
      'arn:{P}:logs:{R}:{A}:log-group:<logGroupName:name>',
      'arn:{P}:logs:{R}:{A}:log-group:<logGroupName:name>:*',
    ],
  },
  FilterLogEvents: {
    arns: [
      'arn:{P}:logs:{R}:{A}:log-group:<logGroupName:name>',
      'arn:{P}:logs:{R}:{A}:log-group:<logGroupName:name>:*',
    ],
  },
  GetLogEvents: {
    arns: [
      'arn:{P}:logs:{R}:{A}:log-group:<logGroupName:name>',
      'arn:{P}:logs:{R}:{A}:log-group:<logGroupName:name>:*',
    ],
  },
  ListTagsLogGroup: {
    arns: [
      'arn:{P}:logs:{R}:{A}:log-group:<logGroupName:name>',
      'arn:{P}:logs:{R}:{A}:log-group:<logGroupName:name>:*',
    ],
  },
  PutMetricFilter: {
    arns: [
      'arn:{P}:logs:{R}:{A}:log-group:<logGroupName:name>',
      'arn:{P}:logs:{R}:{A}:log-group:<logGroupName:name>:*',
    ],
  },
  PutRetentionPolicy: {
    arns: [
      'arn:{P}:logs:{R}:{A}:log-group:<logGroupName:name>',
      'arn:{P}:logs:{R}:{A}:log-group:<logGroupName:name>:*',
    ],
  },
  PutSubscriptionFilter: {
    arns: [
      'arn:{P}:logs:{R}:{A}:log-group:<logGroupName:name>',
      'arn:{P}:logs:{R}:{A}:log-group:<logGroupName:name>:*',
      'arn:{P}:logs:{R}:*:destination:*',
    ],
  },
};
