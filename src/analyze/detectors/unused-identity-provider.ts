/**
 * An identity provider that no role of the account trusts: whoever controls it waits for a role that
 * does. Known from a live collection only. What else may rest on a SAML provider (AWS Client VPN) is not
 * read, so this proposes nothing to delete by itself.
 */

import { nameOfArn } from '../../model/arn.js';
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
          ...(kind === 'SAML' ? ['AWS Client VPN may use SAML providers, and was not read'] : []),
        ],
        remediation: 'ask who set it up; delete it if nothing signs in through it',
      }),
    );
};

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
