/** Source: S3 User Guide, "Required permissions for Amazon S3 API operations" and "Amazon S3 CloudTrail events". */
import type { EventTable } from '../event-table.js';

export const S3_EVENTS: EventTable = {
  AbortMultipartUpload: {
    actions: ['s3:AbortMultipartUpload'],
    arns: ['@AWS::S3::Object | arn:{P}:s3:::<bucketName:bucket>/<key>'],
  },
  AssociateAccessGrantsIdentityCenter: {
    actions: [
      's3:AssociateAccessGrantsIdentityCenter',
      { action: 'sso:CreateApplication', conditional: true, arns: [] },
      { action: 'sso:PutApplicationGrant', conditional: true, arns: [] },
      { action: 'sso:PutApplicationAuthenticationMethod', conditional: true, arns: [] },
    ],
  },
  CompleteMultipartUpload: {
    actions: [
      's3:PutObject',
      {
        action: 'kms:Decrypt',
        when: '%SSEApplied^=SSE_KMS,x-amz-server-side-encryption^=aws:kms',
        conditional: true,
        arns: [],
      },
    ],
    arns: ['@AWS::S3::Object | arn:{P}:s3:::<bucketName:bucket>/<key>'],
  },
  CopyObject: {
    actions: [
      { action: 's3:PutObject', arns: ['arn:{P}:s3:::<bucketName:bucket>/<key>'] },
      { action: 's3:GetObject', arns: ['arn:{P}:s3:::<x-amz-copy-source:copy-source>'] },
      {
        action: 's3:GetObjectVersion',
        when: 'x-amz-copy-source~=versionid=',
        conditional: true,
        arns: ['arn:{P}:s3:::<x-amz-copy-source:copy-source>'],
      },
      {
        action: 's3:GetObjectTagging',
        conditional: true,
        arns: ['arn:{P}:s3:::<x-amz-copy-source:copy-source>'],
      },
      {
        action: 's3:GetObjectVersionTagging',
        when: 'x-amz-copy-source~=versionid=',
        conditional: true,
        arns: ['arn:{P}:s3:::<x-amz-copy-source:copy-source>'],
      },
      {
        action: 'kms:Decrypt',
        when: '%SSEApplied^=SSE_KMS,x-amz-server-side-encryption^=aws:kms',
        conditional: true,
        arns: [],
      },
      {
        action: 's3:PutObjectAcl',
        when: 'x-amz-acl,x-amz-grant-*',
        conditional: true,
        arns: ['arn:{P}:s3:::<bucketName:bucket>/<key>'],
      },
      {
        action: 's3:PutObjectTagging',
        conditional: true,
        arns: ['arn:{P}:s3:::<bucketName:bucket>/<key>'],
      },
      {
        action: 'kms:GenerateDataKey',
        when: '%SSEApplied^=SSE_KMS,x-amz-server-side-encryption^=aws:kms',
        conditional: true,
        arns: [],
      },
      {
        action: 's3:PutObjectRetention',
        when: 'x-amz-object-lock-mode,x-amz-object-lock-retain-until-date',
        conditional: true,
        arns: ['arn:{P}:s3:::<bucketName:bucket>/<key>'],
      },
      {
        action: 's3:PutObjectLegalHold',
        when: 'x-amz-object-lock-legal-hold*',
        conditional: true,
        arns: ['arn:{P}:s3:::<bucketName:bucket>/<key>'],
      },
    ],
  },
  CreateBucket: {
    actions: [
      's3:CreateBucket',
      { action: 's3:PutBucketAcl', when: 'x-amz-acl,x-amz-grant-*', conditional: true },
      {
        action: 's3:PutBucketObjectLockConfiguration',
        when: 'x-amz-bucket-object-lock-enabled',
        conditional: true,
      },
      {
        action: 's3:PutBucketVersioning',
        when: 'x-amz-bucket-object-lock-enabled',
        conditional: true,
      },
      {
        action: 's3:PutBucketOwnershipControls',
        when: 'x-amz-object-ownership',
        conditional: true,
      },
    ],
    arns: ['@AWS::S3::Bucket | arn:{P}:s3:::<bucketName:bucket>'],
  },
  CreateBucketMetadataConfiguration: {
    actions: [
      's3:CreateBucketMetadataTableConfiguration',
      { action: 's3tables:CreateTableBucket', conditional: true, arns: [] },
      { action: 's3tables:CreateNamespace', conditional: true, arns: [] },
      { action: 's3tables:CreateTable', conditional: true, arns: [] },
      { action: 's3tables:GetTable', conditional: true, arns: [] },
      { action: 's3tables:PutTablePolicy', conditional: true, arns: [] },
      { action: 's3tables:PutTableEncryption', conditional: true, arns: [] },
      { action: 'kms:DescribeKey', conditional: true, arns: [] },
    ],
    arns: ['@AWS::S3::Bucket | arn:{P}:s3:::<bucketName:bucket>'],
  },
  CreateBucketMetadataTableConfiguration: {
    actions: [
      's3:CreateBucketMetadataTableConfiguration',
      { action: 's3tables:CreateNamespace', conditional: true, arns: [] },
      { action: 's3tables:CreateTable', conditional: true, arns: [] },
      { action: 's3tables:GetTable', conditional: true, arns: [] },
      { action: 's3tables:PutTablePolicy', conditional: true, arns: [] },
    ],
    arns: ['@AWS::S3::Bucket | arn:{P}:s3:::<bucketName:bucket>'],
  },
  CreateMultipartUpload: {
    actions: [
      's3:PutObject',
      { action: 's3:PutObjectAcl', when: 'x-amz-acl,x-amz-grant-*', conditional: true },
      { action: 's3:PutObjectTagging', when: 'x-amz-tagging', conditional: true },
      {
        action: 'kms:GenerateDataKey',
        when: '%SSEApplied^=SSE_KMS,x-amz-server-side-encryption^=aws:kms',
        conditional: true,
        arns: [],
      },
      {
        action: 's3:PutObjectRetention',
        when: 'x-amz-object-lock-mode,x-amz-object-lock-retain-until-date',
        conditional: true,
      },
      { action: 's3:PutObjectLegalHold', when: 'x-amz-object-lock-legal-hold*', conditional: true },
    ],
    arns: ['@AWS::S3::Object | arn:{P}:s3:::<bucketName:bucket>/<key>'],
  },
  CreateStorageLensGroup: {
    actions: [
      's3:CreateStorageLensGroup',
      { action: 's3:TagResource', when: 'tags', conditional: true },
    ],
  },
  DeleteAccountPublicAccessBlock: { actions: ['s3:PutAccountPublicAccessBlock'] },
  DeleteBucket: {
    actions: ['s3:DeleteBucket'],
    arns: ['@AWS::S3::Bucket | arn:{P}:s3:::<bucketName:bucket>'],
  },
  DeleteBucketAnalyticsConfiguration: {
    actions: ['s3:PutAnalyticsConfiguration'],
    arns: ['@AWS::S3::Bucket | arn:{P}:s3:::<bucketName:bucket>'],
  },
  DeleteBucketCors: {
    actions: ['s3:PutBucketCORS'],
    arns: ['@AWS::S3::Bucket | arn:{P}:s3:::<bucketName:bucket>'],
  },
  DeleteBucketEncryption: {
    actions: ['s3:PutEncryptionConfiguration'],
    arns: ['@AWS::S3::Bucket | arn:{P}:s3:::<bucketName:bucket>'],
  },
  DeleteBucketIntelligentTieringConfiguration: {
    actions: ['s3:PutIntelligentTieringConfiguration'],
    arns: ['@AWS::S3::Bucket | arn:{P}:s3:::<bucketName:bucket>'],
  },
  DeleteBucketInventoryConfiguration: {
    actions: ['s3:PutInventoryConfiguration'],
    arns: ['@AWS::S3::Bucket | arn:{P}:s3:::<bucketName:bucket>'],
  },
  DeleteBucketLifecycle: {
    actions: ['s3:PutLifecycleConfiguration'],
    arns: ['@AWS::S3::Bucket | arn:{P}:s3:::<bucketName:bucket>'],
  },
  DeleteBucketMetadataConfiguration: {
    actions: ['s3:DeleteBucketMetadataTableConfiguration'],
    arns: ['@AWS::S3::Bucket | arn:{P}:s3:::<bucketName:bucket>'],
  },
  DeleteBucketMetadataTableConfiguration: {
    actions: ['s3:DeleteBucketMetadataTableConfiguration'],
    arns: ['@AWS::S3::Bucket | arn:{P}:s3:::<bucketName:bucket>'],
  },
  DeleteBucketMetricsConfiguration: {
    actions: ['s3:PutMetricsConfiguration'],
    arns: ['@AWS::S3::Bucket | arn:{P}:s3:::<bucketName:bucket>'],
  },
  DeleteBucketOwnershipControls: {
    actions: ['s3:PutBucketOwnershipControls'],
    arns: ['@AWS::S3::Bucket | arn:{P}:s3:::<bucketName:bucket>'],
  },
  DeleteBucketPolicy: {
    actions: ['s3:DeleteBucketPolicy'],
    arns: ['@AWS::S3::Bucket | arn:{P}:s3:::<bucketName:bucket>'],
  },
  DeleteBucketPublicAccessBlock: {
    actions: ['s3:PutBucketPublicAccessBlock'],
    arns: ['@AWS::S3::Bucket | arn:{P}:s3:::<bucketName:bucket>'],
  },
  DeleteBucketReplication: {
    actions: ['s3:PutReplicationConfiguration'],
    arns: ['@AWS::S3::Bucket | arn:{P}:s3:::<bucketName:bucket>'],
  },
  DeleteBucketTagging: {
    actions: ['s3:PutBucketTagging'],
    arns: ['@AWS::S3::Bucket | arn:{P}:s3:::<bucketName:bucket>'],
  },
  DeleteBucketWebsite: {
    actions: ['s3:DeleteBucketWebsite'],
    arns: ['@AWS::S3::Bucket | arn:{P}:s3:::<bucketName:bucket>'],
  },
  DeleteObject: {
    actions: [
      { action: 's3:DeleteObject', when: '!versionId' },
      { action: 's3:DeleteObjectVersion', when: 'versionId' },
      { action: 's3:DeleteObject', when: 'versionId', conditional: true },
      {
        action: 's3:BypassGovernanceRetention',
        when: 'x-amz-bypass-governance-retention',
        conditional: true,
      },
    ],
    arns: ['@AWS::S3::Object | arn:{P}:s3:::<bucketName:bucket>/<key>'],
  },
  DeleteObjectTagging: {
    actions: [
      { action: 's3:DeleteObjectTagging', when: '!versionId' },
      { action: 's3:DeleteObjectVersionTagging', when: 'versionId' },
      { action: 's3:DeleteObjectTagging', when: 'versionId', conditional: true },
    ],
    arns: ['@AWS::S3::Object | arn:{P}:s3:::<bucketName:bucket>/<key>'],
  },
  DeleteObjects: {
    actions: [
      { action: 's3:DeleteObject', arns: ['arn:{P}:s3:::<bucketName:bucket>/*'] },
      {
        action: 's3:DeleteObjectVersion',
        conditional: true,
        arns: ['arn:{P}:s3:::<bucketName:bucket>/*'],
      },
      {
        action: 's3:BypassGovernanceRetention',
        when: 'x-amz-bypass-governance-retention',
        conditional: true,
      },
    ],
  },
  DeletePublicAccessBlock: {
    actions: ['s3:PutBucketPublicAccessBlock'],
    arns: ['@AWS::S3::Bucket | arn:{P}:s3:::<bucketName:bucket>'],
  },
  DissociateAccessGrantsIdentityCenter: {
    actions: [
      's3:DissociateAccessGrantsIdentityCenter',
      { action: 'sso:DeleteApplication', conditional: true, arns: [] },
    ],
  },
  GetAccelerateConfiguration: {
    actions: ['s3:GetAccelerateConfiguration'],
    arns: ['@AWS::S3::Bucket | arn:{P}:s3:::<bucketName:bucket>'],
  },
  GetBucketAccelerateConfiguration: {
    actions: ['s3:GetAccelerateConfiguration'],
    arns: ['@AWS::S3::Bucket | arn:{P}:s3:::<bucketName:bucket>'],
  },
  GetBucketAcl: {
    actions: ['s3:GetBucketAcl'],
    arns: ['@AWS::S3::Bucket | arn:{P}:s3:::<bucketName:bucket>'],
  },
  GetBucketAnalyticsConfiguration: {
    actions: ['s3:GetAnalyticsConfiguration'],
    arns: ['@AWS::S3::Bucket | arn:{P}:s3:::<bucketName:bucket>'],
  },
  GetBucketCors: {
    actions: ['s3:GetBucketCORS'],
    arns: ['@AWS::S3::Bucket | arn:{P}:s3:::<bucketName:bucket>'],
  },
  GetBucketEncryption: {
    actions: ['s3:GetEncryptionConfiguration'],
    arns: ['@AWS::S3::Bucket | arn:{P}:s3:::<bucketName:bucket>'],
  },
  GetBucketIntelligentTieringConfiguration: {
    actions: ['s3:GetIntelligentTieringConfiguration'],
    arns: ['@AWS::S3::Bucket | arn:{P}:s3:::<bucketName:bucket>'],
  },
  GetBucketInventoryConfiguration: {
    actions: ['s3:GetInventoryConfiguration'],
    arns: ['@AWS::S3::Bucket | arn:{P}:s3:::<bucketName:bucket>'],
  },
  GetBucketLifecycle: {
    actions: ['s3:GetLifecycleConfiguration'],
    arns: ['@AWS::S3::Bucket | arn:{P}:s3:::<bucketName:bucket>'],
  },
  GetBucketLocation: {
    actions: ['s3:GetBucketLocation'],
    arns: ['@AWS::S3::Bucket | arn:{P}:s3:::<bucketName:bucket>'],
  },
  GetBucketLogging: {
    actions: ['s3:GetBucketLogging'],
    arns: ['@AWS::S3::Bucket | arn:{P}:s3:::<bucketName:bucket>'],
  },
  GetBucketMetadataConfiguration: {
    actions: ['s3:GetBucketMetadataTableConfiguration'],
    arns: ['@AWS::S3::Bucket | arn:{P}:s3:::<bucketName:bucket>'],
  },
  GetBucketMetadataTableConfiguration: {
    actions: ['s3:GetBucketMetadataTableConfiguration'],
    arns: ['@AWS::S3::Bucket | arn:{P}:s3:::<bucketName:bucket>'],
  },
  GetBucketMetricsConfiguration: {
    actions: ['s3:GetMetricsConfiguration'],
    arns: ['@AWS::S3::Bucket | arn:{P}:s3:::<bucketName:bucket>'],
  },
  GetBucketNotification: {
    actions: ['s3:GetBucketNotification'],
    arns: ['@AWS::S3::Bucket | arn:{P}:s3:::<bucketName:bucket>'],
  },
  GetBucketNotificationConfiguration: {
    actions: ['s3:GetBucketNotification'],
    arns: ['@AWS::S3::Bucket | arn:{P}:s3:::<bucketName:bucket>'],
  },
  GetBucketObjectLockConfiguration: {
    actions: ['s3:GetBucketObjectLockConfiguration'],
    arns: ['@AWS::S3::Bucket | arn:{P}:s3:::<bucketName:bucket>'],
  },
  GetBucketOwnershipControls: {
    actions: ['s3:GetBucketOwnershipControls'],
    arns: ['@AWS::S3::Bucket | arn:{P}:s3:::<bucketName:bucket>'],
  },
  GetBucketPolicy: {
    actions: ['s3:GetBucketPolicy'],
    arns: ['@AWS::S3::Bucket | arn:{P}:s3:::<bucketName:bucket>'],
  },
  GetBucketPolicyStatus: {
    actions: ['s3:GetBucketPolicyStatus'],
    arns: ['@AWS::S3::Bucket | arn:{P}:s3:::<bucketName:bucket>'],
  },
  GetBucketPublicAccessBlock: {
    actions: ['s3:GetBucketPublicAccessBlock'],
    arns: ['@AWS::S3::Bucket | arn:{P}:s3:::<bucketName:bucket>'],
  },
  GetBucketReplication: {
    actions: ['s3:GetReplicationConfiguration'],
    arns: ['@AWS::S3::Bucket | arn:{P}:s3:::<bucketName:bucket>'],
  },
  GetBucketRequestPayment: {
    actions: ['s3:GetBucketRequestPayment'],
    arns: ['@AWS::S3::Bucket | arn:{P}:s3:::<bucketName:bucket>'],
  },
  GetBucketTagging: {
    actions: ['s3:GetBucketTagging'],
    arns: ['@AWS::S3::Bucket | arn:{P}:s3:::<bucketName:bucket>'],
  },
  GetBucketVersioning: {
    actions: ['s3:GetBucketVersioning'],
    arns: ['@AWS::S3::Bucket | arn:{P}:s3:::<bucketName:bucket>'],
  },
  GetBucketWebsite: {
    actions: ['s3:GetBucketWebsite'],
    arns: ['@AWS::S3::Bucket | arn:{P}:s3:::<bucketName:bucket>'],
  },
  GetObject: {
    actions: [
      { action: 's3:GetObject', when: '!versionId' },
      { action: 's3:GetObjectVersion', when: 'versionId' },
      { action: 's3:GetObject', when: 'versionId', conditional: true },
      {
        action: 's3:ListBucket',
        when: '@errorCode=NoSuchKey,@errorCode=404',
        conditional: true,
        arns: ['@AWS::S3::Bucket | arn:{P}:s3:::<bucketName:bucket>'],
      },
      {
        action: 'kms:Decrypt',
        when: '%SSEApplied^=SSE_KMS,x-amz-server-side-encryption^=aws:kms',
        conditional: true,
        arns: [],
      },
      { action: 's3:GetObjectTagging', conditional: true },
      { action: 's3:GetObjectLegalHold', conditional: true },
      { action: 's3:GetObjectRetention', conditional: true },
    ],
    arns: ['@AWS::S3::Object | arn:{P}:s3:::<bucketName:bucket>/<key>'],
  },
  GetObjectAcl: {
    actions: [
      { action: 's3:GetObjectAcl', when: '!versionId' },
      { action: 's3:GetObjectVersionAcl', when: 'versionId' },
      { action: 's3:GetObjectAcl', when: 'versionId', conditional: true },
    ],
    arns: ['@AWS::S3::Object | arn:{P}:s3:::<bucketName:bucket>/<key>'],
  },
  GetObjectAttributes: {
    actions: [
      { action: 's3:GetObject', when: '!versionId' },
      { action: 's3:GetObjectVersion', when: 'versionId' },
      { action: 's3:GetObject', when: 'versionId', conditional: true },
      {
        action: 'kms:Decrypt',
        when: '%SSEApplied^=SSE_KMS,x-amz-server-side-encryption^=aws:kms',
        conditional: true,
        arns: [],
      },
    ],
    arns: ['@AWS::S3::Object | arn:{P}:s3:::<bucketName:bucket>/<key>'],
  },
  GetObjectLegalHold: {
    actions: ['s3:GetObjectLegalHold'],
    arns: ['@AWS::S3::Object | arn:{P}:s3:::<bucketName:bucket>/<key>'],
  },
  GetObjectLockConfiguration: {
    actions: ['s3:GetBucketObjectLockConfiguration'],
    arns: ['@AWS::S3::Bucket | arn:{P}:s3:::<bucketName:bucket>'],
  },
  GetObjectRetention: {
    actions: ['s3:GetObjectRetention'],
    arns: ['@AWS::S3::Object | arn:{P}:s3:::<bucketName:bucket>/<key>'],
  },
  GetObjectTagging: {
    actions: [
      { action: 's3:GetObjectTagging', when: '!versionId' },
      { action: 's3:GetObjectVersionTagging', when: 'versionId' },
      { action: 's3:GetObjectTagging', when: 'versionId', conditional: true },
    ],
    arns: ['@AWS::S3::Object | arn:{P}:s3:::<bucketName:bucket>/<key>'],
  },
  GetObjectTorrent: {
    actions: ['s3:GetObject'],
    arns: ['@AWS::S3::Object | arn:{P}:s3:::<bucketName:bucket>/<key>'],
  },
  GetPublicAccessBlock: {
    actions: ['s3:GetBucketPublicAccessBlock'],
    arns: ['@AWS::S3::Bucket | arn:{P}:s3:::<bucketName:bucket>'],
  },
  GetStorageLensDashboardDataInternal: { actions: ['s3:GetStorageLensDashboard'] },
  HeadBucket: {
    actions: ['s3:ListBucket'],
    arns: ['@AWS::S3::Bucket | arn:{P}:s3:::<bucketName:bucket>'],
  },
  HeadObject: {
    actions: [
      { action: 's3:GetObject', when: '!versionId' },
      { action: 's3:GetObjectVersion', when: 'versionId' },
      { action: 's3:GetObject', when: 'versionId', conditional: true },
      {
        action: 's3:ListBucket',
        when: '@errorCode=NoSuchKey,@errorCode=404',
        conditional: true,
        arns: ['@AWS::S3::Bucket | arn:{P}:s3:::<bucketName:bucket>'],
      },
      { action: 's3:GetObjectLegalHold', conditional: true },
      { action: 's3:GetObjectRetention', conditional: true },
    ],
    arns: ['@AWS::S3::Object | arn:{P}:s3:::<bucketName:bucket>/<key>'],
  },
  ListBucketAnalyticsConfigurations: {
    actions: ['s3:GetAnalyticsConfiguration'],
    arns: ['@AWS::S3::Bucket | arn:{P}:s3:::<bucketName:bucket>'],
  },
  ListBucketIntelligentTieringConfigurations: {
    actions: ['s3:GetIntelligentTieringConfiguration'],
    arns: ['@AWS::S3::Bucket | arn:{P}:s3:::<bucketName:bucket>'],
  },
  ListBucketInventoryConfigurations: {
    actions: ['s3:GetInventoryConfiguration'],
    arns: ['@AWS::S3::Bucket | arn:{P}:s3:::<bucketName:bucket>'],
  },
  ListBucketMetricsConfigurations: {
    actions: ['s3:GetMetricsConfiguration'],
    arns: ['@AWS::S3::Bucket | arn:{P}:s3:::<bucketName:bucket>'],
  },
  ListBuckets: { actions: ['s3:ListAllMyBuckets'] },
  ListMultipartUploads: {
    actions: ['s3:ListBucketMultipartUploads'],
    arns: ['@AWS::S3::Bucket | arn:{P}:s3:::<bucketName:bucket>'],
  },
  ListObjectVersions: {
    actions: ['s3:ListBucketVersions'],
    arns: ['@AWS::S3::Bucket | arn:{P}:s3:::<bucketName:bucket>'],
  },
  ListObjects: {
    actions: [
      's3:ListBucket',
      {
        action: 's3:GetObjectAcl',
        when: 'fetch-owner=true',
        conditional: true,
        arns: ['arn:{P}:s3:::<bucketName:bucket>/*'],
      },
    ],
    arns: ['@AWS::S3::Bucket | arn:{P}:s3:::<bucketName:bucket>'],
  },
  ListObjectsV2: {
    actions: [
      's3:ListBucket',
      {
        action: 's3:GetObjectAcl',
        when: 'fetch-owner=true',
        conditional: true,
        arns: ['arn:{P}:s3:::<bucketName:bucket>/*'],
      },
    ],
    arns: ['@AWS::S3::Bucket | arn:{P}:s3:::<bucketName:bucket>'],
  },
  ListParts: {
    actions: [
      's3:ListMultipartUploadParts',
      {
        action: 'kms:Decrypt',
        when: '%SSEApplied^=SSE_KMS,x-amz-server-side-encryption^=aws:kms',
        conditional: true,
        arns: [],
      },
    ],
    arns: ['@AWS::S3::Object | arn:{P}:s3:::<bucketName:bucket>/<key>'],
  },
  PostObject: {
    actions: ['s3:PutObject'],
    arns: ['@AWS::S3::Object | arn:{P}:s3:::<bucketName:bucket>/<key>'],
  },
  PutAccelerateConfiguration: {
    actions: ['s3:PutAccelerateConfiguration'],
    arns: ['@AWS::S3::Bucket | arn:{P}:s3:::<bucketName:bucket>'],
  },
  PutBucketAccelerateConfiguration: {
    actions: ['s3:PutAccelerateConfiguration'],
    arns: ['@AWS::S3::Bucket | arn:{P}:s3:::<bucketName:bucket>'],
  },
  PutBucketAcl: {
    actions: ['s3:PutBucketAcl'],
    arns: ['@AWS::S3::Bucket | arn:{P}:s3:::<bucketName:bucket>'],
  },
  PutBucketAnalyticsConfiguration: {
    actions: ['s3:PutAnalyticsConfiguration'],
    arns: ['@AWS::S3::Bucket | arn:{P}:s3:::<bucketName:bucket>'],
  },
  PutBucketCors: {
    actions: ['s3:PutBucketCORS'],
    arns: ['@AWS::S3::Bucket | arn:{P}:s3:::<bucketName:bucket>'],
  },
  PutBucketEncryption: {
    actions: ['s3:PutEncryptionConfiguration'],
    arns: ['@AWS::S3::Bucket | arn:{P}:s3:::<bucketName:bucket>'],
  },
  PutBucketIntelligentTieringConfiguration: {
    actions: ['s3:PutIntelligentTieringConfiguration'],
    arns: ['@AWS::S3::Bucket | arn:{P}:s3:::<bucketName:bucket>'],
  },
  PutBucketInventoryConfiguration: {
    actions: ['s3:PutInventoryConfiguration'],
    arns: ['@AWS::S3::Bucket | arn:{P}:s3:::<bucketName:bucket>'],
  },
  PutBucketLifecycle: {
    actions: ['s3:PutLifecycleConfiguration'],
    arns: ['@AWS::S3::Bucket | arn:{P}:s3:::<bucketName:bucket>'],
  },
  PutBucketLogging: {
    actions: ['s3:PutBucketLogging'],
    arns: ['@AWS::S3::Bucket | arn:{P}:s3:::<bucketName:bucket>'],
  },
  PutBucketMetricsConfiguration: {
    actions: ['s3:PutMetricsConfiguration'],
    arns: ['@AWS::S3::Bucket | arn:{P}:s3:::<bucketName:bucket>'],
  },
  PutBucketNotification: {
    actions: ['s3:PutBucketNotification'],
    arns: ['@AWS::S3::Bucket | arn:{P}:s3:::<bucketName:bucket>'],
  },
  PutBucketNotificationConfiguration: {
    actions: ['s3:PutBucketNotification'],
    arns: ['@AWS::S3::Bucket | arn:{P}:s3:::<bucketName:bucket>'],
  },
  PutBucketObjectLockConfiguration: {
    actions: ['s3:PutBucketObjectLockConfiguration'],
    arns: ['@AWS::S3::Bucket | arn:{P}:s3:::<bucketName:bucket>'],
  },
  PutBucketOwnershipControls: {
    actions: ['s3:PutBucketOwnershipControls'],
    arns: ['@AWS::S3::Bucket | arn:{P}:s3:::<bucketName:bucket>'],
  },
  PutBucketPolicy: {
    actions: ['s3:PutBucketPolicy'],
    arns: ['@AWS::S3::Bucket | arn:{P}:s3:::<bucketName:bucket>'],
  },
  PutBucketPublicAccessBlock: {
    actions: ['s3:PutBucketPublicAccessBlock'],
    arns: ['@AWS::S3::Bucket | arn:{P}:s3:::<bucketName:bucket>'],
  },
  PutBucketReplication: {
    actions: ['s3:PutReplicationConfiguration'],
    arns: ['@AWS::S3::Bucket | arn:{P}:s3:::<bucketName:bucket>'],
  },
  PutBucketRequestPayment: {
    actions: ['s3:PutBucketRequestPayment'],
    arns: ['@AWS::S3::Bucket | arn:{P}:s3:::<bucketName:bucket>'],
  },
  PutBucketTagging: {
    actions: ['s3:PutBucketTagging'],
    arns: ['@AWS::S3::Bucket | arn:{P}:s3:::<bucketName:bucket>'],
  },
  PutBucketVersioning: {
    actions: ['s3:PutBucketVersioning'],
    arns: ['@AWS::S3::Bucket | arn:{P}:s3:::<bucketName:bucket>'],
  },
  PutBucketWebsite: {
    actions: ['s3:PutBucketWebsite'],
    arns: ['@AWS::S3::Bucket | arn:{P}:s3:::<bucketName:bucket>'],
  },
  PutObject: {
    actions: [
      's3:PutObject',
      { action: 's3:PutObjectAcl', when: 'x-amz-acl,x-amz-grant-*', conditional: true },
      { action: 's3:PutObjectTagging', when: 'x-amz-tagging', conditional: true },
      {
        action: 'kms:GenerateDataKey',
        when: '%SSEApplied^=SSE_KMS,x-amz-server-side-encryption^=aws:kms',
        conditional: true,
        arns: [],
      },
      {
        action: 's3:PutObjectRetention',
        when: 'x-amz-object-lock-mode,x-amz-object-lock-retain-until-date',
        conditional: true,
      },
      { action: 's3:PutObjectLegalHold', when: 'x-amz-object-lock-legal-hold*', conditional: true },
    ],
    arns: ['@AWS::S3::Object | arn:{P}:s3:::<bucketName:bucket>/<key>'],
  },
  PutObjectAcl: {
    actions: [
      { action: 's3:PutObjectAcl', when: '!versionId' },
      { action: 's3:PutObjectVersionAcl', when: 'versionId' },
      { action: 's3:PutObjectAcl', when: 'versionId', conditional: true },
    ],
    arns: ['@AWS::S3::Object | arn:{P}:s3:::<bucketName:bucket>/<key>'],
  },
  PutObjectLegalHold: {
    actions: ['s3:PutObjectLegalHold'],
    arns: ['@AWS::S3::Object | arn:{P}:s3:::<bucketName:bucket>/<key>'],
  },
  PutObjectLockConfiguration: {
    actions: ['s3:PutBucketObjectLockConfiguration'],
    arns: ['@AWS::S3::Bucket | arn:{P}:s3:::<bucketName:bucket>'],
  },
  PutObjectRetention: {
    actions: [
      's3:PutObjectRetention',
      {
        action: 's3:BypassGovernanceRetention',
        when: 'x-amz-bypass-governance-retention',
        conditional: true,
      },
    ],
    arns: ['@AWS::S3::Object | arn:{P}:s3:::<bucketName:bucket>/<key>'],
  },
  PutObjectTagging: {
    actions: [
      { action: 's3:PutObjectTagging', when: '!versionId' },
      { action: 's3:PutObjectVersionTagging', when: 'versionId' },
      { action: 's3:PutObjectTagging', when: 'versionId', conditional: true },
    ],
    arns: ['@AWS::S3::Object | arn:{P}:s3:::<bucketName:bucket>/<key>'],
  },
  PutPublicAccessBlock: {
    actions: ['s3:PutBucketPublicAccessBlock'],
    arns: ['@AWS::S3::Bucket | arn:{P}:s3:::<bucketName:bucket>'],
  },
  RestoreObject: {
    actions: ['s3:RestoreObject'],
    arns: ['@AWS::S3::Object | arn:{P}:s3:::<bucketName:bucket>/<key>'],
  },
  SelectObjectContent: {
    actions: [
      's3:GetObject',
      {
        action: 'kms:Decrypt',
        when: '%SSEApplied^=SSE_KMS,x-amz-server-side-encryption^=aws:kms',
        conditional: true,
        arns: [],
      },
    ],
    arns: ['@AWS::S3::Object | arn:{P}:s3:::<bucketName:bucket>/<key>'],
  },
  UpdateBucketMetadataInventoryTableConfiguration: {
    actions: [
      's3:UpdateBucketMetadataInventoryTableConfiguration',
      { action: 's3tables:CreateTableBucket', conditional: true, arns: [] },
      { action: 's3tables:CreateNamespace', conditional: true, arns: [] },
      { action: 's3tables:CreateTable', conditional: true, arns: [] },
      { action: 's3tables:GetTable', conditional: true, arns: [] },
      { action: 's3tables:PutTablePolicy', conditional: true, arns: [] },
      { action: 's3tables:PutTableEncryption', conditional: true, arns: [] },
      { action: 'kms:DescribeKey', conditional: true, arns: [] },
    ],
    arns: ['@AWS::S3::Bucket | arn:{P}:s3:::<bucketName:bucket>'],
  },
  UpdateBucketMetadataJournalTableConfiguration: {
    actions: ['s3:UpdateBucketMetadataJournalTableConfiguration'],
    arns: ['@AWS::S3::Bucket | arn:{P}:s3:::<bucketName:bucket>'],
  },
  UpdateObjectEncryption: {
    actions: [
      's3:UpdateObjectEncryption',
      { action: 's3:PutObject', conditional: true, arns: [] },
      { action: 'kms:Encrypt', conditional: true, arns: [] },
      { action: 'kms:Decrypt', conditional: true, arns: [] },
      { action: 'kms:GenerateDataKey', conditional: true, arns: [] },
      { action: 'kms:ReEncryptFrom', conditional: true, arns: [] },
      { action: 'kms:ReEncryptTo', conditional: true, arns: [] },
      { action: 'organizations:DescribeAccount', conditional: true, arns: [] },
    ],
    arns: ['@AWS::S3::Object | arn:{P}:s3:::<bucketName:bucket>/<key>'],
  },
  UploadPart: {
    actions: [
      's3:PutObject',
      {
        action: 'kms:GenerateDataKey',
        when: '%SSEApplied^=SSE_KMS,x-amz-server-side-encryption^=aws:kms',
        conditional: true,
        arns: [],
      },
    ],
    arns: ['@AWS::S3::Object | arn:{P}:s3:::<bucketName:bucket>/<key>'],
  },
  UploadPartCopy: {
    actions: [
      { action: 's3:PutObject', arns: ['arn:{P}:s3:::<bucketName:bucket>/<key>'] },
      { action: 's3:GetObject', arns: ['arn:{P}:s3:::<x-amz-copy-source:copy-source>'] },
      {
        action: 's3:GetObjectVersion',
        when: 'x-amz-copy-source~=versionid=',
        conditional: true,
        arns: ['arn:{P}:s3:::<x-amz-copy-source:copy-source>'],
      },
      {
        action: 'kms:Decrypt',
        when: '%SSEApplied^=SSE_KMS,x-amz-server-side-encryption^=aws:kms',
        conditional: true,
        arns: [],
      },
      {
        action: 'kms:GenerateDataKey',
        when: '%SSEApplied^=SSE_KMS,x-amz-server-side-encryption^=aws:kms',
        conditional: true,
        arns: [],
      },
    ],
  },
};
