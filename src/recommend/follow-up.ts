/**
 * What became of an earlier revocation plan. "Still idle" is said only where this audit's own evidence
 * finds the thing stale again; a sign of life stops it, and what nobody could see is said as such.
 */
import { assertNever } from '../model/brand.js';
import type { Denial } from '../model/denial.js';
import type { Finding } from '../model/finding.js';
import type { FollowUp, FollowUpVerdict } from '../model/follow-up.js';
import type { Identity } from '../model/identity.js';
import type { AuditOptions } from '../model/options.js';
import type { PlannedRevocation as AnyPlanned } from '../model/plan.js';
import type { Statement } from '../model/policy.js';
import type { Revocation } from '../model/recommendation.js';
import type { Snapshot } from '../model/snapshot.js';
import { addDays, type Instant } from '../model/time.js';
import { type UsageLedger, type Use, usesByCaller } from '../model/usage.js';
import { directoryOf, holdingsOf, unknownGroups } from '../policy/holdings.js';
import { matchesAction } from '../policy/match.js';

/** Plans of before things were dated cannot be followed up. */
type PlannedRevocation = AnyPlanned & { readonly plannedAt: Instant };

export type FollowUpFacts = {
  readonly snapshots: readonly Snapshot[];
  readonly usage: UsageLedger;
  readonly findings: readonly Finding[];
  readonly asOf: Instant | undefined;
  readonly options: Pick<AuditOptions, 'earlierPlan' | 'quarantineDays'>;
};

export function followUp(facts: FollowUpFacts): readonly FollowUp[] {
  const { asOf, options } = facts;
  if (asOf === undefined) return [];
  return (options.earlierPlan?.revocations ?? []).flatMap((item) => {
    const { plannedAt } = item;
    return plannedAt !== undefined && plannedAt < asOf
      ? [followOne(facts, { ...item, plannedAt }, asOf)]
      : [];
  });
}

/** Things that are in an earlier plan were planned when they first were. */
export function dated(
  one: Revocation,
  followUps: readonly FollowUp[],
  asOf: Instant | undefined,
): Revocation {
  const earlier = followUps.find(({ id, verdict }) => id === one.id && verdict.kind !== 'gone');
  const plannedAt = earlier?.plannedAt ?? asOf;
  const quarantinedAt = earlier?.quarantinedAt;
  return {
    ...one,
    ...(plannedAt === undefined ? {} : { plannedAt }),
    ...(quarantinedAt === undefined ? {} : { quarantinedAt }),
  };
}

/**
 * What is in quarantine stays in the plan until it is let go or gone, whatever else is known of it.
 *
 * @returns as findings, so that its stages are planned from what is there now
 */
export function stillHeld(
  followUps: readonly FollowUp[],
  findings: readonly Finding[],
): readonly Finding[] {
  const known = new Set(findings.map(({ id }) => id));
  return followUps
    .filter(({ id, quarantinedAt }) => quarantinedAt !== undefined && !known.has(id))
    .map(({ item }): Finding => {
      const { id, kind, account, arn, name, slot, lastUsedAt, evidence } = item;
      return {
        id,
        kind: FINDING_OF[kind],
        severity: 'medium',
        account,
        identity: arn,
        title: `${name} is in quarantine`,
        evidence: [...evidence, 'in quarantine, and not found stale again'],
        remediation: 'see the follow-up of the plan',
        revocable: { kind, name, lastUsedAt, ...(slot === undefined ? {} : { slot }) },
      };
    });
}

const FINDING_OF = {
  'access-key': 'stale-access-key',
  'console-password': 'stale-console-password',
  'empty-group': 'empty-group',
  'identity-provider': 'unused-identity-provider',
  'instance-profile': 'orphaned-instance-profile',
  role: 'stale-role',
  'unattached-policy': 'unattached-policy',
  user: 'stale-user',
} as const satisfies Readonly<Record<Revocation['kind'], Finding['kind']>>;

function followOne(facts: FollowUpFacts, item: PlannedRevocation, asOf: Instant): FollowUp {
  const { id, kind, account, arn, name, slot, plannedAt } = item;
  const subject = subjectOf(facts, item);
  const quarantinedAt =
    subject === undefined ? undefined : quarantineOf(facts, item, subject, asOf);
  const verdict = verdictOn(facts, item, subject, quarantinedAt, asOf);
  const isThere = verdict.kind !== 'gone';
  return {
    id,
    kind,
    account,
    arn,
    name,
    ...(slot === undefined ? {} : { slot }),
    plannedAt,
    ...(!isThere || quarantinedAt === undefined ? {} : { quarantinedAt }),
    verdict,
    item,
  };
}

