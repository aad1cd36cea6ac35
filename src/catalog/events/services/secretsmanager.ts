/** Source: Service Authorization Reference, "AWS Secrets Manager". */
import type { EventTable } from '../event-table.js';

export const SECRETSMANAGER_EVENTS: EventTable = {
  BatchGetSecretValue: {
    actions: [
      { action: 'secretsmanager:ListSecrets', when: 'filters', conditional: true, arns: [] },
      { action: 'secretsmanager:GetSecretValue', conditional: true, arns: [] },
    ],
  },
  CreateSecret: { arns: ['arn:{P}:secretsmanager:{R}:{A}:secret:<name>-??????'] },
  DeleteResourcePolicy: {
    arns: ['<secretId:secret-arn> | arn:{P}:secretsmanager:{R}:{A}:secret:<secretId:name>-??????'],
  },
  DeleteSecret: {
    arns: ['<secretId:secret-arn> | arn:{P}:secretsmanager:{R}:{A}:secret:<secretId:name>-??????'],
  },
  DescribeSecret: {
    arns: ['<secretId:secret-arn> | arn:{P}:secretsmanager:{R}:{A}:secret:<secretId:name>-??????'],
  },
  GetResourcePolicy: {
    arns: ['<secretId:secret-arn> | arn:{P}:secretsmanager:{R}:{A}:secret:<secretId:name>-??????'],
  },
  GetSecretValue: {
    arns: ['<secretId:secret-arn> | arn:{P}:secretsmanager:{R}:{A}:secret:<secretId:name>-??????'],
  },
  ListSecretVersionIds: {
    arns: ['<secretId:secret-arn> | arn:{P}:secretsmanager:{R}:{A}:secret:<secretId:name>-??????'],
  },
  PutResourcePolicy: {
    arns: ['<secretId:secret-arn> | arn:{P}:secretsmanager:{R}:{A}:secret:<secretId:name>-??????'],
  },
  PutSecretValue: {
    arns: ['<secretId:secret-arn> | arn:{P}:secretsmanager:{R}:{A}:secret:<secretId:name>-??????'],
  },
  RestoreSecret: {
    arns: ['<secretId:secret-arn> | arn:{P}:secretsmanager:{R}:{A}:secret:<secretId:name>-??????'],
  },
  RotateSecret: {
    arns: ['<secretId:secret-arn> | arn:{P}:secretsmanager:{R}:{A}:secret:<secretId:name>-??????'],
  },
  TagResource: {
    arns: ['<secretId:secret-arn> | arn:{P}:secretsmanager:{R}:{A}:secret:<secretId:name>-??????'],
  },
  UntagResource: {
    arns: ['<secretId:secret-arn> | arn:{P}:secretsmanager:{R}:{A}:secret:<secretId:name>-??????'],
  },
  UpdateSecret: {
    arns: ['<secretId:secret-arn> | arn:{P}:secretsmanager:{R}:{A}:secret:<secretId:name>-??????'],
  },
  UpdateSecretVersionStage: {
    arns: ['<secretId:secret-arn> | arn:{P}:secretsmanager:{R}:{A}:secret:<secretId:name>-??????'],
  },
};
