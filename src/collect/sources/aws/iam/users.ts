/**
 * What the authorization details leave out of users: permissions boundary, last sign-in, devices,
 * sign-in profile, access keys with their last use.
 *
 * Source: IAM API Reference, "GetUser", "ListMFADevices", "GetLoginProfile", "ListAccessKeys",
 * "GetAccessKeyLastUsed".
 */
import { listOf, textOf } from '../answers.js';
import { forEachThing } from '../gather.js';
import { keep } from '../raw.js';
import type { AwsSource, SourceContext } from '../source.js';
import { identitiesOf } from './identities.js';

export const users: AwsSource = {
  scope: 'account',
  part: 'identities',
  buildsOn: 'authorization-details',
  operations: ['iam:GetUser', 'iam:ListMFADevices', 'iam:GetLoginProfile'],
  collect: async (context) => {
    const all = await identitiesOf(context, 'user');
    return forEachThing(
      context,
      all,
      ({ arn }) => arn,
      ({ name }) => readUser(context, name),
    );
  },
};

async function readUser(context: SourceContext, name: string): Promise<void> {
  const request = { UserName: name };
  for (const operation of ['iam:GetUser', 'iam:ListMFADevices', 'iam:GetLoginProfile'] as const) {
    const answer = await context.call(operation, request, { absent: NO_SUCH });
    if (answer !== undefined) keep(context, 'users.json.gz', operation, answer, request);
  }
}

const NO_SUCH = ['NoSuchEntity', 'NoSuchEntityException'];

export const accessKeys: AwsSource = {
  scope: 'account',
  part: 'identities',
  buildsOn: 'authorization-details',
  operations: ['iam:ListAccessKeys', 'iam:GetAccessKeyLastUsed'],
  collect: async (context) => {
    const all = await identitiesOf(context, 'user');
    return forEachThing(
      context,
      all,
      ({ arn }) => arn,
      ({ name }) => readKeys(context, name),
    );
  },
};

async function readKeys(context: SourceContext, name: string): Promise<void> {
  const request = { UserName: name };
  const answer = await context.call('iam:ListAccessKeys', request, { absent: NO_SUCH });
  if (answer === undefined) return;
  keep(context, 'access-keys.json.gz', 'iam:ListAccessKeys', answer, request);
  for (const key of listOf(answer, 'AccessKeyMetadata')) {
    const AccessKeyId = textOf(key, 'AccessKeyId');
    if (AccessKeyId === undefined) continue;
    const used = await context.call(
      'iam:GetAccessKeyLastUsed',
      { AccessKeyId },
      { absent: NO_SUCH },
    );
    if (used === undefined) continue;
    keep(context, 'access-keys.json.gz', 'iam:GetAccessKeyLastUsed', used, { AccessKeyId });
  }
}
