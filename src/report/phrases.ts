/** Words for numbers, verdicts and reasons: the same in every format. */
import { assertNever } from '../model/brand.js';
import type { IdentityKind } from '../model/identity.js';
import type { Mark } from '../model/mark.js';
import { number, plural } from '../model/number-words.js';
import type { RecommendationKind } from '../model/recommendation.js';
import type { AccountResult, RecommendationResult, Result } from '../model/result.js';
import { SEVERITIES, type Severity } from '../model/severity.js';
import { addDays, type Instant } from '../model/time.js';
import type { Verdict, VerdictReason } from '../model/verdict.js';

export { number, plural };

export function percent(part: number, whole: number): string {
  if (whole === 0 || part === 0) return '0 %';
  const share = (part / whole) * 100;
  if (share < 1) return '<1 %';
  return share > 99 && part < whole ? '>99 %' : `${Math.round(share)} %`;
}

/** Of a share from 0 to 1. */
export function percentOf(share: number): string {
  return percent(Math.round(share * 10_000), 10_000);
}

export function day(instant: string | undefined): string {
  return instant === undefined ? 'never' : instant.slice(0, 10);
}

/** Of things that nobody uses, only keeps: why they are stale. */
const STALE_WORDS: Readonly<Record<string, string>> = {
  'empty-group': 'no members',
  'identity-provider': 'no role trusts it',
  'instance-profile': 'holds no role',
  'unattached-policy': 'attached to nothing',
};

type Stale = Pick<Result['revocations'][number], 'kind' | 'lastUsedAt'>;

/** For a column of its own. */
export function lastUse({ kind, lastUsedAt }: Stale): string {
  return STALE_WORDS[kind] ?? (lastUsedAt === undefined ? NO_USE : day(lastUsedAt));
}

/** For a sentence. */
export function staleWords({ kind, lastUsedAt }: Stale): string {
  return STALE_WORDS[kind] ?? (lastUsedAt === undefined ? NO_USE : `last used ${day(lastUsedAt)}`);
}

/** Not "never": AWS forgets, and logs begin somewhere. */
const NO_USE = 'no use known';

export const WHAT_VERDICT_MEANS: Readonly<Record<Verdict, string>> = {
  unknown: 'kept: the evidence has a gap there',
  unobservable: 'kept: no log that was given could show it',
  unused: 'can go: observable without a gap, and silent',
  used: 'kept',
};

export const KIND_WORDS: Readonly<Record<RecommendationKind, string>> = {
  'detach-managed-policy': 'detach',
  'remove-inline-policy': 'remove',
  'replace-permissions-boundary': 'replace boundary',
  'trim-permissions-boundary': 'trim boundary',
  'replace-aws-managed-policy': 'replace',
  'split-managed-policy': 'split',
  'trim-inline-policy': 'trim',
  'trim-managed-policy': 'trim',
};

const COARSE_WORDS: Readonly<
  Record<Extract<VerdictReason, { kind: 'coarse-use' }>['source'], string>
> = {
  'access-key-last-used': 'the last use of a key shows',
  'action-last-accessed': 'last-accessed data show',
  'service-last-accessed': 'last-accessed data show',
};

