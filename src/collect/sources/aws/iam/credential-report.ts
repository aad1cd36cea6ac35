/**
 * Passwords and access keys of all users: made by IAM on request, at most every four hours.
 *
 * Source: IAM API Reference, "GenerateCredentialReport" and "GetCredentialReport"
 * (`ReportNotPresent`, `ReportInProgress`, `ReportExpired`).
 */
import { textOf } from '../answers.js';
import { AwsFault } from '../fault.js';
import type { Answer, AwsSource, SourceContext } from '../source.js';

const ASK_AGAIN_MS = 2_000;
const MAX_ASKS = 90;
const NOT_YET = [
  'ReportNotPresent',
  'ReportInProgress',
  'ReportExpired',
  'CredentialReportNotPresentException',
  'CredentialReportNotReadyException',
  'CredentialReportExpiredException',
];

export const credentialReport: AwsSource = {
  scope: 'account',
  part: 'identities',
  operations: ['iam:GenerateCredentialReport', 'iam:GetCredentialReport'],
  collect: async (context) => {
    await context.once('credential report', async (append) => {
      append('credential-report.json.gz', await reportOf(context));
    });
    return 1;
  },
};

async function reportOf(context: SourceContext): Promise<Answer> {
  const { call } = context;
  for (let asks = 0; asks < MAX_ASKS; asks += 1) {
    if (asks > 0) await context.sleep(ASK_AGAIN_MS);
    const state = textOf(await call('iam:GenerateCredentialReport', {}), 'State');
    if (state !== 'COMPLETE') continue;
    const answer = await call('iam:GetCredentialReport', {}, { absent: NOT_YET });
    if (answer !== undefined) return answer;
  }
  throw notReady(context);
}

function notReady({ account, region }: SourceContext): AwsFault {
  const message = `IAM did not finish the report within ${(MAX_ASKS * ASK_AGAIN_MS) / 60_000} minutes`;
  return new AwsFault(
    { kind: 'unavailable', code: 'ReportNotReady', status: undefined, message },
    'iam:GetCredentialReport',
    { account, region },
    undefined,
  );
}
