/** One proposal on its way into formats: its edits, its name among files, and who keeps it in code. */
import type { Certificate, Certificates, Holder } from '../../model/recommendation.js';
import type {
  AccountProposalResult,
  PolicyResult,
  RecommendationResult,
  Result,
  TrustProposalResult,
} from '../../model/result.js';
import type { CodeOwner } from '../../model/standing.js';
import { isKeptWhole } from '../kept-whole.js';
import { day, KIND_WORDS, number, plural, who, whose } from '../phrases.js';
import { accountEdits, editsOf, type PolicyEdit, trustEdits } from './policy-edit.js';

export type Change = {
  readonly id: string;
  readonly kind: string;
  readonly account: string;
  readonly partition: string;
  readonly holders: readonly Holder[];
  /** Empty: nobody is known to keep it in code. */
  readonly owners: readonly CodeOwner[];
  readonly edits: readonly PolicyEdit[];
  /** A policy that is let go without being edited, for a reviewer to compare with. */
  readonly replaced?: PolicyResult;
  /** Letters, digits and single dashes; unique in its account, whatever the case. */
  readonly slug: string;
  /** One line of text from input, not yet made safe for any place. */
  readonly title: string;
  /** Comment lines: what, where, on which evidence, with which proofs. */
  readonly heading: readonly string[];
};

export function changesOf(result: Result): readonly Change[] {
  const taken = new Set<string>();
  const trusted = new Set(result.trust.map(({ role }) => role.arn));
  return [
    ...result.recommendations.map((one) => policyChange(result, one, taken, trusted)),
    ...result.trust.map((one) => trustChange(result, one, taken)),
    ...result.accountProposals.map((one) => accountChange(result, one, taken)),
  ];
}

function policyChange(
  result: Result,
  one: RecommendationResult,
  taken: Set<string>,
  trusted: ReadonlySet<string>,
): Change {
  const { id, kind, account, holders, standing, before } = one;
  const [first] = holders;
  const owner = isKeptWhole(kind) || first === undefined ? 'policy' : `${first.kind}-${first.name}`;
  const parts = one.after.length > 1 ? ` by ${one.after.length} policies` : '';
  const title = `${KIND_WORDS[kind]} ${before.name} of ${whose(one)}${parts}: ${plural(one.removes.count, 'action')} go`;
  const levels = Object.entries(one.removes.byAccessLevel)
    .filter(([, count]) => count > 0)
    .map(([level, count]) => `${number(count)} ${level}`);
  return {
    id,
    kind,
    account,
    partition: standing.partition,
    holders,
    owners: standing.owners,
    edits: editsOf(one, trusted),
    ...(LEAVES_OLD.has(kind) ? { replaced: before } : {}),
    slug: freeSlug(account, `${owner}-${before.name}`, taken),
    title,
    heading: headingOf(result, one, title, levels.join(', ') || 'nothing'),
  };
}

/** The old policy stays as it is, and others may hold it. */
const LEAVES_OLD: ReadonlySet<string> = new Set([
  'replace-aws-managed-policy',
  'replace-permissions-boundary',
  'split-managed-policy',
]);

function trustChange(result: Result, one: TrustProposalResult, taken: Set<string>): Change {
  const { id, account, role, owners } = one;
  const title = `trim who may take ${who(role)}: ${plural(one.removedPrincipals.length, 'principal')} go`;
  return {
    id,
    kind: 'trim-trust-policy',
    account,
    partition: role.arn.split(':')[1] ?? 'aws',
    holders: [role],
    owners,
    edits: trustEdits(one),
    slug: freeSlug(account, `role-${role.name}-trust`, taken),
    title,
    heading: headingOf(result, one, title, one.removedPrincipals.join(', ') || 'nothing'),
  };
}

const ACCOUNT_WORDS: Readonly<Record<AccountProposalResult['kind'], string>> = {
  'permissions-boundary': 'make permissions boundary',
  'service-control-policy': 'make and attach service control policy',
};

/** What each kind asks of a person before it does anything. */
const ACCOUNT_NOTES: Readonly<Record<AccountProposalResult['kind'], string>> = {
  'permissions-boundary':
    'made, it bounds nobody: give it to identities as their permissions boundary, one by one',
  'service-control-policy':
    'applied in the management account of the organization; it binds every identity of the account at once',
};

function accountChange(result: Result, one: AccountProposalResult, taken: Set<string>): Change {
  const { id, kind, account, policy } = one;
  const partition = partitionOf(result, account);
  const title = `${ACCOUNT_WORDS[kind]} ${policy.name} for the whole account: ${plural(one.deniedServices.length, 'service')} that nobody used are closed`;
  const certificates = { noNewAccess: NOTHING_GRANTED, nothingUsedLost: one.nothingUsedLost };
  const notes = [
    ACCOUNT_NOTES[kind],
    ...one.wouldNotice.map(
      ({ holder, actions }) => `${who(holder)} is granted ${plural(actions, 'action')} of these`,
    ),
    ...one.notes,
  ];
  return {
    id,
    kind,
    account,
    partition,
    holders: [],
    owners: [],
    edits: accountEdits(one, partition),
    slug: freeSlug(account, `account-${policy.name}`, taken),
    title,
    heading: headingOf(
      result,
      { account, certificates, notes },
      title,
      one.deniedServices.join(', '),
    ),
  };
}

/** Boundaries and service control policies grant nothing by themselves. */
const NOTHING_GRANTED: Certificate = { status: 'proven', by: 'it only takes away' };

function partitionOf({ identities }: Result, account: string): string {
  return identities.find((one) => one.account === account)?.arn.split(':')[1] ?? 'aws';
}

const LONGEST_SLUG = 80;

function freeSlug(account: string, text: string, taken: Set<string>): string {
  const base = slugOf(text);
  for (let n = 1; ; n += 1) {
    const slug = n === 1 ? base : `${base}-${n}`;
    const key = `${account} ${slug.toLowerCase()}`;
    if (taken.has(key)) continue;
    taken.add(key);
    return slug;
  }
}

/** Letters, digits and single dashes, beginning with a letter. */
function slugOf(text: string): string {
  const slug = text.replace(/[^A-Za-z0-9]+/g, '-').replace(/^-/, '');
  return (/^[A-Za-z]/.test(slug) ? slug : `x-${slug}`).slice(0, LONGEST_SLUG).replace(/-+$/, '');
}

function headingOf(
  { tool, window, asOf }: Result,
  one: {
    readonly account: string;
    readonly certificates: Certificates;
    readonly notes: readonly string[];
  },
  title: string,
  goes: string,
): readonly string[] {
  const { noNewAccess, nothingUsedLost } = one.certificates;
  return [
    title,
    '',
    `account   ${one.account}`,
    `evidence  as of ${asOf ?? 'no date'}, ${plural(window.requestedDays, 'day')} from ${day(window.from)}`,
    `goes      ${goes}`,
    `proofs    no new access: ${noNewAccess.status}; nothing that must stay is lost: ${nothingUsedLost.status}`,
    ...one.notes.map((note) => `note      ${note}`),
    '',
    `Written by leastwise ${tool.version}, which runs none of it.`,
  ];
}
