/** Instance profiles, and the identity providers that roles may trust. Source: IAM API Reference. */
import { textOf } from '../answers.js';
import { forEachThing, listAll } from '../gather.js';
import { BY_MARKER, UNPAGED } from '../pages.js';
import { ask } from '../raw.js';
import type { AwsSource } from '../source.js';

export const instanceProfiles: AwsSource = {
  scope: 'account',
  part: 'identities',
  operations: ['iam:ListInstanceProfiles'],
  collect: async (context) => {
    const profiles = await listAll(context, {
      operation: 'iam:ListInstanceProfiles',
      input: { MaxItems: 1000 },
      paging: BY_MARKER,
      list: 'InstanceProfiles',
      file: 'instance-profiles.json.gz',
    });
    return profiles.length;
  },
};

export const identityProviders: AwsSource = {
  scope: 'account',
  part: 'identities',
  operations: [
    'iam:ListOpenIDConnectProviders',
    'iam:GetOpenIDConnectProvider',
    'iam:ListSAMLProviders',
  ],
  collect: async (context) => {
    const file = 'identity-providers.json.gz';
    const saml = await listAll(context, {
      operation: 'iam:ListSAMLProviders',
      paging: UNPAGED,
      list: 'SAMLProviderList',
      file,
    });
    const oidc = await listAll(context, {
      operation: 'iam:ListOpenIDConnectProviders',
      paging: UNPAGED,
      list: 'OpenIDConnectProviderList',
      file,
    });
    const arnOf = (provider: Readonly<Record<string, unknown>>) => textOf(provider, 'Arn') ?? '';
    await forEachThing(context, oidc, arnOf, async (provider) => {
      const request = { OpenIDConnectProviderArn: arnOf(provider) };
      await ask(context, 'iam:GetOpenIDConnectProvider', request, { file });
    });
    return saml.length + oidc.length;
  },
};
