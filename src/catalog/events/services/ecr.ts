/** Source: Service Authorization Reference, "Amazon ECR". */
import type { EventTable } from '../event-table.js';

export const ECR_EVENTS: EventTable = {
  BatchCheckLayerAvailability: {
    arns: [
      'arn:{P}:ecr:{R}:<registryId:account>:repository/<repositoryName:name> | arn:{P}:ecr:{R}:{A}:repository/<repositoryName:name> | @',
    ],
  },
  BatchDeleteImage: {
    arns: [
      'arn:{P}:ecr:{R}:<registryId:account>:repository/<repositoryName:name> | arn:{P}:ecr:{R}:{A}:repository/<repositoryName:name> | @',
    ],
  },
  BatchGetImage: {
    arns: [
      'arn:{P}:ecr:{R}:<registryId:account>:repository/<repositoryName:name> | arn:{P}:ecr:{R}:{A}:repository/<repositoryName:name> | @',
    ],
  },
  CompleteLayerUpload: {
    arns: [
      'arn:{P}:ecr:{R}:<registryId:account>:repository/<repositoryName:name> | arn:{P}:ecr:{R}:{A}:repository/<repositoryName:name> | @',
    ],
  },
  CreateRepository: {
    arns: [
      'arn:{P}:ecr:{R}:<registryId:account>:repository/<repositoryName:name> | arn:{P}:ecr:{R}:{A}:repository/<repositoryName:name> | @',
    ],
  },
  DeleteRepository: {
    arns: [
      'arn:{P}:ecr:{R}:<registryId:account>:repository/<repositoryName:name> | arn:{P}:ecr:{R}:{A}:repository/<repositoryName:name> | @',
    ],
  },
  DescribeImages: {
    arns: [
      'arn:{P}:ecr:{R}:<registryId:account>:repository/<repositoryName:name> | arn:{P}:ecr:{R}:{A}:repository/<repositoryName:name> | @',
    ],
  },
  DescribeRepositories: { arns: ['arn:{P}:ecr:{R}:{A}:repository/<repositoryNames[]:name>'] },
  GetDownloadUrlForLayer: {
    arns: [
      'arn:{P}:ecr:{R}:<registryId:account>:repository/<repositoryName:name> | arn:{P}:ecr:{R}:{A}:repository/<repositoryName:name> | @',
    ],
  },
  GetRepositoryPolicy: {
    arns: [
      'arn:{P}:ecr:{R}:<registryId:account>:repository/<repositoryName:name> | arn:{P}:ecr:{R}:{A}:repository/<repositoryName:name> | @',
    ],
  },
  InitiateLayerUpload: {
    arns: [
      'arn:{P}:ecr:{R}:<registryId:account>:repository/<repositoryName:name> | arn:{P}:ecr:{R}:{A}:repository/<repositoryName:name> | @',
    ],
  },
  ListImages: {
    arns: [
      'arn:{P}:ecr:{R}:<registryId:account>:repository/<repositoryName:name> | arn:{P}:ecr:{R}:{A}:repository/<repositoryName:name> | @',
    ],
  },
  PutImage: {
    arns: [
      'arn:{P}:ecr:{R}:<registryId:account>:repository/<repositoryName:name> | arn:{P}:ecr:{R}:{A}:repository/<repositoryName:name> | @',
    ],
  },
  PutLifecyclePolicy: {
    arns: [
      'arn:{P}:ecr:{R}:<registryId:account>:repository/<repositoryName:name> | arn:{P}:ecr:{R}:{A}:repository/<repositoryName:name> | @',
    ],
  },
  SetRepositoryPolicy: {
    arns: [
      'arn:{P}:ecr:{R}:<registryId:account>:repository/<repositoryName:name> | arn:{P}:ecr:{R}:{A}:repository/<repositoryName:name> | @',
    ],
  },
  UploadLayerPart: {
    arns: [
      'arn:{P}:ecr:{R}:<registryId:account>:repository/<repositoryName:name> | arn:{P}:ecr:{R}:{A}:repository/<repositoryName:name> | @',
    ],
  },
};