type Subject =
  | { readonly kind: 'identity'; readonly identity: Identity }
  | {
      readonly kind: 'key';
      readonly identity: Identity;
      readonly active: boolean;
      readonly lastUsed?: Instant;
    }
  | { readonly kind: 'password'; readonly identity: Identity; readonly lastUsed?: Instant }
  /** Neither identity nor credential. */
  | {
      readonly kind: 'thing';
      readonly uses: number;
      readonly event: string;
      readonly id: string | undefined;
    };

function snapshotOf({ snapshots }: FollowUpFacts, { account }: PlannedRevocation) {
  return snapshots.find((one) => one.account === account);
}

function subjectOf(facts: FollowUpFacts, item: PlannedRevocation): Subject | undefined {
  const snapshot = snapshotOf(facts, item);
  if (snapshot === undefined) return undefined;
  const identity = [...snapshot.users, ...snapshot.roles, ...snapshot.groups].find(
    ({ arn }) => arn === item.arn,
  );
  const credentials = snapshot.credentials?.users.find(({ userArn }) => userArn === item.arn);
  switch (item.kind) {
    case 'unattached-policy': {
      const policy = snapshot.managedPolicies.find(({ arn }) => arn === item.arn);
      if (policy === undefined) return undefined;
      const uses = policy.attachmentCount + policy.boundaryUsageCount;
      return { kind: 'thing', uses, event: `attached or a boundary ${uses} times`, id: policy.id };
    }
    case 'identity-provider': {
      const provider = snapshot.surroundings?.identityProviders?.find(
        ({ arn }) => arn === item.arn,
      );
      if (provider === undefined) return undefined;
      const uses = snapshot.roles.filter(({ trustPolicy }) =>
        trustPolicy?.statements.some(
          ({ principals }) =>
            principals?.set.kind === 'listed' && principals.set.federated.includes(item.arn),
        ),
      ).length;
      return { kind: 'thing', uses, event: `trusted by ${uses} roles`, id: undefined };
    }
    case 'instance-profile': {
      const profile = snapshot.surroundings?.instanceProfiles?.find(({ arn }) => arn === item.arn);
      return profile === undefined
        ? undefined
        : { kind: 'thing', uses: profile.roles.length, event: 'holds a role', id: undefined };
    }
    case 'access-key': {
      const key = credentials?.accessKeys.find(({ slot }) => slot === item.slot);
      if (identity === undefined || key === undefined) return undefined;
      const { active, lastUsed } = key;
      return {
        kind: 'key',
        identity,
        active,
        ...(lastUsed === undefined ? {} : { lastUsed: lastUsed.at }),
      };
    }
    case 'console-password': {
      if (identity === undefined || credentials?.passwordEnabled !== true) return undefined;
      const { passwordLastUsed: lastUsed } = credentials;
      return { kind: 'password', identity, ...(lastUsed === undefined ? {} : { lastUsed }) };
    }
    case 'role':
    case 'user':
    case 'empty-group':
      return identity === undefined ? undefined : { kind: 'identity', identity };
    default:
      return assertNever(item.kind);
  }
}

/** Since when it is in quarantine: as logged, as an earlier plan saw it, or as of now. */
function quarantineOf(
  { usage }: FollowUpFacts,
  item: PlannedRevocation,
  subject: Subject,
  asOf: Instant,
): Instant | undefined {
  const isIn =
    subject.kind === 'key'
      ? !subject.active
      : subject.kind === 'identity' &&
        subject.identity.inlinePolicies.some(({ name }) => isQuarantine(name));
  if (!isIn) return undefined;
  const logged = usage.grantChanges
    .filter(({ account, target, policy }) => {
      return (
        account === item.account &&
        target.kind !== 'policy' &&
        target.name === item.name &&
        policy !== undefined &&
        isQuarantine(policy)
      );
    })
    .map(({ at }) => at)
    .sort()
    .at(-1);
  return logged ?? item.quarantinedAt ?? asOf;
}

function isQuarantine(policyName: string): boolean {
  return policyName.startsWith('leastwise-quarantine');
}

