/** Source: Lambda Developer Guide, "Logging Lambda API calls using CloudTrail"; Service Authorization Reference, "AWS Lambda". */
import type { EventTable } from '../event-table.js';

export const LAMBDA_EVENTS: EventTable = {
  AddPermission: {
    arns: [
      '<functionName:function-arn> | arn:{P}:lambda:{R}:{A}:function:<functionName:function>',
      '? arn:{P}:lambda:{R}:{A}:function:<functionName:function>:<qualifier:id>',
    ],
  },
  CreateAlias: {
    arns: ['<functionName:function-arn> | arn:{P}:lambda:{R}:{A}:function:<functionName:function>'],
  },
  CreateFunction: {
    actions: [
      { action: 'ec2:DescribeSecurityGroups', when: 'vpcConfig', conditional: true, arns: [] },
      { action: 'ec2:DescribeSubnets', when: 'vpcConfig', conditional: true, arns: [] },
      { action: 'ec2:DescribeVpcs', when: 'vpcConfig', conditional: true, arns: [] },
      { action: 'ecr:GetRepositoryPolicy', when: 'code.imageUri', conditional: true, arns: [] },
      { action: 'ecr:SetRepositoryPolicy', when: 'code.imageUri', conditional: true, arns: [] },
      { action: 'kms:CreateGrant', when: 'kMSKeyArn', conditional: true, arns: [] },
      { action: 'kms:Encrypt', when: 'kMSKeyArn', conditional: true, arns: [] },
      { action: 'lambda:GetLayerVersion', when: 'layers[]', conditional: true, arns: [] },
      {
        action: 'lambda:PassCapacityProvider',
        when: 'capacityProviderConfig',
        conditional: true,
        arns: [],
      },
      { action: 's3:GetObject', when: 'code.s3Bucket', conditional: true, arns: [] },
      { action: 's3:GetObjectVersion', when: 'code.s3ObjectVersion', conditional: true, arns: [] },
    ],
    arns: ['<functionName:function-arn> | arn:{P}:lambda:{R}:{A}:function:<functionName:function>'],
  },
  CreateFunctionUrlConfig: {
    arns: ['<functionName:function-arn> | arn:{P}:lambda:{R}:{A}:function:<functionName:function>'],
  },
  DeleteEventSourceMapping: { arns: ['arn:{P}:lambda:{R}:{A}:event-source-mapping:<uUID:id>'] },
  DeleteFunction: {
    arns: ['<functionName:function-arn> | arn:{P}:lambda:{R}:{A}:function:<functionName:function>'],
  },
  GetEventSourceMapping: { arns: ['arn:{P}:lambda:{R}:{A}:event-source-mapping:<uUID:id>'] },
  GetFunction: {
    arns: [
      '<functionName:function-arn> | arn:{P}:lambda:{R}:{A}:function:<functionName:function>',
      '? arn:{P}:lambda:{R}:{A}:function:<functionName:function>:<qualifier:id>',
    ],
  },
  GetFunctionCodeSigningConfig: {
    arns: ['<functionName:function-arn> | arn:{P}:lambda:{R}:{A}:function:<functionName:function>'],
  },
  GetFunctionConfiguration: {
    arns: [
      '<functionName:function-arn> | arn:{P}:lambda:{R}:{A}:function:<functionName:function>',
      '? arn:{P}:lambda:{R}:{A}:function:<functionName:function>:<qualifier:id>',
    ],
  },
  GetLayerVersionByArn: { actions: ['lambda:GetLayerVersion'] },
  GetPolicy: {
    arns: [
      '<functionName:function-arn> | arn:{P}:lambda:{R}:{A}:function:<functionName:function>',
      '? arn:{P}:lambda:{R}:{A}:function:<functionName:function>:<qualifier:id>',
    ],
  },
  Invoke: {
    actions: ['lambda:InvokeFunction'],
    arns: [
      '<functionName:function-arn> | arn:{P}:lambda:{R}:{A}:function:<functionName:function>',
      '? arn:{P}:lambda:{R}:{A}:function:<functionName:function>:<qualifier:id>',
    ],
  },
  InvokeAsync: {
    actions: ['lambda:InvokeAsync', { action: 'lambda:InvokeFunction', conditional: true }],
  },
  InvokeWithResponseStream: { actions: ['lambda:InvokeFunction'] },
  ListVersionsByFunction: {
    arns: ['<functionName:function-arn> | arn:{P}:lambda:{R}:{A}:function:<functionName:function>'],
  },
  PublishLayerVersion: {
    actions: [{ action: 's3:GetObject', when: 'content.s3Bucket', conditional: true, arns: [] }],
    arns: ['arn:{P}:lambda:{R}:{A}:layer:<layerName:id>'],
  },
  PublishVersion: {
    arns: ['<functionName:function-arn> | arn:{P}:lambda:{R}:{A}:function:<functionName:function>'],
  },
  PutFunctionConcurrency: {
    arns: ['<functionName:function-arn> | arn:{P}:lambda:{R}:{A}:function:<functionName:function>'],
  },
  RemovePermission: {
    arns: [
      '<functionName:function-arn> | arn:{P}:lambda:{R}:{A}:function:<functionName:function>',
      '? arn:{P}:lambda:{R}:{A}:function:<functionName:function>:<qualifier:id>',
    ],
  },
  UpdateAlias: {
    arns: ['<functionName:function-arn> | arn:{P}:lambda:{R}:{A}:function:<functionName:function>'],
  },
  UpdateEventSourceMapping: { arns: ['arn:{P}:lambda:{R}:{A}:event-source-mapping:<uUID:id>'] },
  UpdateFunctionCode: {
    actions: [
      { action: 'ecr:GetRepositoryPolicy', when: 'imageUri', conditional: true, arns: [] },
      { action: 'ecr:SetRepositoryPolicy', when: 'imageUri', conditional: true, arns: [] },
      { action: 's3:GetObject', when: 's3Bucket', conditional: true, arns: [] },
      { action: 's3:GetObjectVersion', when: 's3ObjectVersion', conditional: true, arns: [] },
    ],
    arns: ['<functionName:function-arn> | arn:{P}:lambda:{R}:{A}:function:<functionName:function>'],
  },
  UpdateFunctionConfiguration: {
    actions: [
      { action: 'ec2:DescribeSecurityGroups', when: 'vpcConfig', conditional: true, arns: [] },
      { action: 'ec2:DescribeSubnets', when: 'vpcConfig', conditional: true, arns: [] },
      { action: 'ec2:DescribeVpcs', when: 'vpcConfig', conditional: true, arns: [] },
      { action: 'kms:CreateGrant', when: 'kMSKeyArn', conditional: true, arns: [] },
      { action: 'kms:Encrypt', when: 'kMSKeyArn', conditional: true, arns: [] },
      { action: 'lambda:GetLayerVersion', when: 'layers[]', conditional: true, arns: [] },
      {
        action: 'lambda:PassCapacityProvider',
        when: 'capacityProviderConfig',
        conditional: true,
        arns: [],
      },
    ],
    arns: ['<functionName:function-arn> | arn:{P}:lambda:{R}:{A}:function:<functionName:function>'],
  },
};
