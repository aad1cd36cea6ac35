/** Source: Glue Developer Guide, "Specifying AWS Glue resource ARNs": all levels are authorised. */
import type { EventTable } from '../event-table.js';

export const GLUE_EVENTS: EventTable = {
  BatchCreatePartition: {
    actions: [
      { action: 'glue:BatchCreatePartition', when: '!catalogId' },
      { action: 'glue:BatchCreatePartition', when: 'catalogId', arns: [] },
    ],
    arns: [
      'arn:{P}:glue:{R}:{A}:catalog',
      'arn:{P}:glue:{R}:{A}:database/<databaseName:name>',
      'arn:{P}:glue:{R}:{A}:table/<databaseName:name>/<tableName:name>',
    ],
  },
  BatchGetPartition: {
    actions: [
      { action: 'glue:BatchGetPartition', when: '!catalogId' },
      { action: 'glue:BatchGetPartition', when: 'catalogId', arns: [] },
    ],
    arns: [
      'arn:{P}:glue:{R}:{A}:catalog',
      'arn:{P}:glue:{R}:{A}:database/<databaseName:name>',
      'arn:{P}:glue:{R}:{A}:table/<databaseName:name>/<tableName:name>',
    ],
  },
  CreateJob: { arns: ['arn:{P}:glue:{R}:{A}:job/<name:name>'] },
  CreatePartition: {
    actions: [
      { action: 'glue:CreatePartition', when: '!catalogId' },
      { action: 'glue:CreatePartition', when: 'catalogId', arns: [] },
    ],
    arns: [
      'arn:{P}:glue:{R}:{A}:catalog',
      'arn:{P}:glue:{R}:{A}:database/<databaseName:name>',
      'arn:{P}:glue:{R}:{A}:table/<databaseName:name>/<tableName:name>',
    ],
  },
  CreateTable: {
    actions: [
      { action: 'glue:CreateTable', when: '!catalogId' },
      { action: 'glue:CreateTable', when: 'catalogId', arns: [] },
    ],
    arns: [
      'arn:{P}:glue:{R}:{A}:catalog',
      'arn:{P}:glue:{R}:{A}:database/<databaseName:name>',
      'arn:{P}:glue:{R}:{A}:table/<databaseName:name>/<tableInput.name:name>',
    ],
  },
  DeleteCrawler: { arns: ['arn:{P}:glue:{R}:{A}:crawler/<name:name>'] },
  DeleteJob: { arns: ['arn:{P}:glue:{R}:{A}:job/<jobName:name>'] },
  GetCrawler: { arns: ['arn:{P}:glue:{R}:{A}:crawler/<name:name>'] },
  GetDatabase: {
    actions: [
      { action: 'glue:GetDatabase', when: '!catalogId' },
      { action: 'glue:GetDatabase', when: 'catalogId', arns: [] },
    ],
    arns: ['arn:{P}:glue:{R}:{A}:catalog', 'arn:{P}:glue:{R}:{A}:database/<name:name>'],
  },
  GetJob: { arns: ['arn:{P}:glue:{R}:{A}:job/<jobName:name>'] },
  GetJobRun: { arns: ['arn:{P}:glue:{R}:{A}:job/<jobName:name>'] },
  GetPartition: {
    actions: [
      { action: 'glue:GetPartition', when: '!catalogId' },
      { action: 'glue:GetPartition', when: 'catalogId', arns: [] },
    ],
    arns: [
      'arn:{P}:glue:{R}:{A}:catalog',
      'arn:{P}:glue:{R}:{A}:database/<databaseName:name>',
      'arn:{P}:glue:{R}:{A}:table/<databaseName:name>/<tableName:name>',
    ],
  },
  GetPartitions: {
    actions: [
      { action: 'glue:GetPartitions', when: '!catalogId' },
      { action: 'glue:GetPartitions', when: 'catalogId', arns: [] },
    ],
    arns: [
      'arn:{P}:glue:{R}:{A}:catalog',
      'arn:{P}:glue:{R}:{A}:database/<databaseName:name>',
      'arn:{P}:glue:{R}:{A}:table/<databaseName:name>/<tableName:name>',
    ],
  },
  GetTable: {
    actions: [
      { action: 'glue:GetTable', when: '!catalogId' },
      { action: 'glue:GetTable', when: 'catalogId', arns: [] },
    ],
    arns: [
      'arn:{P}:glue:{R}:{A}:catalog',
      'arn:{P}:glue:{R}:{A}:database/<databaseName:name>',
      'arn:{P}:glue:{R}:{A}:table/<databaseName:name>/<name:name>',
    ],
  },
  StartCrawler: { arns: ['arn:{P}:glue:{R}:{A}:crawler/<name:name>'] },
  StartJobRun: { arns: ['arn:{P}:glue:{R}:{A}:job/<jobName:name>'] },
  StopCrawler: { arns: ['arn:{P}:glue:{R}:{A}:crawler/<name:name>'] },
  UpdateCrawler: { arns: ['arn:{P}:glue:{R}:{A}:crawler/<name:name>'] },
  UpdateDatabase: {
    actions: [
      { action: 'glue:UpdateDatabase', when: '!catalogId' },
      { action: 'glue:UpdateDatabase', when: 'catalogId', arns: [] },
    ],
    arns: ['arn:{P}:glue:{R}:{A}:catalog', 'arn:{P}:glue:{R}:{A}:database/<name:name>'],
  },
  UpdateJob: { arns: ['arn:{P}:glue:{R}:{A}:job/<jobName:name>'] },
  UpdateTable: {
    actions: [
      { action: 'glue:UpdateTable', when: '!catalogId' },
      { action: 'glue:UpdateTable', when: 'catalogId', arns: [] },
    ],
    arns: [
      'arn:{P}:glue:{R}:{A}:catalog',
      'arn:{P}:glue:{R}:{A}:database/<databaseName:name>',
      'arn:{P}:glue:{R}:{A}:table/<databaseName:name>/<name:name>',
    ],
  },
};
