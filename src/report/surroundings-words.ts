/** What stands around one identity, in words: the same in `explain`, report.md and on the page. */
import type { IdentitySurroundings } from '../model/identity-surroundings.js';
import { day, number, plural } from './phrases.js';

export type WordsAround = {
  readonly title: string;
  /** One thing each; not escaped. */
  readonly lines: readonly string[];
};

export type SecondOpinion = IdentitySurroundings['unusedAccess'][number];

const SHOWN_ACTIONS = 4;

export function wordsAround(around: IdentitySurroundings | undefined): readonly WordsAround[] {
  if (around === undefined) return [];
  const { permissionSet: set, mfaDevices = [], dependants, namedBy, unusedAccess } = around;
  return [
    {
      title: 'Made from a permission set of IAM Identity Center',
      lines: set === undefined ? [] : [permissionSetWords(set)],
    },
    {
      title: 'MFA devices of the user',
      lines: mfaDevices.map(
        ({ serialNumber, enabledAt }) =>
          `${serialNumber}${enabledAt === undefined ? '' : `, since ${day(enabledAt)}`}`,
      ),
    },
    {
      title: 'What runs with it, or made it',
      lines: dependants.map(({ kind, resource, as }) => `${kind} ${resource}: ${as}`),
    },
    { title: 'Resources that name it', lines: namedBy.map(namingWords) },
    {
      title: 'What IAM Access Analyzer calls unused, beside our verdicts',
      lines: unusedAccess.map((one) => `${theirWords(one)}; ours: ${ourWords(one)}`),
    },
  ].filter(({ lines }) => lines.length > 0);
}

function permissionSetWords({
  name,
  arn,
  assignments,
  accounts,
}: NonNullable<IdentitySurroundings['permissionSet']>): string {
  return `${name} (${arn}): ${plural(assignments, 'assignment')} here, provisioned in ${plural(accounts, 'account')}`;
}

function namingWords({
  kind,
  resource,
  by,
  actions,
  effects,
}: IdentitySurroundings['namedBy'][number]): string {
  const more = actions.length - SHOWN_ACTIONS;
  const some = `${actions.slice(0, SHOWN_ACTIONS).join(', ')}${more > 0 ? ` and ${number(more)} more` : ''}`;
  return `${by} of ${kind} ${resource}: ${effects.join(' and ')} ${some}`;
}

export function theirWords({ kind, service, lastAccessedAt }: SecondOpinion): string {
  const what = service === undefined ? kind : `${kind}s of ${service}`;
  return lastAccessedAt === undefined ? what : `${what}, last accessed ${day(lastAccessedAt)}`;
}

/** How our verdicts fall on the same actions. */
export function ourWords({ ours }: SecondOpinion): string {
  const fall = Object.entries(ours)
    .filter(([, count]) => count > 0)
    .map(([verdict, count]) => `${number(count)} ${verdict}`);
  return fall.length === 0 ? 'nothing granted' : fall.join(', ');
}
