/**
 * Services in which some events are not named like the action, and nothing else is special.
 *
 * Source: API reference of each service beside its page in the Service Authorization Reference.
 */
import type { EventTable } from '../event-table.js';

export const RENAMED_EVENTS: Readonly<Record<string, EventTable>> = {
  cloudfront: {
    CreateDistributionWithTags: {
      actions: [
        'cloudfront:CreateDistribution',
        { action: 'cloudfront:TagResource', conditional: true },
      ],
    },
  },
  cloudsearch: {
    UploadDocuments: { actions: ['cloudsearch:document'] },
  },
  detective: {
    ListOrganizationAdminAccounts: { actions: ['detective:ListOrganizationAdminAccount'] },
  },
  dms: {
    DescribeDataProviders: { actions: ['dms:ListDataProviders'] },
    DescribeExtensionPackAssociations: { actions: ['dms:ListExtensionPacks'] },
    DescribeInstanceProfiles: { actions: ['dms:ListInstanceProfiles'] },
    DescribeMetadataModelAssessments: { actions: ['dms:ListMetadataModelAssessments'] },
    DescribeMetadataModelConversions: { actions: ['dms:ListMetadataModelConversions'] },
    DescribeMetadataModelExportsAsScript: { actions: ['dms:ListMetadataModelExports'] },
    DescribeMetadataModelExportsToTarget: { actions: ['dms:ListMetadataModelExports'] },
    DescribeMigrationProjects: { actions: ['dms:ListMigrationProjects'] },
    ModifyConversionConfiguration: { actions: ['dms:UpdateConversionConfiguration'] },
    ModifyDataProvider: { actions: ['dms:UpdateDataProvider'] },
    ModifyInstanceProfile: { actions: ['dms:UpdateInstanceProfile'] },
    ModifyMigrationProject: { actions: ['dms:UpdateMigrationProject'] },
    StartExtensionPackAssociation: { actions: ['dms:AssociateExtensionPack'] },
    StartMetadataModelExportAsScript: { actions: ['dms:StartMetadataModelExportAsScripts'] },
  },
  iotfleetwise: {
    BatchCreateVehicle: { actions: ['iotfleetwise:CreateVehicle'] },
    BatchUpdateVehicle: { actions: ['iotfleetwise:UpdateVehicle'] },
  },
  'redshift-data': {
    GetStatementResultV2: { actions: ['redshift-data:GetStatementResult'] },
  },
  's3-object-lambda': {
    CompleteMultipartUpload: { actions: ['s3-object-lambda:PutObject'] },
    CreateMultipartUpload: { actions: ['s3-object-lambda:PutObject'] },
    GetObjectAttributes: { actions: ['s3-object-lambda:GetObject'] },
    HeadBucket: { actions: ['s3-object-lambda:ListBucket'] },
    HeadObject: { actions: ['s3-object-lambda:GetObject'] },
    ListObjects: { actions: ['s3-object-lambda:ListBucket'] },
    ListObjectsV2: { actions: ['s3-object-lambda:ListBucket'] },
    ListParts: { actions: ['s3-object-lambda:ListMultipartUploadParts'] },
    UploadPart: { actions: ['s3-object-lambda:PutObject'] },
  },
  's3-outposts': {
    CompleteMultipartUpload: { actions: ['s3-outposts:PutObject'] },
    CopyObject: { actions: ['s3-outposts:PutObject', 's3-outposts:GetObject'] },
    CreateMultipartUpload: { actions: ['s3-outposts:PutObject'] },
    GetObjectAttributes: { actions: ['s3-outposts:GetObject'] },
    HeadBucket: { actions: ['s3-outposts:ListBucket'] },
    HeadObject: { actions: ['s3-outposts:GetObject'] },
    ListObjects: { actions: ['s3-outposts:ListBucket'] },
    ListObjectsV2: { actions: ['s3-outposts:ListBucket'] },
    ListParts: { actions: ['s3-outposts:ListMultipartUploadParts'] },
    UploadPart: { actions: ['s3-outposts:PutObject'] },
    UploadPartCopy: { actions: ['s3-outposts:PutObject', 's3-outposts:GetObject'] },
  },
  s3tables: {
    AbortMultipartUpload: { actions: ['s3tables:PutTableData'] },
    CompleteMultipartUpload: { actions: ['s3tables:PutTableData'] },
    CreateMultipartUpload: { actions: ['s3tables:PutTableData'] },
    GetObject: { actions: ['s3tables:GetTableData'] },
    HeadObject: { actions: ['s3tables:GetTableData'] },
    ListParts: { actions: ['s3tables:PutTableData'] },
    PutObject: { actions: ['s3tables:PutTableData'] },
    UploadPart: { actions: ['s3tables:PutTableData'] },
  },
  timestream: {
    Query: {
      actions: [
        'timestream:Select',
        { action: 'timestream:SelectValues', conditional: true },
        { action: 'timestream:Unload', conditional: true },
        { action: 'timestream:DescribeEndpoints', conditional: true },
      ],
    },
  },
  verifiedpermissions: {
    BatchGetPolicy: { actions: ['verifiedpermissions:GetPolicy'] },
    BatchIsAuthorized: { actions: ['verifiedpermissions:IsAuthorized'] },
    BatchIsAuthorizedWithToken: { actions: ['verifiedpermissions:IsAuthorizedWithToken'] },
  },
  'vpc-lattice': {
    BatchUpdateRule: { actions: ['vpc-lattice:UpdateRule'] },
  },
};