/** Why a verdict holds, as one clause. */
export function becauseOf(reason: VerdictReason): string {
  switch (reason.kind) {
    case 'logged-use':
      return 'seen in the log';
    case 'conditional-use':
      return 'checked beside a logged call';
    case 'inferred-use':
      return 'never logged, shown by the request of a logged call';
    case 'coarse-use':
      return `${COARSE_WORDS[reason.source]} ${reason.service} used on ${day(reason.at)} and the log shows none of it`;
    case 'action-silent':
      return `last-accessed data, which tracks it, shows no attempt from ${day(reason.since)} to ${day(reason.until)} in any region`;
    case 'service-silent':
      return `service silent: last-accessed data shows no attempt to call its service from ${day(reason.since)} to ${day(reason.until)} in any region`;
    case 'silent':
      return `no ${reason.events} event of it from ${day(reason.since)} to ${day(reason.until)} in ${reason.regions.join(', ')}${reason.trails === undefined ? '' : `, recorded by ${trailNames(reason.trails)}`}${reason.verifiedUntil === undefined ? '' : `; the log files are verified by digests up to ${reason.verifiedUntil}`}`;
    case 'never-logged':
      return `in no CloudTrail log: ${reason.how}`;
    case 'unlisted':
      return `no known operation logs it: ${reason.how}`;
    case 'data-events-off':
      return `a data event, and ${reason.resourceTypes.join(', ')} ${reason.resourceTypes.length === 1 ? 'was' : 'were'} not recorded everywhere the grant reaches`;
    case 'selectors-unknown':
      return `some data events of ${reason.resourceTypes.join(', ')} were recorded there, and no settings of a trail say that all are`;
    case 'class-not-recorded':
      return `the trail records no management ${reason.access} events`;
    case 'no-coverage':
      return `not one record covers ${reason.regions.length === 0 ? 'the account' : reason.regions.join(', ')}${reason.trails === undefined ? '' : `, and ${trailNames(reason.trails)} does not record there`}`;
    case 'short-coverage':
      return `${reason.region} is covered for ${reason.coveredDays} of ${reason.neededDays} days (${reason.because})`;
    case 'identity-too-young':
      return `the identity exists since ${day(reason.createdAt)}, less than ${reason.neededDays} days`;
    case 'grant-too-young':
      return `granted lately: ${reason.change} on ${day(reason.changedAt)}, less than ${reason.neededDays} days ago`;
    case 'unmapped-event':
      return `calls that no table maps: ${reason.events.join(', ')}`;
    case 'unattributed-use':
      return `${plural(reason.count, 'call')} of it whose caller the log does not name`;
    case 'used-outside-the-log':
      return `AWS saw it used on ${day(reason.at)}${inRegion(reason)}, and the log shows nothing of it`;
    case 'source-may-be-excluded':
      return `a trail may leave ${reason.service} out, and not one ${reason.service} event was seen`;
    case 'policy-not-understood':
      return `a statement of ${reason.policy} was not understood`;
    default:
      return assertNever(reason);
  }
}

/** What would turn an unknowable into something known. */
export function remedyOf(reason: VerdictReason): string | undefined {
  switch (reason.kind) {
    case 'data-events-off':
      return `record data events of ${reason.resourceTypes.join(', ')}`;
    case 'selectors-unknown':
      return 'give the settings of the trail (describe-trails, get-trail-status, get-event-selectors)';
    case 'class-not-recorded':
      return `let the trail record management ${reason.access} events`;
    case 'no-coverage':
      return `give logs of ${reason.regions.length === 0 ? 'the account' : reason.regions.join(', ')}, from a multi-region trail`;
    case 'short-coverage':
      if (reason.endsAt !== undefined) {
        return `give the logs since then, or audit up to then: --as-of ${reason.endsAt}`;
      }
      return `give logs of ${reason.neededDays} days without a gap, or lower --min-window`;
    case 'source-may-be-excluded':
      return `stop excluding ${reason.service} events from the trail`;
    case 'used-outside-the-log':
      return `give logs${inRegion(reason).replace(' in ', ' of ')} around ${day(reason.at)}`;
    case 'never-logged':
    case 'unlisted':
      return 'last-accessed data, which leastwise collect reads, if its whole service was silent';
    case 'identity-too-young':
      return reason.createdAt === undefined
        ? undefined
        : `audit again from ${dayAfter(reason.createdAt, reason.neededDays)} on`;
    case 'grant-too-young':
      return `audit again from ${dayAfter(reason.changedAt, reason.neededDays)} on`;
    default:
      return undefined;
  }
}

/** Accounts that are more than members of their organization; empty for all others. */
export function organizationWords({ account, organization }: AccountResult): readonly string[] {
  if (organization === undefined) return [];
  const { id, isManagementAccount, delegatedServices } = organization;
  const of = id === undefined ? 'its organization' : `organization ${id}`;
  return [
    ...(isManagementAccount
      ? [
          `${account} is the management account of ${of}: control policies bind neither its identities nor its resources`,
        ]
      : []),
    ...(delegatedServices.length > 0
      ? [`${account} administers ${delegatedServices.join(', ')} for ${of}`]
      : []),
  ];
}

/** The first whole day on which so many have passed. */
function dayAfter(instant: Instant, days: number): string {
  return day(addDays(instant, days + 1));
}

/**
 * Gap-free days up to the end of the window, beside the days that were asked for. The end of a window
 * lies a quarter of an hour before the audit, which logs take to be delivered.
 */
export function coveredWords(coveredDays: number, { requestedDays }: Result['window']): string {
  if (coveredDays >= requestedDays - DELIVERY_DAYS)
    return `the whole window of ${plural(requestedDays, 'day')}`;
  return plural(coveredDays, 'day');
}

