/** Source: Service Authorization Reference, "AWS Systems Manager". */
import type { EventTable } from '../event-table.js';

export const SSM_EVENTS: EventTable = {
  CreateDocument: { arns: ['arn:{P}:ssm:{R}:*:document/<name:id>'] },
  DeleteDocument: { arns: ['arn:{P}:ssm:{R}:*:document/<name:id>'] },
  DeleteParameter: { arns: ['<name:arn> | arn:{P}:ssm:{R}:{A}:parameter/<name:parameter> | @'] },
  DeleteParameters: {
    arns: ['<names[]:arn> | arn:{P}:ssm:{R}:{A}:parameter/<names[]:parameter> | @'],
  },
  DescribeDocument: { arns: ['arn:{P}:ssm:{R}:*:document/<name:id>'] },
  GetDocument: { arns: ['arn:{P}:ssm:{R}:*:document/<name:id>'] },
  GetParameter: { arns: ['<name:arn> | arn:{P}:ssm:{R}:{A}:parameter/<name:parameter> | @'] },
  GetParameterHistory: {
    arns: ['<name:arn> | arn:{P}:ssm:{R}:{A}:parameter/<name:parameter> | @'],
  },
  GetParameters: {
    arns: ['<names[]:arn> | arn:{P}:ssm:{R}:{A}:parameter/<names[]:parameter> | @'],
  },
  GetParametersByPath: {
    arns: [
      'arn:{P}:ssm:{R}:{A}:parameter/<path:parameter>',
      'arn:{P}:ssm:{R}:{A}:parameter/<path:parameter>/*',
    ],
  },
  ListInstanceAssociations: {
    arns: [
      'arn:{P}:ec2:{R}:{A}:instance/<instanceId:instance> | arn:{P}:ssm:{R}:{A}:managed-instance/<instanceId:managed-instance>',
    ],
  },
  PutParameter: { arns: ['<name:arn> | arn:{P}:ssm:{R}:{A}:parameter/<name:parameter> | @'] },
  ResumeSession: { arns: ['arn:{P}:ssm:{R}:{A}:session/<sessionId:name>'] },
  StartSession: {
    arns: [
      'arn:{P}:ec2:{R}:{A}:instance/<target:instance> | arn:{P}:ssm:{R}:{A}:managed-instance/<target:managed-instance>',
      'arn:{P}:ssm:{R}:*:document/*',
    ],
  },
  TerminateSession: { arns: ['arn:{P}:ssm:{R}:{A}:session/<sessionId:name>'] },
  UpdateDocument: { arns: ['arn:{P}:ssm:{R}:*:document/<name:id>'] },
  UpdateInstanceInformation: {
    arns: [
      'arn:{P}:ec2:{R}:{A}:instance/<instanceId:instance> | arn:{P}:ssm:{R}:{A}:managed-instance/<instanceId:managed-instance>',
    ],
  },
};
