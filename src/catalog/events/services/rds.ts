/** Source: Service Authorization Reference, "Amazon RDS". */
import type { EventTable } from '../event-table.js';

export const RDS_EVENTS: EventTable = {
  AddRoleToDBCluster: { arns: ['arn:{P}:rds:{R}:{A}:cluster:<dBClusterIdentifier:name>'] },
  AddRoleToDBInstance: { arns: ['arn:{P}:rds:{R}:{A}:db:<dBInstanceIdentifier:name>'] },
  AddTagsToResource: { arns: ['<resourceName:arn>'] },
  CreateDBCluster: {
    actions: [
      { action: 'iam:CreateServiceLinkedRole', conditional: true, arns: [] },
      { action: 'kms:CreateGrant', when: 'kmsKeyId,kMSKeyId', conditional: true, arns: [] },
      { action: 'kms:DescribeKey', when: 'kmsKeyId,kMSKeyId', conditional: true, arns: [] },
      {
        action: 'secretsmanager:CreateSecret',
        when: 'manageMasterUserPassword',
        conditional: true,
        arns: [],
      },
      {
        action: 'secretsmanager:TagResource',
        when: 'manageMasterUserPassword',
        conditional: true,
        arns: [],
      },
    ],
  },
  CreateDBClusterSnapshot: {
    arns: [
      'arn:{P}:rds:{R}:{A}:cluster:<dBClusterIdentifier:name>',
      'arn:{P}:rds:{R}:{A}:cluster-snapshot:<dBClusterSnapshotIdentifier:name>',
    ],
  },
  CreateDBInstance: {
    actions: [
      { action: 'iam:CreateServiceLinkedRole', conditional: true, arns: [] },
      { action: 'kms:CreateGrant', when: 'kmsKeyId,kMSKeyId', conditional: true, arns: [] },
      { action: 'kms:DescribeKey', when: 'kmsKeyId,kMSKeyId', conditional: true, arns: [] },
      {
        action: 'secretsmanager:CreateSecret',
        when: 'manageMasterUserPassword',
        conditional: true,
        arns: [],
      },
      {
        action: 'secretsmanager:TagResource',
        when: 'manageMasterUserPassword',
        conditional: true,
        arns: [],
      },
    ],
  },
  CreateDBSnapshot: {
    arns: [
      'arn:{P}:rds:{R}:{A}:db:<dBInstanceIdentifier:name>',
      'arn:{P}:rds:{R}:{A}:snapshot:<dBSnapshotIdentifier:name>',
    ],
  },
  CreateDBSubnetGroup: { arns: ['arn:{P}:rds:{R}:{A}:subgrp:<dBSubnetGroupName:name>'] },
  DeleteDBInstance: { arns: ['arn:{P}:rds:{R}:{A}:db:<dBInstanceIdentifier:name>'] },
  DeleteDBSnapshot: { arns: ['arn:{P}:rds:{R}:{A}:snapshot:<dBSnapshotIdentifier:name>'] },
  DeleteDBSubnetGroup: { arns: ['arn:{P}:rds:{R}:{A}:subgrp:<dBSubnetGroupName:name>'] },
  DescribeDBLogFiles: { arns: ['arn:{P}:rds:{R}:{A}:db:<dBInstanceIdentifier:name>'] },
  DescribeDBSubnetGroups: { arns: ['arn:{P}:rds:{R}:{A}:subgrp:<dBSubnetGroupName:name>'] },
  DownloadDBLogFilePortion: { arns: ['arn:{P}:rds:{R}:{A}:db:<dBInstanceIdentifier:name>'] },
  FailoverDBCluster: {
    arns: ['arn:{P}:rds:{R}:{A}:cluster:<dBClusterIdentifier:name>', 'arn:{P}:rds:{R}:{A}:db:*'],
  },
  ListTagsForResource: { arns: ['<resourceName:arn>'] },
  ModifyDBSnapshotAttribute: { arns: ['arn:{P}:rds:{R}:{A}:snapshot:<dBSnapshotIdentifier:name>'] },
  RebootDBCluster: { arns: ['arn:{P}:rds:{R}:{A}:cluster:<dBClusterIdentifier:name>'] },
  RebootDBInstance: { arns: ['arn:{P}:rds:{R}:{A}:db:<dBInstanceIdentifier:name>'] },
  RemoveTagsFromResource: { arns: ['<resourceName:arn>'] },
  StartDBInstance: { arns: ['arn:{P}:rds:{R}:{A}:db:<dBInstanceIdentifier:name>'] },
  StartExportTask: { arns: ['<sourceArn:arn>'] },
  StopDBInstance: {
    arns: ['arn:{P}:rds:{R}:{A}:db:<dBInstanceIdentifier:name>', 'arn:{P}:rds:{R}:{A}:snapshot:*'],
  },
};