const DELIVERY_DAYS = 0.1;

/** The same of several places: the least and the most. */
export function coveredRange({ covered, ...window }: Result['window']): string {
  const words = coveredWords(covered.mostDays, { covered, ...window });
  return covered.leastDays === covered.mostDays ? words : `${covered.leastDays} days to ${words}`;
}

/** What becomes of the regions that no record of an account comes from. */
export function elsewhereWords({ account, regionsSeen, elsewhere }: AccountResult): string {
  const seen = `${account} shows life in ${regionsSeen.join(', ') || 'no region'} only`;
  switch (elsewhere.kind) {
    case 'recorded':
      return `${seen}; ${trailNames(elsewhere.trails)} records every region, so the others were quiet`;
    case 'left-out':
      return `${seen}, and ${trailNames(elsewhere.trails)} does not record every region: grants that reach elsewhere are unknown`;
    case 'assumed-quiet':
      return `${seen}; use elsewhere would be missed unless the logs come from a multi-region trail`;
    default:
      return assertNever(elsewhere);
  }
}

/** Accounts that only the logs know. */
export function strayLogsWords({
  accounts,
  coverage,
}: Pick<Result, 'accounts' | 'coverage'>): string | undefined {
  const known = new Set(accounts.map(({ account }) => account));
  const stray = [...new Set(coverage.map(({ account }) => account))]
    .filter((account) => !known.has(account))
    .toSorted();
  return stray.length === 0
    ? undefined
    : `there are logs of ${stray.join(', ')}, whose identities were not given: nothing is said of what they hold`;
}

function trailNames(trails: readonly string[]): string {
  return trails.map((arn) => `trail ${arn.slice(arn.lastIndexOf('/') + 1)}`).join(' and ');
}

/** What the digests said of the log files, in one line. */
export function verificationWords({
  digests,
  logFiles,
}: NonNullable<Result['verification']>): string {
  const wrong = [
    ...(logFiles.failed > 0 ? [`${number(logFiles.failed)} changed`] : []),
    ...(logFiles.missing > 0 ? [`${number(logFiles.missing)} missing`] : []),
    ...(digests.failed > 0 ? [`${plural(digests.failed, 'digest')} changed`] : []),
    ...(digests.unsigned > 0
      ? [`${plural(digests.unsigned, 'digest')} without a signature to check`]
      : []),
  ];
  return `digests: ${plural(logFiles.valid, 'log file')} verified by ${plural(digests.valid, 'digest')}${wrong.length === 0 ? '' : `; ${wrong.join(', ')}`}`;
}

/** Said when logs that are no trail files were given and not declared complete. */
export const SELECTED_LOGS =
  'look-ups, event buses and JSON lines may hold a selection: they prove use, never silence, unless --complete-logs says that they hold everything';

/** AWS does not always say where. */
const inRegion = ({ region }: { readonly region: string }): string =>
  region === 'unknown' ? '' : ` in ${region}`;

export type UnknowableRow = {
  readonly because: string;
  readonly verdict: 'unobservable' | 'unknown';
  readonly remedy: string | undefined;
  readonly grants: number;
  readonly identities: number;
};

/** Remedies shown for one row: those that would show the most. */
const SHOWN_REMEDIES = 3;

const UNKNOWABLE = ['unobservable', 'unknown'] as const;

/** What the evidence cannot show, over all identities that can be changed: most grants first. */
export function unknowables(result: Result): readonly UnknowableRow[] {
  type Row = {
    readonly verdict: UnknowableRow['verdict'];
    readonly identities: Set<string>;
    readonly remedies: Map<string, number>;
    grants: number;
  };
  const rows = new Map<string, Row>();
  for (const { arn, verdicts, manageability } of result.identities) {
    if (manageability !== 'editable') continue;
    const groups = UNKNOWABLE.flatMap((verdict) =>
      verdicts[verdict].reasons.map(({ reason, count }) => ({ verdict, reason, count })),
    );
    for (const { verdict, reason, count } of groups) {
      const key = groupOf(reason);
      const row: Row = rows.get(key) ?? {
        verdict,
        identities: new Set(),
        remedies: new Map(),
        grants: 0,
      };
      row.grants += count;
      row.identities.add(arn);
      const remedy = remedyOf(reason);
      if (remedy !== undefined) row.remedies.set(remedy, (row.remedies.get(remedy) ?? 0) + count);
      rows.set(key, row);
    }
  }
  return [...rows]
    .map(([because, { verdict, grants, identities, remedies }]) => ({
      because,
      verdict,
      remedy: remedies.size === 0 ? undefined : joinRemedies(remedies),
      grants,
      identities: identities.size,
    }))
    .toSorted((a, b) => b.grants - a.grants || (a.because < b.because ? -1 : 1));
}

