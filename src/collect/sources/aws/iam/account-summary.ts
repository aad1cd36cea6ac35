/** The account's real quotas and counts. Source: IAM API Reference, "GetAccountSummary". */
import { ask } from '../raw.js';
import type { AwsSource } from '../source.js';

export const accountSummary: AwsSource = {
  scope: 'account',
  part: 'identities',
  operations: ['iam:GetAccountSummary'],
  collect: async (context) => {
    await ask(context, 'iam:GetAccountSummary', {}, { file: 'account-summary.json.gz' });
    return 1;
  },
};
