/** Source: Service Authorization Reference, "Amazon EKS". */
import type { EventTable } from '../event-table.js';

export const EKS_EVENTS: EventTable = {
  AssociateAccessPolicy: { arns: ['arn:{P}:eks:{R}:{A}:access-entry/<clusterName:id>/*'] },
  CreateAccessEntry: { arns: ['arn:{P}:eks:{R}:{A}:cluster/<clusterName:id>'] },
  CreateCluster: {
    actions: [
      { action: 'ec2:DescribeSubnets', conditional: true, arns: [] },
      { action: 'iam:CreateServiceLinkedRole', conditional: true, arns: [] },
      { action: 'kms:CreateGrant', when: 'encryptionConfig', conditional: true, arns: [] },
      { action: 'kms:DescribeKey', when: 'encryptionConfig', conditional: true, arns: [] },
    ],
  },
  CreateFargateProfile: { arns: ['arn:{P}:eks:{R}:{A}:cluster/<clusterName:id>'] },
  CreateNodegroup: {
    actions: [
      { action: 'ec2:DescribeSubnets', conditional: true, arns: [] },
      { action: 'ec2:RunInstances', when: 'launchTemplate', conditional: true, arns: [] },
      { action: 'iam:CreateServiceLinkedRole', conditional: true, arns: [] },
    ],
    arns: ['arn:{P}:eks:{R}:{A}:cluster/<clusterName:id>'],
  },
  DeleteCluster: { arns: ['arn:{P}:eks:{R}:{A}:cluster/<name:id>'] },
  DeleteNodegroup: {
    arns: ['arn:{P}:eks:{R}:{A}:nodegroup/<clusterName:id>/<nodegroupName:id>/*'],
  },
  DescribeAccessEntry: { arns: ['arn:{P}:eks:{R}:{A}:access-entry/<clusterName:id>/*'] },
  DescribeCluster: { arns: ['arn:{P}:eks:{R}:{A}:cluster/<name:id>'] },
  DescribeNodegroup: {
    arns: ['arn:{P}:eks:{R}:{A}:nodegroup/<clusterName:id>/<nodegroupName:id>/*'],
  },
  ListAccessEntries: { arns: ['arn:{P}:eks:{R}:{A}:cluster/<clusterName:id>'] },
  ListAssociatedAccessPolicies: { arns: ['arn:{P}:eks:{R}:{A}:access-entry/<clusterName:id>/*'] },
  ListNodegroups: { arns: ['arn:{P}:eks:{R}:{A}:cluster/<clusterName:id>'] },
  UpdateClusterConfig: { arns: ['arn:{P}:eks:{R}:{A}:cluster/<name:id>'] },
  UpdateClusterVersion: { arns: ['arn:{P}:eks:{R}:{A}:cluster/<name:id>'] },
};
