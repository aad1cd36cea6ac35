/** Source: KMS Developer Guide, "Permissions for AWS KMS" ; Service Authorization Reference, "AWS KMS". */
import type { EventTable } from '../event-table.js';

export const KMS_EVENTS: EventTable = {
  CancelKeyDeletion: {
    arns: ['@AWS::KMS::Key | <keyId:arn> | arn:{P}:kms:{R}:{A}:key/<keyId:key>'],
  },
  CreateAlias: {
    arns: [
      'arn:{P}:kms:{R}:{A}:<aliasName:alias>',
      '<targetKeyId:arn> | arn:{P}:kms:{R}:{A}:key/<targetKeyId:key>',
    ],
  },
  CreateGrant: { arns: ['@AWS::KMS::Key | <keyId:arn> | arn:{P}:kms:{R}:{A}:key/<keyId:key>'] },
  Decrypt: { arns: ['@AWS::KMS::Key | <keyId:arn> | arn:{P}:kms:{R}:{A}:key/<keyId:key>'] },
  DeleteAlias: {
    arns: ['arn:{P}:kms:{R}:{A}:<aliasName:alias>', '@AWS::KMS::Key | arn:{P}:kms:{R}:{A}:key/*'],
  },
  DescribeKey: { arns: ['@AWS::KMS::Key | <keyId:arn> | arn:{P}:kms:{R}:{A}:key/<keyId:key>'] },
  DisableKey: { arns: ['@AWS::KMS::Key | <keyId:arn> | arn:{P}:kms:{R}:{A}:key/<keyId:key>'] },
  EnableKey: { arns: ['@AWS::KMS::Key | <keyId:arn> | arn:{P}:kms:{R}:{A}:key/<keyId:key>'] },
  EnableKeyRotation: {
    arns: ['@AWS::KMS::Key | <keyId:arn> | arn:{P}:kms:{R}:{A}:key/<keyId:key>'],
  },
  Encrypt: { arns: ['@AWS::KMS::Key | <keyId:arn> | arn:{P}:kms:{R}:{A}:key/<keyId:key>'] },
  GenerateDataKey: { arns: ['@AWS::KMS::Key | <keyId:arn> | arn:{P}:kms:{R}:{A}:key/<keyId:key>'] },
  GenerateDataKeyWithoutPlaintext: {
    arns: ['@AWS::KMS::Key | <keyId:arn> | arn:{P}:kms:{R}:{A}:key/<keyId:key>'],
  },
  GetKeyPolicy: { arns: ['@AWS::KMS::Key | <keyId:arn> | arn:{P}:kms:{R}:{A}:key/<keyId:key>'] },
  GetKeyRotationStatus: {
    arns: ['@AWS::KMS::Key | <keyId:arn> | arn:{P}:kms:{R}:{A}:key/<keyId:key>'],
  },
  GetPublicKey: { arns: ['@AWS::KMS::Key | <keyId:arn> | arn:{P}:kms:{R}:{A}:key/<keyId:key>'] },
  ListGrants: { arns: ['@AWS::KMS::Key | <keyId:arn> | arn:{P}:kms:{R}:{A}:key/<keyId:key>'] },
  PutKeyPolicy: { arns: ['@AWS::KMS::Key | <keyId:arn> | arn:{P}:kms:{R}:{A}:key/<keyId:key>'] },
  ReEncrypt: {
    actions: [
      {
        action: 'kms:ReEncryptFrom',
        arns: ['<sourceKeyId:arn> | arn:{P}:kms:{R}:{A}:key/<sourceKeyId:key>'],
      },
      {
        action: 'kms:ReEncryptTo',
        arns: ['<destinationKeyId:arn> | arn:{P}:kms:{R}:{A}:key/<destinationKeyId:key>'],
      },
    ],
  },
  RevokeGrant: { arns: ['@AWS::KMS::Key | <keyId:arn> | arn:{P}:kms:{R}:{A}:key/<keyId:key>'] },
  ScheduleKeyDeletion: {
    arns: ['@AWS::KMS::Key | <keyId:arn> | arn:{P}:kms:{R}:{A}:key/<keyId:key>'],
  },
  Sign: { arns: ['@AWS::KMS::Key | <keyId:arn> | arn:{P}:kms:{R}:{A}:key/<keyId:key>'] },
  UpdateAlias: {
    arns: [
      'arn:{P}:kms:{R}:{A}:<aliasName:alias>',
      '<targetKeyId:arn> | arn:{P}:kms:{R}:{A}:key/<targetKeyId:key>',
      'arn:{P}:kms:{R}:{A}:key/*',
    ],
  },
  Verify: { arns: ['@AWS::KMS::Key | <keyId:arn> | arn:{P}:kms:{R}:{A}:key/<keyId:key>'] },
};
