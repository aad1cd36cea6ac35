/** Source: DynamoDB Developer Guide, "Logging DynamoDB operations by using AWS CloudTrail" and "IAM policies with PartiQL". */
import type { EventTable } from '../event-table.js';

export const DYNAMODB_EVENTS: EventTable = {
  BatchExecuteStatement: {
    actions: [
      {
        action: 'dynamodb:PartiQLSelect',
        when: 'requestItems[].statement^=select,requestItems[].statement^=exists',
      },
      { action: 'dynamodb:PartiQLInsert', when: 'requestItems[].statement^=insert' },
      { action: 'dynamodb:PartiQLUpdate', when: 'requestItems[].statement^=update' },
      { action: 'dynamodb:PartiQLDelete', when: 'requestItems[].statement^=delete' },
    ],
  },
  BatchGetItem: {
    arns: ['<requestItems{key}:arn> | arn:{P}:dynamodb:{R}:{A}:table/<requestItems{key}:name>'],
  },
  BatchWriteItem: {
    arns: ['<requestItems{key}:arn> | arn:{P}:dynamodb:{R}:{A}:table/<requestItems{key}:name>'],
  },
  CreateTable: { arns: ['<tableName:arn> | arn:{P}:dynamodb:{R}:{A}:table/<tableName:name>'] },
  DeleteItem: { arns: ['<tableName:arn> | arn:{P}:dynamodb:{R}:{A}:table/<tableName:name>'] },
  DeleteTable: { arns: ['<tableName:arn> | arn:{P}:dynamodb:{R}:{A}:table/<tableName:name>'] },
  DescribeContinuousBackups: {
    arns: ['<tableName:arn> | arn:{P}:dynamodb:{R}:{A}:table/<tableName:name>'],
  },
  DescribeTable: { arns: ['<tableName:arn> | arn:{P}:dynamodb:{R}:{A}:table/<tableName:name>'] },
  DescribeTimeToLive: {
    arns: ['<tableName:arn> | arn:{P}:dynamodb:{R}:{A}:table/<tableName:name>'],
  },
  ExecuteStatement: {
    actions: [
      { action: 'dynamodb:PartiQLSelect', when: 'statement^=select,statement^=exists' },
      { action: 'dynamodb:PartiQLInsert', when: 'statement^=insert' },
      { action: 'dynamodb:PartiQLUpdate', when: 'statement^=update' },
      { action: 'dynamodb:PartiQLDelete', when: 'statement^=delete' },
    ],
  },
  ExecuteTransaction: {
    actions: [
      {
        action: 'dynamodb:PartiQLSelect',
        when: 'requestItems[].statement^=select,requestItems[].statement^=exists',
      },
      { action: 'dynamodb:PartiQLInsert', when: 'requestItems[].statement^=insert' },
      { action: 'dynamodb:PartiQLUpdate', when: 'requestItems[].statement^=update' },
      { action: 'dynamodb:PartiQLDelete', when: 'requestItems[].statement^=delete' },
    ],
  },
  GetItem: { arns: ['<tableName:arn> | arn:{P}:dynamodb:{R}:{A}:table/<tableName:name>'] },
  ListTagsOfResource: { arns: ['<resourceArn:arn>'] },
  PutItem: { arns: ['<tableName:arn> | arn:{P}:dynamodb:{R}:{A}:table/<tableName:name>'] },
  Query: {
    arns: [
      '<tableName:arn> | arn:{P}:dynamodb:{R}:{A}:table/<tableName:name>',
      '? arn:{P}:dynamodb:{R}:{A}:table/<tableName:id>/index/<indexName:id>',
    ],
  },
  Scan: {
    arns: [
      '<tableName:arn> | arn:{P}:dynamodb:{R}:{A}:table/<tableName:name>',
      '? arn:{P}:dynamodb:{R}:{A}:table/<tableName:id>/index/<indexName:id>',
    ],
  },
  TagResource: { arns: ['<resourceArn:arn>'] },
  TransactGetItems: {
    actions: ['dynamodb:GetItem'],
    arns: [
      '<requestItems[].tableName:arn> | arn:{P}:dynamodb:{R}:{A}:table/<requestItems[].tableName:name>',
    ],
  },
  TransactWriteItems: {
    actions: [
      { action: 'dynamodb:PutItem', when: 'requestItems[].operation=Put' },
      { action: 'dynamodb:UpdateItem', when: 'requestItems[].operation=Update' },
      { action: 'dynamodb:DeleteItem', when: 'requestItems[].operation=Delete' },
      { action: 'dynamodb:ConditionCheckItem', when: 'requestItems[].operation=ConditionCheck' },
    ],
    arns: [
      '<requestItems[].tableName:arn> | arn:{P}:dynamodb:{R}:{A}:table/<requestItems[].tableName:name>',
    ],
  },
  UntagResource: { arns: ['<resourceArn:arn>'] },
  UpdateItem: { arns: ['<tableName:arn> | arn:{P}:dynamodb:{R}:{A}:table/<tableName:name>'] },
  UpdateTable: { arns: ['<tableName:arn> | arn:{P}:dynamodb:{R}:{A}:table/<tableName:name>'] },
  UpdateTimeToLive: { arns: ['<tableName:arn> | arn:{P}:dynamodb:{R}:{A}:table/<tableName:name>'] },
};
