/**
 * Every source of a live collection. To add one: its file, its line here, its name in the model.
 */
import type { LiveSourceName } from '../../../model/collected.js';
import { account } from './account.js';
import { lookupEvents } from './cloudtrail/lookup-events.js';
import { publicKeys } from './cloudtrail/public-keys.js';
import { trailFiles } from './cloudtrail/trail-files.js';
import { trails } from './cloudtrail/trails.js';
import { cloudformation } from './dependants/cloudformation.js';
import { ec2Instances } from './dependants/ec2-instances.js';
import { ecs } from './dependants/ecs.js';
import { eks } from './dependants/eks.js';
import { accountSummary } from './iam/account-summary.js';
import { authorizationDetails } from './iam/authorization-details.js';
import { credentialReport } from './iam/credential-report.js';
import { lastAccessed } from './iam/last-accessed.js';
import { identityProviders, instanceProfiles } from './iam/profiles-and-providers.js';
import { accessKeys, users } from './iam/users.js';
import { identityCenter } from './organization/identity-center.js';
import { organization } from './organization/organization.js';
import { ecrRepositories } from './resources/ecr-repositories.js';
import { kmsKeys } from './resources/kms-keys.js';
import { lambdaFunctions } from './resources/lambda-functions.js';
import { s3Buckets } from './resources/s3-buckets.js';
import { secrets } from './resources/secrets.js';
import { snsTopics } from './resources/sns-topics.js';
import { sqsQueues } from './resources/sqs-queues.js';
import type { AwsSource } from './source.js';
import { unusedAccessFindings } from './unused-access-findings.js';

export const AWS_SOURCES: Readonly<Record<LiveSourceName, AwsSource>> = {
  account,
  'authorization-details': authorizationDetails,
  'account-summary': accountSummary,
  'credential-report': credentialReport,
  users,
  'access-keys': accessKeys,
  'instance-profiles': instanceProfiles,
  'identity-providers': identityProviders,
  'last-accessed': lastAccessed,
  organization,
  'identity-center': identityCenter,
  trails,
  'public-keys': publicKeys,
  'trail-files': trailFiles,
  'lookup-events': lookupEvents,
  's3-buckets': s3Buckets,
  'kms-keys': kmsKeys,
  'sqs-queues': sqsQueues,
  'sns-topics': snsTopics,
  'lambda-functions': lambdaFunctions,
  secrets,
  'ecr-repositories': ecrRepositories,
  'ec2-instances': ec2Instances,
  ecs,
  eks,
  cloudformation,
  'unused-access-findings': unusedAccessFindings,
};
