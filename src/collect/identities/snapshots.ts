/**
 * Answers of IAM and Organizations → one snapshot per account.
 *
 * Everything is kept until the end, because pages come in any order: an identity met twice counts
 * once; of two that differ, the one of the file with the greater name wins, and a problem says so.
 */
import { arnParts } from '../../model/arn.js';
import type { Problem } from '../../model/problem.js';
import type { KeyUse, LastAccessedReport, Snapshot } from '../../model/snapshot.js';
import { createLastUses } from './last-uses.js';
import type { OrganizationAccount } from './organization.js';
import type { ParsedIdentity } from './parse-identity.js';

/** Where a value was read. */
type Credentials = NonNullable<Snapshot['credentials']>;

export type Place = { readonly file: string; readonly index: number };

/** How a record that was met again ends. */
export type Repeat = 'duplicate' | 'conflict';

type Met<Value> = { readonly value: Value; readonly text: string; readonly places: Place[] };

export type SnapshotFold = {
  readonly addIdentity: (identity: ParsedIdentity, text: string, place: Place) => void;
  readonly addCredentials: (account: string, report: Credentials, place: Place) => void;
  readonly addOrganization: (account: OrganizationAccount, place: Place) => void;
  readonly addLastAccessed: (account: string, report: LastAccessedReport) => void;
  /** @param account `undefined` when the answer does not tell: that of the only account */
  readonly addKeyUse: (account: string | undefined, use: KeyUse) => void;
  /** Accounts whose identities a file holds. */
  readonly accountsIn: (file: string) => readonly string[];
  readonly finish: (earlier: readonly Snapshot[]) => {
    readonly snapshots: readonly Snapshot[];
    readonly problems: readonly Problem[];
    /** Identity records that lost against another, with their place. */
    readonly repeats: readonly { readonly place: Place; readonly repeat: Repeat }[];
  };
};

export function createSnapshotFold(): SnapshotFold {
  const identities = new Map<string, Met<ParsedIdentity>[]>();
  const credentials = new Map<string, Met<Credentials>[]>();
  const organization = new Map<string, Met<OrganizationAccount>[]>();
  const accountsByFile = new Map<string, Set<string>>();
  const lastUses = createLastUses();

  return {
    addIdentity: (identity, text, place) => {
      const { arn } = identity.value;
      meet(identities, arn, identity, text, place);
      const account = arnParts(arn)?.account ?? 'aws';
      if (account === 'aws') return;
      const accounts = accountsByFile.get(place.file) ?? new Set();
      accountsByFile.set(place.file, accounts.add(account));
    },
    addCredentials: (account, report, place) =>
      meet(credentials, account, report, JSON.stringify(report), place),
    addOrganization: (account, place) =>
      meet(organization, account.account, account, JSON.stringify(account), place),
    addLastAccessed: lastUses.addReport,
    addKeyUse: lastUses.addKeyUse,
    accountsIn: (file) => [...(accountsByFile.get(file) ?? [])].sort(),
    finish: (earlier) => {
      const problems: Problem[] = [];
      const held = byHolder(identities, accountsByFile);
      const winners = settle(held, problems);
      const reports = settle(credentials, problems);
      const places = settle(organization, problems);
      const drafts = draftsOf(winners, accountsByFile);
      const accounts = new Set([
        ...earlier.map(({ account }) => account),
        ...drafts.keys(),
        ...reports.keys(),
        ...places.keys(),
        ...lastUses.accounts(),
      ]);
      const earlierOf = new Map(earlier.map((snapshot) => [snapshot.account, snapshot]));
      const snapshots = [...accounts].sort().map((account) =>
        compose(account, {
          earlier: earlierOf.get(account),
          draft: drafts.get(account),
          credentials: reports.get(account)?.value,
          organization: places.get(account)?.value,
        }),
      );
      const [only] = snapshots;
      const owner = snapshots.length === 1 ? only?.account : undefined;
      const complete = snapshots.map((snapshot) => ({
        ...snapshot,
        ...lastUses.of(snapshot.account, earlierOf.get(snapshot.account), owner),
      }));
      return {
        snapshots: complete,
        problems: distinct(problems),
        repeats: repeatsOf(held, winners),
      };
    },
  };
}

function meet<Value>(
  all: Map<string, Met<Value>[]>,
  key: string,
  value: Value,
  text: string,
  place: Place,
): void {
  const met = all.get(key) ?? [];
  all.set(key, met);
  const same = met.find((each) => each.text === text);
  if (same === undefined) met.push({ value, text, places: [place] });
  else same.places.push(place);
}

type ByKey<Value> = ReadonlyMap<string, readonly Met<Value>[]>;

/**
 * By account and ARN. A policy that AWS owns has no account: it belongs to those of its file, and one
 * on a page of such policies alone, to all.
 */
function byHolder(
  identities: ByKey<ParsedIdentity>,
  accountsByFile: ReadonlyMap<string, ReadonlySet<string>>,
): ByKey<ParsedIdentity> {
  const everyAccount = new Set([...accountsByFile.values()].flatMap((accounts) => [...accounts]));
  const held = new Map<string, Met<ParsedIdentity>[]>();
  for (const [arn, met] of identities) {
    const own = arnParts(arn)?.account ?? 'aws';
    for (const { value, text, places } of met) {
      for (const place of places) {
        const holders = own === 'aws' ? (accountsByFile.get(place.file) ?? everyAccount) : [own];
        for (const account of holders) meet(held, `${account} ${arn}`, value, text, place);
      }
    }
  }
  return held;
}

