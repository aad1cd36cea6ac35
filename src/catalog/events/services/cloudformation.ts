/** Source: Service Authorization Reference, "AWS CloudFormation". */
import type { EventTable } from '../event-table.js';

export const CLOUDFORMATION_EVENTS: EventTable = {
  CreateChangeSet: {
    arns: ['<stackName:arn> | arn:{P}:cloudformation:{R}:{A}:stack/<stackName:id>/*'],
  },
  CreateStack: {
    actions: [
      {
        action: 'cloudformation:SetStackPolicy',
        when: 'stackPolicyBody,stackPolicyURL',
        conditional: true,
        arns: [],
      },
    ],
    arns: ['<stackName:arn> | arn:{P}:cloudformation:{R}:{A}:stack/<stackName:id>/*'],
  },
  DeleteStack: {
    arns: ['<stackName:arn> | arn:{P}:cloudformation:{R}:{A}:stack/<stackName:id>/*'],
  },
  DeleteStackSet: { arns: ['arn:{P}:cloudformation:{R}:{A}:stackset/<stackSetName:id>:*'] },
  DescribeChangeSet: {
    arns: ['<stackName:arn> | arn:{P}:cloudformation:{R}:{A}:stack/<stackName:id>/*'],
  },
  DescribeStackEvents: {
    arns: ['<stackName:arn> | arn:{P}:cloudformation:{R}:{A}:stack/<stackName:id>/*'],
  },
  DescribeStackResources: {
    arns: ['<stackName:arn> | arn:{P}:cloudformation:{R}:{A}:stack/<stackName:id>/*'],
  },
  DescribeStackSet: { arns: ['arn:{P}:cloudformation:{R}:{A}:stackset/<stackSetName:id>:*'] },
  DescribeStacks: {
    arns: ['<stackName:arn> | arn:{P}:cloudformation:{R}:{A}:stack/<stackName:id>/*'],
  },
  ExecuteChangeSet: {
    arns: ['<stackName:arn> | arn:{P}:cloudformation:{R}:{A}:stack/<stackName:id>/*'],
  },
  GetTemplate: {
    arns: ['<stackName:arn> | arn:{P}:cloudformation:{R}:{A}:stack/<stackName:id>/*'],
  },
  SetStackPolicy: {
    arns: ['<stackName:arn> | arn:{P}:cloudformation:{R}:{A}:stack/<stackName:id>/*'],
  },
  UpdateStack: {
    arns: ['<stackName:arn> | arn:{P}:cloudformation:{R}:{A}:stack/<stackName:id>/*'],
  },
};