function verdictOn(
  facts: FollowUpFacts,
  item: PlannedRevocation,
  subject: Subject | undefined,
  quarantinedAt: Instant | undefined,
  asOf: Instant,
): FollowUpVerdict {
  if (snapshotOf(facts, item) === undefined) {
    return { kind: 'unknown', why: `account ${item.account} is not in the evidence` };
  }
  if (subject === undefined) return goneOrUnread(facts, item);
  if (
    item.uniqueId !== undefined &&
    idOf(subject) !== undefined &&
    idOf(subject) !== item.uniqueId
  ) {
    return { kind: 'gone', remade: true };
  }
  if (quarantinedAt !== undefined) {
    const denied = deniedSince(facts, subject, quarantinedAt);
    if (denied !== undefined) return denied;
  }
  const touched = touchedSince(facts, item, subject);
  if (touched !== undefined) return touched;
  if (!isFoundStale(facts, item, subject, quarantinedAt)) {
    return {
      kind: 'unknown',
      why: 'this audit did not find it stale again: its logs or reports do not reach far enough',
    };
  }
  return nextOf(facts, item, quarantinedAt, asOf);
}

function goneOrUnread(facts: FollowUpFacts, item: PlannedRevocation): FollowUpVerdict {
  const snapshot = snapshotOf(facts, item);
  const isCredential = item.kind === 'access-key' || item.kind === 'console-password';
  if (isCredential && snapshot?.credentials === undefined) {
    return { kind: 'unknown', why: 'no credential report was given' };
  }
  const providers = snapshot?.surroundings?.identityProviders;
  if (item.kind === 'identity-provider' && providers === undefined) {
    return { kind: 'unknown', why: 'identity providers were not collected' };
  }
  const profiles = snapshot?.surroundings?.instanceProfiles;
  if (item.kind === 'instance-profile' && profiles === undefined) {
    return { kind: 'unknown', why: 'instance profiles were not collected' };
  }
  return { kind: 'gone', remade: false };
}

function idOf(subject: Subject): string | undefined {
  return subject.kind === 'thing' ? subject.id : subject.identity.id;
}

function deniedSince(
  { usage, snapshots }: FollowUpFacts,
  subject: Subject,
  since: Instant,
): FollowUpVerdict | undefined {
  // Whoever calls with a key that is inactive is not known: what its user is refused says nothing of it.
  if (subject.kind !== 'identity') return undefined;
  const { identity } = subject;
  const calls = usesOf(usage, identity.id).filter(
    ({ outcome, lastSeen }) => outcome === 'denied' && lastSeen > since,
  );
  const allows = grantsOf(snapshots, identity);
  const needed = calls.filter(
    ({ action, denial }) => mayBeQuarantine(denial) && allows.some((one) => mayAllow(one, action)),
  );
  const telling = needed.length > 0 ? needed : calls;
  const [last] = telling.toSorted((a, b) => (a.lastSeen > b.lastSeen ? -1 : 1));
  return last === undefined
    ? undefined
    : {
        kind: 'denied',
        action: last.action,
        at: last.lastSeen,
        calls: telling.reduce((sum, { count }) => sum + count, 0),
        ...(last.denial === undefined ? {} : { denial: last.denial }),
        allowedBefore: needed.length > 0,
      };
}

type Grant = Statement | 'anything';

/**
 * The quarantine is an explicit deny in an identity-based policy. A message names one kind of policy only:
 * one that names another would have been refused without the quarantine, too.
 */
function mayBeQuarantine(denial: Denial | undefined): boolean {
  return denial === undefined || denial === 'explicit deny in an identity-based policy';
}

/** What is refused by a policy of the identity may have been allowed by another: all that grant. */
function grantsOf(snapshots: readonly Snapshot[], identity: Identity): readonly Grant[] {
  const own = snapshots.filter(({ account }) => account === identity.account).map(directoryOf);
  return own.flatMap((directory): readonly Grant[] => {
    const documents = holdingsOf(directory, identity).map(({ document }) => document);
    const isWhole =
      unknownGroups(directory, identity).length === 0 && !documents.includes(undefined);
    return [
      ...(isWhole ? [] : ['anything' as const]),
      ...documents.flatMap((document) => document?.statements ?? []),
    ].filter((one) => one === 'anything' || one.effect === 'Allow');
  });
}

function mayAllow(statement: Grant, action: string): boolean {
  if (statement === 'anything' || statement.opaque) return true;
  const { negated, patterns } = statement.actions;
  return patterns.some((pattern) => matchesAction(pattern, action)) !== negated;
}

type Sign = { readonly at: Instant; readonly event: string; readonly by: string };

function touchedSince(
  facts: FollowUpFacts,
  item: PlannedRevocation,
  subject: Subject,
): FollowUpVerdict | undefined {
  const [last] = signsOf(facts, item, subject)
    .filter(({ at }) => at > item.plannedAt)
    .toSorted((a, b) => (a.at > b.at ? -1 : 1));
  return last === undefined ? undefined : { kind: 'touched', ...last };
}

