import type {
  AccountProposalResult,
  PermissionSetProposalResult,
  Result,
  TrustProposalResult,
} from '../../model/result.js';
import { code, markdown } from '../escape.js';
import { permissionSetScripts } from '../permission-set-commands.js';
import { number, paretoSteps, percentOf, plural, whose } from '../phrases.js';
import { table } from './markdown-table.js';

export function fewestEdits(result: Result): readonly string[] {
  const steps = paretoSteps(result);
  if (steps.length === 0) return [];
  const named = new Map(result.recommendations.map((one) => [one.id, one]));
  return [
    '## Where to begin',
    '',
    'Proposals in the order in which each next one takes away most risk for each policy written; sums up to and with each. What the score counts is in docs/permissiveness.md.',
    ...table(
      ['edits', 'up to and with', 'risk score that goes', 'of all'],
      steps.map(({ edits, id, scoreRemoved, share }) => {
        const one = named.get(id);
        const what =
          one === undefined ? code(id) : `${code(one.before.name)} of ${markdown(whose(one))}`;
        return [number(edits), what, number(Math.round(scoreRemoved)), percentOf(share)];
      }),
    ),
  ];
}

export function families({ families }: Result): readonly string[] {
  if (families.length === 0) return [];
  return [
    '## Families',
    '',
    'Roles that are copies of each other across accounts: trimmed alike, on what all of them need, so that one template serves all.',
    ...table(
      ['family', 'members', 'proposals'],
      families.map(({ name, members, recommendations }) => [
        code(name),
        plural(members.length, 'role'),
        number(recommendations.length),
      ]),
    ),
  ];
}

export function trust({ trust }: Result): readonly string[] {
  if (trust.length === 0) return [];
  return [
    '## Who may take a role',
    '',
    'Principals that a trust policy names and that nobody was seen taking the role as. Both certificates are proven.',
    ...table(['account', 'role', 'goes', 'stays'], trust.map(trustRow)),
    ...trust.flatMap(({ role, notes }) =>
      notes.map((note) => `- ${code(role.name)}: ${markdown(note)}`),
    ),
    '',
  ];
}

function trustRow(one: TrustProposalResult): readonly string[] {
  return [
    markdown(one.account),
    code(one.role.name),
    one.removedPrincipals.map(code).join(', '),
    one.keptPrincipals
      .map(({ principal, why }) => `${code(principal)}: ${markdown(why)}`)
      .join(', '),
  ];
}

export function permissionSets({ permissionSets = [] }: Result): readonly string[] {
  if (permissionSets.length === 0) return [];
  return [
    '## Permission sets',
    '',
    'Trimmed once for all accounts that hold them, as their inline policy; the roles `AWSReservedSSO_*` that are made from them belong to AWS. Both certificates are proven.',
    ...table(
      ['permission set', 'accounts', 'instead of', 'actions that go', 'size'],
      permissionSets.map((one) => [
        code(one.name),
        number(one.accounts.length),
        one.before.map(({ name }) => code(name)).join(', '),
        number(one.removes.count),
        `${number(sizeOf(one.before))} → ${number(sizeOf(one.after))}`,
      ]),
    ),
    ...permissionSets.flatMap((one) => [
      ...one.notes.map((note) => `- ${code(one.name)}: ${markdown(note)}`),
      ...commandsOf(one),
    ]),
  ];
}

const sizeOf = (policies: readonly { readonly size: number }[]): number =>
  policies.reduce((sum, { size }) => sum + size, 0);

function commandsOf(one: PermissionSetProposalResult): readonly string[] {
  const { apply, undo } = permissionSetScripts(one);
  const block = (title: string, text: string) => ['', title, '', '```sh', text, '```'];
  return [...block('To put it into force:', apply), ...block('To take it back:', undo), ''];
}

const ACCOUNT_WORDS: Readonly<Record<AccountProposalResult['kind'], string>> = {
  'permissions-boundary': 'permissions boundary',
  'service-control-policy': 'service control policy',
};

export function wholeAccounts({ accountProposals }: Result): readonly string[] {
  if (accountProposals.length === 0) return [];
  return [
    '## For whole accounts',
    '',
    'What nobody in the account was seen to use, and nobody may have used unseen. The policies are under `policies/ACCOUNT/account/`.',
    ...table(
      ['account', 'what', 'closes', 'size of quota', 'would notice'],
      accountProposals.map((one) => [
        markdown(one.account),
        `${ACCOUNT_WORDS[one.kind]} ${code(one.policy.name)}`,
        closes(one),
        `${number(one.policy.size)} of ${number(one.quota)}`,
        noticing(one),
      ]),
    ),
    ...accountProposals.flatMap(({ policy, notes }) =>
      notes.map((note) => `- ${code(policy.name)}: ${markdown(note)}`),
    ),
    '',
  ];
}

const MOST_NAMES = 20;

function closes({ deniedServices, deniedRegions }: AccountProposalResult): string {
  if (deniedRegions !== 'not-proposed') {
    const open = deniedRegions.allowed.map(markdown).join(', ');
    return `every region but ${open}, for changes in ${plural(deniedServices.length, 'service')}`;
  }
  const more = deniedServices.length - MOST_NAMES;
  const names = deniedServices.slice(0, MOST_NAMES).map(markdown).join(', ');
  return `${plural(deniedServices.length, 'service')}: ${names}${more > 0 ? ` and ${more} more` : ''}`;
}

function noticing({ wouldNotice }: AccountProposalResult): string {
  if (wouldNotice.length === 0) return 'nobody';
  const [first] = wouldNotice;
  const most =
    first === undefined
      ? ''
      : `; most: ${code(first.holder.name)}, ${plural(first.actions, 'action')}`;
  return `${plural(wouldNotice.length, 'identity', 'identities')}${most}`;
}
