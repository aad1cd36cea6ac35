/** Every source of a live collection, in the order of reading. To add one: its file, its line here, its name in the model. */
import type { LiveSourceName } from '../../../model/collected.js';
import { account } from './account.js';
import { trailFiles } from './cloudtrail/trail-files.js';
import { trails } from './cloudtrail/trails.js';
import { accountSummary } from './iam/account-summary.js';
import { authorizationDetails } from './iam/authorization-details.js';
import { credentialReport } from './iam/credential-report.js';
import type { AwsSource } from './source.js';

export const AWS_SOURCES: Readonly<Record<LiveSourceName, AwsSource>> = {
  account,
  'authorization-details': authorizationDetails,
  'account-summary': accountSummary,
  'credential-report': credentialReport,
  trails,
  'trail-files': trailFiles,
};
