/**
 * An identity provider that no role of the account trusts: whoever controls it waits for a role that
 * does. Known from a live collection only. What else may rest on one (Cognito, AWS Client VPN) is not read:
 * its stage is done only where it is named.
 */

import { nameOfArn, nameOfProvider } from '../../model/arn.js';
import type { Finding } from '../../model/finding.js';
import type { Role } from '../../model/identity.js';
import type { Detector } from './detector.js';
import { isExcluded } from './excluded.js';
import { isSettled } from './settled.js';

export const findUnusedIdentityProviders: Detector = (context) => {
  const { snapshot } = context.directory;
  const { identityProviders = [] } = snapshot.surroundings ?? {};
  return identityProviders
    .filter(({ arn }) => !snapshot.roles.some((role) => mayTrust(role, arn)))
    .filter(({ arn }) => !isExcluded({ arn, name: nameOfArn(arn) }, context.options))
    .filter(({ createdAt }) => isSettled(context, createdAt))
    .map(
      ({ arn, kind, createdAt }): Finding => ({
        id: `unused-identity-provider ${arn}`,
        kind: 'unused-identity-provider',
        severity: 'low',
        account: snapshot.account,
        identity: arn,
        title: `no role trusts the ${kind} provider ${nameOfArn(arn)}`,
        evidence: [
          `it exists since ${createdAt}, and no trust policy of the account names it`,
          `${ELSEWHERE[kind]} may use ${kind} providers, and were not read`,
        ],
        remediation: 'ask who set it up; delete it if nothing signs in through it',
        revocable: {
          kind: 'identity-provider',
          name: nameOfProvider(arn),
          lastUsedAt: undefined,
        },
      }),
    );
};

/**
 * Sources: Amazon Cognito Developer Guide, "Using OIDC providers" and "SAML identity providers" (identity
 * pools); AWS Client VPN Administrator Guide, "Single sign-on".
 */
const ELSEWHERE = {
  OIDC: 'identity pools of Amazon Cognito',
  SAML: 'identity pools of Amazon Cognito and endpoints of AWS Client VPN',
} as const;

/** A trust policy that was not read, or not understood, may name any. */
function mayTrust({ trustPolicy }: Role, arn: string): boolean {
  if (trustPolicy === undefined) return true;
  return trustPolicy.statements.some(
    ({ principals, opaque }) =>
      opaque ||
      principals === undefined ||
      principals.negated ||
      principals.set.kind === 'any' ||
      principals.set.federated.some((one) => one === arn || one === '*'),
  );
}
