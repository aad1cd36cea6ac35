/**
 * Roles that more can take than should: another account without an external id, or of which nobody
 * ever came; a web identity provider without saying whose token and for whom, people without MFA, anybody.
 *
 * Sources: IAM User Guide, "The confused deputy problem" (external ids), "Create a role for OpenID
 * Connect federation" (audience and subject), "Secure API access with MFA".
 */
import type { Finding } from '../../model/finding.js';
import { isIdentityCenterReserved, isServiceLinked, type Role } from '../../model/identity.js';
import type { PrincipalSet, Statement } from '../../model/policy.js';
import type { Severity } from '../../model/severity.js';
import type { RoleTaking } from '../../model/verdict.js';
import type { Detector } from './detector.js';

type Weakness = { readonly severity: Severity; readonly evidence: string; readonly remedy: string };

export const findWeakTrust: Detector = ({ directory }, assessments) => {
  const selected = new Map(assessments.map(({ arn, taking }) => [arn, taking]));
  return directory.snapshot.roles
    .filter(({ arn }) => selected.has(arn))
    .filter((role) => !isServiceLinked(role) && !isIdentityCenterReserved(role))
    .flatMap((role) => {
      const found = (role.trustPolicy?.statements ?? []).flatMap((one) => [
        ...weaknesses(role, one),
        ...neverSeen(role, one, selected.get(role.arn)),
      ]);
      return found.length === 0 ? [] : [findingOf(role, found)];
    });
};

/** Other accounts, vendors among them, that nobody of ever came, where the log would have shown it. */
function neverSeen(
  role: Role,
  { effect, principals, opaque }: Statement,
  taking: RoleTaking | undefined,
): readonly Weakness[] {
  if (effect === 'Deny' || opaque || principals === undefined || principals.negated) return [];
  if (taking?.silence.kind !== 'silent') return [];
  const { since, until } = taking.silence;
  const seen = new Set(taking.by.map(({ by }) => accountOf(by)));
  return awsOf(principals.set).flatMap((principal): readonly Weakness[] => {
    const account = accountOf(principal);
    if (account === undefined || account === role.account || seen.has(account)) return [];
    return [
      {
        severity: 'medium',
        evidence: `nobody of account ${account} took it from ${since.slice(0, 10)} to ${until.slice(0, 10)}, and ${principal} may`,
        remedy: 'take out accounts that do not come any more',
      },
    ];
  });
}

function findingOf(role: Role, found: readonly Weakness[]): Finding {
  const severity = (['high', 'medium', 'low'] as const).find((level) =>
    found.some((one) => one.severity === level),
  );
  return {
    id: `weak-trust ${role.arn}`,
    kind: 'weak-trust',
    severity: severity ?? 'low',
    account: role.account,
    identity: role.arn,
    title: `role ${role.name} can be taken by more than it has to be`,
    evidence: [...new Set(found.map(({ evidence }) => evidence))],
    remediation: [...new Set(found.map(({ remedy }) => remedy))].join('; '),
  };
}

function weaknesses(role: Role, statement: Statement): readonly Weakness[] {
  const { effect, principals, opaque, conditions } = statement;
  if (effect === 'Deny' || opaque || principals === undefined || principals.negated) return [];
  const keys = new Set(conditions.map(({ key }) => key.toLowerCase()));
  const has = (suffix: string) => [...keys].some((key) => key.endsWith(suffix));
  return [
    ...(isAnybody(principals.set) && keys.size === 0 ? [ANYBODY] : []),
    ...awsOf(principals.set).flatMap((principal) => {
      const account = accountOf(principal);
      if (account !== undefined && account !== role.account && !keys.has('sts:externalid')) {
        return fromOutside(principal, keys);
      }
      const isPerson = /:user\//.test(principal);
      return isPerson && !has('multifactorauthpresent') && !has('multifactorauthage')
        ? [withoutMfa(principal)]
        : [];
    }),
    ...federatedOf(principals.set)
      .filter((principal) => isWebIdentity(principal) && !(has(':sub') && has(':aud')))
      .map((principal) => withoutSubject(principal, has(':sub') ? 'aud' : 'sub')),
  ];
}

const ANYBODY: Weakness = {
  severity: 'high',
  evidence: 'anybody in AWS may take it: the principal is `*` and no condition limits it',
  remedy: 'name who may take it',
};

/** Inside an organization, its id is what an external id would be. */
function fromOutside(principal: string, keys: ReadonlySet<string>): readonly Weakness[] {
  const isOwnOrganization = ['aws:principalorgid', 'aws:principalorgpaths'].some((key) =>
    keys.has(key),
  );
  if (isOwnOrganization) return [];
  return [
    {
      severity: 'medium',
      evidence: `${principal} of another account may take it, without an external id`,
      remedy: 'ask for sts:ExternalId where the account is a vendor, or for aws:PrincipalOrgID',
    },
  ];
}

function withoutMfa(principal: string): Weakness {
  return {
    severity: 'low',
    evidence: `${principal} may take it without MFA`,
    remedy: 'ask people for aws:MultiFactorAuthPresent',
  };
}

function withoutSubject(principal: string, missing: 'sub' | 'aud'): Weakness {
  return {
    severity: missing === 'sub' ? 'high' : 'medium',
    evidence: `tokens of ${principal} may take it, whatever their \`${missing}\``,
    remedy: `add a condition on the provider's \`${missing}\``,
  };
}

function isAnybody(set: PrincipalSet): boolean {
  return set.kind === 'any' || set.aws.includes('*');
}

function awsOf(set: PrincipalSet): readonly string[] {
  return set.kind === 'any' ? [] : set.aws.filter((one) => one !== '*');
}

function federatedOf(set: PrincipalSet): readonly string[] {
  return set.kind === 'any' ? [] : set.federated;
}

function accountOf(principal: string): string | undefined {
  return (
    /^\d{12}$/.exec(principal)?.[0] ?? /^arn:[^:]*:(?:iam|sts)::(\d{12}):/.exec(principal)?.[1]
  );
}

/** SAML asks for its audience by itself when a role is made in the console; web identity does not. */
function isWebIdentity(principal: string): boolean {
  return !principal.includes(':saml-provider/');
}