/** The winner of each key; its last place is the one that counts. */
function settle<Value>(all: ByKey<Value>, problems: Problem[]): ReadonlyMap<string, Met<Value>> {
  const winners = new Map<string, Met<Value>>();
  for (const [key, met] of [...all].sort(([a], [b]) => compare(a, b))) {
    const [winner, ...losers] = met
      .map((each) => ({ ...each, places: each.places.toSorted(byPlace) }))
      .sort((a, b) => -byPlace(a.places.at(-1), b.places.at(-1)));
    if (winner === undefined) continue;
    winners.set(key, winner);
    const subject = key.slice(key.indexOf(' ') + 1);
    const kept = winner.places.at(-1)?.file ?? '';
    for (const { file, index } of losers.flatMap(({ places }) => places)) {
      problems.push({
        kind: 'conflicting-input',
        message: `\`${subject}\` is described differently in \`${kept}\`, which counts`,
        hint: 'give the files of one moment only',
        source: file,
        record: index,
        subject,
      });
    }
  }
  return winners;
}

function distinct(problems: readonly Problem[]): readonly Problem[] {
  return [...new Map(problems.map((problem) => [JSON.stringify(problem), problem])).values()];
}

/** A record that counts for any account is no repeat. */
function repeatsOf(
  held: ByKey<ParsedIdentity>,
  winners: ReadonlyMap<string, Met<ParsedIdentity>>,
): readonly { readonly place: Place; readonly repeat: Repeat }[] {
  const fates = new Map<Place, Repeat | 'counts'>();
  for (const [key, met] of held) {
    const winner = winners.get(key);
    const kept = winner?.places.at(-1);
    for (const { text, places } of met) {
      for (const place of places) {
        const fate = place === kept ? 'counts' : text === winner?.text ? 'duplicate' : 'conflict';
        if (fates.get(place) !== 'counts') fates.set(place, fate);
      }
    }
  }
  return [...fates].flatMap(([place, repeat]) => (repeat === 'counts' ? [] : [{ place, repeat }]));
}

function byPlace(a: Place | undefined, b: Place | undefined): number {
  if (a === undefined || b === undefined) return 0;
  return a.file === b.file ? a.index - b.index : a.file < b.file ? -1 : 1;
}

type Draft = Pick<Snapshot, 'users' | 'groups' | 'roles' | 'managedPolicies'>;

function draftsOf(
  winners: ReadonlyMap<string, Met<ParsedIdentity>>,
  accountsByFile: ReadonlyMap<string, ReadonlySet<string>>,
): ReadonlyMap<string, Draft> {
  const drafts = new Map<string, { [Kind in keyof Draft]: Draft[Kind][number][] }>();
  for (const account of [...accountsByFile.values()].flatMap((accounts) => [...accounts])) {
    drafts.set(account, { users: [], groups: [], roles: [], managedPolicies: [] });
  }
  for (const [key, { value: identity }] of winners) {
    const draft = drafts.get(key.slice(0, key.indexOf(' ')));
    if (identity.kind === 'user') draft?.users.push(identity.value);
    else if (identity.kind === 'group') draft?.groups.push(identity.value);
    else if (identity.kind === 'role') draft?.roles.push(identity.value);
    else draft?.managedPolicies.push(identity.value);
  }
  return drafts;
}

type Parts = {
  readonly earlier: Snapshot | undefined;
  readonly draft: Draft | undefined;
  readonly credentials: Credentials | undefined;
  readonly organization: OrganizationAccount | undefined;
};

/** What this run read replaces what an earlier one did, part by part. */
function compose(account: string, { earlier, draft, credentials, organization }: Parts): Snapshot {
  const { users, groups, roles, managedPolicies } = draft ?? earlier ?? NOTHING;
  const scpLevels = organization === undefined ? earlier?.scpLevels : organization.scpLevels;
  const rcpLevels = organization === undefined ? earlier?.rcpLevels : organization.rcpLevels;
  const part = organization?.part ?? earlier?.organization;
  const report =
    credentials === undefined
      ? earlier?.credentials
      : {
          generatedAt: credentials.generatedAt,
          users: credentials.users.toSorted((a, b) => compare(a.userArn, b.userArn)),
        };
  return {
    account,
    users: users.toSorted(byArn),
    groups: groups.toSorted(byArn),
    roles: roles.toSorted(byArn),
    managedPolicies: managedPolicies.toSorted(byArn),
    ...(scpLevels === undefined ? {} : { scpLevels }),
    ...(rcpLevels === undefined ? {} : { rcpLevels }),
    isManagementAccount: organization?.isManagementAccount ?? earlier?.isManagementAccount ?? false,
    ...(part === undefined ? {} : { organization: part }),
    ...(report === undefined ? {} : { credentials: report }),
  };
}

const NOTHING: Draft = { users: [], groups: [], roles: [], managedPolicies: [] };

function byArn(a: { readonly arn: string }, b: { readonly arn: string }): number {
  return compare(a.arn, b.arn);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