function signsOf(facts: FollowUpFacts, item: PlannedRevocation, subject: Subject): readonly Sign[] {
  const snapshot = snapshotOf(facts, item);
  const now = facts.asOf ?? item.plannedAt;
  if (subject.kind === 'thing') {
    return subject.uses > 0 ? [{ at: now, event: subject.event, by: 'the account' }] : [];
  }
  if (subject.kind === 'password') {
    const { identity, lastUsed } = subject;
    return [
      ...signInsOf(facts.usage, identity),
      ...(lastUsed === undefined ? [] : [{ at: lastUsed, event: 'password', by: 'a sign-in' }]),
    ];
  }
  if (subject.kind === 'key') {
    return subject.lastUsed === undefined
      ? []
      : [{ at: subject.lastUsed, event: 'use of the key', by: 'the credential report' }];
  }
  const { identity } = subject;
  if (identity.kind === 'group') {
    const members = snapshot?.users.filter(({ groups }) => groups.includes(identity.name)) ?? [];
    return members.length > 0
      ? [{ at: now, event: `${members.length} members`, by: 'the account' }]
      : [];
  }
  return [...loggedSigns(facts.usage, identity), ...reportedSigns(snapshot, identity)];
}

/** Those that a store holds, too. */
function usesOf(usage: UsageLedger, id: string): readonly Use[] {
  return usesByCaller(usage)
    .filter(({ caller }) => caller.kind === 'identity' && caller.id === id)
    .flatMap(({ rows }) => rows());
}

function loggedSigns(usage: UsageLedger, { id, arn }: Identity): readonly Sign[] {
  return [
    ...usesOf(usage, id)
      .filter(({ outcome }) => outcome !== 'denied')
      .map(({ lastSeen, action, region }) => ({ at: lastSeen, event: action, by: `in ${region}` })),
    ...usage.assumptions
      .filter(({ roleId, roleArn, outcome }) => {
        return (roleId === undefined ? roleArn === arn : roleId === id) && outcome !== 'denied';
      })
      .map(({ lastSeen, event, by }) => ({ at: lastSeen, event, by })),
    ...signInsOf(usage, { id }),
  ];
}

function signInsOf({ signIns }: UsageLedger, { id }: Pick<Identity, 'id'>): readonly Sign[] {
  return signIns
    .filter(({ caller }) => caller.kind === 'identity' && caller.id === id)
    .map(({ lastSeen }) => ({ at: lastSeen, event: 'ConsoleLogin', by: 'the console' }));
}

function reportedSigns(snapshot: Snapshot | undefined, identity: Identity): readonly Sign[] {
  const credentials = snapshot?.credentials?.users.find(({ userArn }) => userArn === identity.arn);
  const password = credentials?.passwordLastUsed;
  return [
    ...(identity.kind === 'role' && identity.lastUsed !== undefined
      ? [{ at: identity.lastUsed.at, event: 'RoleLastUsed', by: `in ${identity.lastUsed.region}` }]
      : []),
    ...(password === undefined ? [] : [{ at: password, event: 'password', by: 'a sign-in' }]),
    ...(credentials?.accessKeys ?? []).flatMap(({ lastUsed, slot }) =>
      lastUsed === undefined
        ? []
        : [{ at: lastUsed.at, event: `access key ${slot}`, by: lastUsed.service ?? 'a call' }],
    ),
  ];
}

/** A key that is inactive is no finding any more; a report of after the plan speaks for it. */
function isFoundStale(
  facts: FollowUpFacts,
  item: PlannedRevocation,
  subject: Subject,
  quarantinedAt: Instant | undefined,
): boolean {
  if (facts.findings.some(({ id }) => id === item.id)) return true;
  const reportedAt = snapshotOf(facts, item)?.credentials?.generatedAt;
  return (
    subject.kind === 'key' &&
    quarantinedAt !== undefined &&
    reportedAt !== undefined &&
    reportedAt > item.plannedAt
  );
}

function nextOf(
  { options }: FollowUpFacts,
  { stages }: PlannedRevocation,
  quarantinedAt: Instant | undefined,
  asOf: Instant,
): FollowUpVerdict {
  const hasQuarantine = stages.some(({ stage }) => stage === 'quarantine');
  if (quarantinedAt === undefined) {
    return { kind: 'still-idle', next: hasQuarantine ? 'quarantine' : 'delete' };
  }
  const until = addDays(quarantinedAt, options.quarantineDays);
  return asOf < until
    ? { kind: 'still-idle', next: 'wait', until }
    : { kind: 'still-idle', next: 'delete' };
}