function joinRemedies(remedies: ReadonlyMap<string, number>): string {
  const shown = [...remedies]
    .toSorted(([a, most], [b, more]) => more - most || (a < b ? -1 : 1))
    .slice(0, SHOWN_REMEDIES)
    .map(([remedy]) => remedy);
  return remedies.size > shown.length ? `${shown.join('; ')}; …` : shown.join('; ');
}

/** Reasons that differ in details of one identity only are one row. */
function groupOf(reason: VerdictReason): string {
  switch (reason.kind) {
    case 'never-logged':
      return 'in no CloudTrail log of any kind';
    case 'unlisted':
      return 'no known operation logs it';
    case 'data-events-off':
      return 'data events, not recorded where the grant reaches';
    case 'selectors-unknown':
      return 'data events, of which a trail may record some and not others';
    case 'identity-too-young':
      return `identities younger than ${reason.neededDays} days`;
    case 'grant-too-young':
      return `grants younger than ${reason.neededDays} days`;
    case 'unmapped-event':
      return 'calls that no table maps';
    case 'unattributed-use':
      return 'calls whose caller the log does not name';
    case 'policy-not-understood':
      return 'statements that were not understood';
    default:
      return becauseOf(reason);
  }
}

/** `3 high, 10 medium`: worst first; `none` where there is nothing. */
export function bySeverity(findings: readonly { readonly severity: Severity }[]): string {
  const words = SEVERITIES.toReversed()
    .map((severity) => ({
      severity,
      count: findings.filter((one) => one.severity === severity).length,
    }))
    .filter(({ count }) => count > 0)
    .map(({ severity, count }) => `${number(count)} ${severity}`);
  return words.join(', ') || 'none';
}

/** Why something does not count, behind its name. */
export function markWords(mark: Mark | undefined): string {
  if (mark === undefined) return '';
  if (mark.kind === 'known') return `known since ${day(mark.since)}`;
  const owner = mark.owner === undefined ? '' : ` by ${mark.owner}`;
  const until = mark.expires === undefined ? '' : ` until ${mark.expires}`;
  return `waived${owner}${until}: ${mark.reason}`;
}

/** Identities as people name them: `role deployer`. */
export function who(identity: { readonly kind: IdentityKind; readonly name: string }): string {
  return `${identity.kind} ${identity.name}`;
}

export function whose({ holders }: Pick<RecommendationResult, 'holders'>): string {
  const [first] = holders;
  if (first === undefined) return 'the whole account';
  return holders.length === 1 ? who(first) : `${holders.length} holders`;
}

/** Most removed grants first; a shared policy counts once per holder. */
export function largestReductions(result: Result): readonly RecommendationResult[] {
  return result.recommendations.toSorted(
    (a, b) =>
      b.removes.count * b.holders.length - a.removes.count * a.holders.length ||
      (a.id < b.id ? -1 : 1),
  );
}

/** What they are sorted by: `304 × 3` of a policy that three hold. */
export function goingCount({
  removes,
  holders,
}: {
  readonly removes: { readonly count: number };
  readonly holders: readonly unknown[];
}): string {
  const each = number(removes.count);
  return holders.length > 1 ? `${each} × ${number(holders.length)}` : each;
}

export function goingWords(one: Parameters<typeof goingCount>[0]): string {
  const isOne = one.removes.count === 1 && one.holders.length <= 1;
  return `${goingCount(one)} ${isOne ? 'action goes' : 'actions go'}`;
}

/** The first points of the Pareto view, and those that reach half, four fifths, nearly all. */
export function paretoSteps({ pareto }: Pick<Result, 'pareto'>): Result['pareto'] {
  const reaches = [0.5, 0.8, 0.95, 0.99].map((share) =>
    pareto.findIndex((point) => point.share >= share),
  );
  return pareto.filter((_, index) => index < FIRST_POINTS || reaches.includes(index));
}

const FIRST_POINTS = 5;
