/**
 * What the authorization details leave out of users: permissions boundary, last sign-in, devices,
 * sign-in profile, access keys with their last use.
 *
 * Source: IAM API Reference, "GetUser", "ListMFADevices", "GetLoginProfile", "ListAccessKeys",
 * "GetAccessKeyLastUsed".
 */
import { listOf, textOf } from '../answers.js';
import { forEachThing } from '../gather.js';
import { ask } from '../raw.js';
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
    await ask(context, operation, request, { absent: NO_SUCH, file: 'users.json.gz' });
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
  const keeping = { absent: NO_SUCH, file: 'access-keys.json.gz' };
  const keys = await ask(
    context,
    'iam:ListAccessKeys',
    { UserName: name },
    {
      ...keeping,
      take: (answer) =>
        listOf(answer, 'AccessKeyMetadata').flatMap((key) => textOf(key, 'AccessKeyId') ?? []),
    },
  );
  for (const AccessKeyId of keys ?? []) {
    await ask(context, 'iam:GetAccessKeyLastUsed', { AccessKeyId }, keeping);
  }
}
