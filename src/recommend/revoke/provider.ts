/**
 * Identity providers that no role trusts: deleted, and made again from what was read of them right
 * before. A new one has the same ARN, so what trusted the old one trusts it.
 *
 * Sources: IAM API Reference, "GetOpenIDConnectProvider" (no scheme in its `Url`),
 * "CreateOpenIDConnectProvider", "GetSAMLProvider", "CreateSAMLProvider" (private keys are never told).
 */
import { nameOfProvider } from '../../model/arn.js';
import { iam } from '../../model/iam-command.js';
import type { Command, Requirement } from '../../model/recommendation.js';
import type { IdentityProvider } from '../../model/surroundings.js';
import { type Details, inputWords } from './words.js';

/** What may stand in a query without quotes of its own. */
const SAFE_ARN = /^arn:[\w-]+:iam::\d{12}:(?:saml|oidc)-provider\/[\w+=,.@/:-]+$/;

/** @returns `undefined` for an ARN that no query could hold */
export function revokeIdentityProvider(provider: IdentityProvider): Details | undefined {
  const { arn, kind, createdAt } = provider;
  if (!SAFE_ARN.test(arn)) return undefined;
  const file = `identity-provider-${nameOfProvider(arn)}.json`;
  const { read, remove, make, lost } = kind === 'OIDC' ? openIdConnect(arn) : saml(arn);
  return {
    dependants: [],
    ownerHints: [],
    backup: { arn, kind, createdAt },
    stages: [
      {
        stage: 'delete',
        why: `no role trusts it; it is made again as it was when it was deleted${lost}`,
        asksBecause: 'Amazon Cognito or AWS Client VPN may use it, and neither was read: ask first',
        requires: [trustedByNone(arn)],
        commands: [{ ...read, writes: file }, remove],
        undo: [{ words: ['aws', 'iam', make, ...inputWords(file)], reads: file }],
      },
    ],
  };
}

function openIdConnect(arn: string) {
  const words = ['--open-id-connect-provider-arn', arn] as const;
  const query =
    "{Url: join('', ['https://', Url]), ClientIDList: ClientIDList || `[]`, ThumbprintList: ThumbprintList || `[]`, Tags: Tags || `[]`}";
  return {
    read: asJson(iam('get-open-id-connect-provider', ...words, '--query', query)),
    remove: iam('delete-open-id-connect-provider', ...words),
    make: 'create-open-id-connect-provider',
    lost: '',
  };
}

function saml(arn: string) {
  const words = ['--saml-provider-arn', arn] as const;
  const name = nameOfProvider(arn);
  const query = `{Name: '${name}', SAMLMetadataDocument: SAMLMetadataDocument, Tags: Tags || \`[]\`}`;
  return {
    read: asJson(iam('get-saml-provider', ...words, '--query', query)),
    remove: iam('delete-saml-provider', ...words),
    make: 'create-saml-provider',
    lost: ', but for private keys that decrypt assertions, which AWS does not give back',
  };
}

function asJson({ words }: Command): Command {
  return { words: [...words, '--output=json'] };
}

/** All pages are one answer in JSON; in text each page would be one. */
function trustedByNone(arn: string): Requirement {
  const query = `length(Roles[?contains(to_string(AssumeRolePolicyDocument), '${arn}')])`;
  return {
    ask: { ...iam('list-roles', '--query', query, '--output', 'json'), expects: '0' },
    otherwise: 'a role trusts it by now',
  };
}
