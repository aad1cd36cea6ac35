/** The account's real quotas and counts. Source: IAM API Reference, "GetAccountSummary". */
import { keep } from '../raw.js';
import type { AwsSource } from '../source.js';

export const accountSummary: AwsSource = {
  scope: 'account',
  part: 'identities',
  operations: ['iam:GetAccountSummary'],
  collect: async (context) => {
    const answer = await context.call('iam:GetAccountSummary', {});
    keep(context, 'account-summary.json.gz', 'iam:GetAccountSummary', answer);
    return 1;
  },
};
