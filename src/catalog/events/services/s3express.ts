/** Source: S3 User Guide, "Authorizing Zonal endpoint API operations with CreateSession". */
import type { EventTable } from '../event-table.js';

export const S3EXPRESS_EVENTS: EventTable = {
  AbortMultipartUpload: { actions: ['s3express:CreateSession'] },
  CompleteMultipartUpload: { actions: ['s3express:CreateSession'] },
  CopyObject: { actions: ['s3express:CreateSession'] },
  CreateMultipartUpload: { actions: ['s3express:CreateSession'] },
  DeleteObject: { actions: ['s3express:CreateSession'] },
  DeleteObjects: { actions: ['s3express:CreateSession'] },
  GetObject: { actions: ['s3express:CreateSession'] },
  GetObjectAttributes: { actions: ['s3express:CreateSession'] },
  HeadBucket: { actions: ['s3express:CreateSession'] },
  HeadObject: { actions: ['s3express:CreateSession'] },
  ListDirectoryBuckets: { actions: ['s3express:ListAllMyDirectoryBuckets'] },
  ListMultipartUploads: { actions: ['s3express:CreateSession'] },
  ListObjectsV2: { actions: ['s3express:CreateSession'] },
  ListParts: { actions: ['s3express:CreateSession'] },
  PutObject: { actions: ['s3express:CreateSession'] },
  RenameObject: { actions: ['s3express:CreateSession'] },
  UploadPart: { actions: ['s3express:CreateSession'] },
  UploadPartCopy: { actions: ['s3express:CreateSession'] },
};
