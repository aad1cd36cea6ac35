/**
 * The revocation plan as shell scripts, one per stage, and one that takes it back. leastwise runs
 * none of them. Each refuses to run in another account than the one that was audited.
 */
import type { Command, Revocation, RevocationStage } from '../model/recommendation.js';
import { describeOwner } from '../model/standing.js';
import { plain, shellComment, shellWord } from './escape.js';
import { itemName } from './follow-up-words.js';
import { commandLine } from './shell-command.js';

export const STAGES: readonly {
  readonly stage: RevocationStage['stage'];
  readonly file: string;
}[] = [
  { stage: 'quarantine', file: '1-quarantine' },
  { stage: 'delete', file: '2-delete' },
];

/** @returns `undefined` when the stage has no commands in this account */
export function renderStage(
  revocations: readonly Revocation[],
  account: string,
  stage: RevocationStage['stage'],
  direction: 'do' | 'undo',
): string | undefined {
  const blocks = revocations
    .filter((one) => one.account === account)
    .flatMap((one) =>
      one.stages.filter((step) => step.stage === stage).map((step) => block(one, step, direction)),
    )
    .filter((lines) => lines.length > 0);
  if (blocks.length === 0) return undefined;
  return `${[...preamble(account, stage, direction), ...blocks.flat()].join('\n')}\n`;
}

function preamble(account: string, stage: string, direction: 'do' | 'undo'): readonly string[] {
  const what = direction === 'do' ? `Stage: ${stage}.` : `Takes back the stage: ${stage}.`;
  return [
    '#!/usr/bin/env bash',
    `# ${what} Read it before you run it; the backup lies in ../backup.`,
    'set -euo pipefail',
    'caller=$(aws sts get-caller-identity --query Account --output text)',
    `if [ "$caller" != ${shellWord(account)} ]; then`,
    `  echo "these commands are for account ${account.replace(/\D/g, '')}, the caller is in $caller" >&2`,
    '  exit 1',
    'fi',
    '',
    '# Without arguments everything is done; with some, such as role/NAME, only these.',
    'names=("$@")',
    'wanted() {',
    '  local name',
    '  [ "${#names[@]}" -eq 0 ] && return',
    '  for name in "${names[@]}"; do [ "$name" = "$1" ] && return; done',
    '  return 1',
    '}',
    '',
    '# Is it still what was read, and unused since?',
    'unchanged() {',
    '  local answer',
    '  answer=$("$@")',
    '  [ "$answer" = as-read ] && return',
    '  echo "left alone, not what was read or used since: $*" >&2',
    '  return 1',
    '}',
    '',
    '# What was named as an argument, and nothing else.',
    'named() { # NAME WHY',
    '  [ "${#names[@]}" -gt 0 ] && return',
    '  echo "$1 is left alone until it is named as an argument: $2" >&2',
    '  return 1',
    '}',
    '',
    '# What must be so before it is touched.',
    'required() { # ANSWER OTHERWISE COMMAND...',
    '  local answer wanted=$1 otherwise=$2',
    '  shift 2',
    '  answer=$("$@") && [ "$answer" = "$wanted" ] && return',
    '  echo "left alone, $otherwise: $*" >&2',
    '  return 1',
    '}',
    '',
    'cd -- "$(dirname -- "${BASH_SOURCE[0]}")"',
    ...(direction === 'do'
      ? [
          '',
          '# All of IAM as it is now, before anything is done.',
          'backup="backup-$(date -u +%Y%m%dT%H%M%SZ).json"',
          '(umask 077; aws iam get-account-authorization-details --output json \\',
          '  --filter User Role Group LocalManagedPolicy >"$backup")',
          'echo "backup in $backup" >&2',
        ]
      : []),
  ];
}

function block(
  one: Revocation,
  step: RevocationStage,
  direction: 'do' | 'undo',
): readonly string[] {
  const commands = direction === 'do' ? step.commands : step.undo;
  if (commands.length === 0) return [];
  const { owners = [] } = one;
  // Deleted past its owner, it would be made again; what its owner deletes, its owner makes again.
  if (step.stage === 'delete' && owners.length > 0) {
    return direction === 'do' ? leftToItsOwner(one, owners.map(describeOwner).join(', ')) : [];
  }
  return [
    '',
    `# ${shellComment(`${one.kind} ${one.name}${one.slot === undefined ? '' : ` key ${one.slot}`}: ${one.evidence.join('; ')}`)}`,
    `# ${shellComment(step.why)}`,
    `if wanted ${shellWord(itemName(one))}${tests(one, step, direction)}; then`,
    ...commands.map((command) => commandLine(command, '  ')),
    'fi',
  ];
}

function leftToItsOwner(one: Revocation, owners: string): readonly string[] {
  const words = `${itemName(one)} is left alone, delete it where it is kept: ${owners}`;
  return [
    '',
    `if wanted ${shellWord(itemName(one))}; then`,
    `  echo ${shellWord(plain(words))} >&2`,
    'fi',
  ];
}

/** Taking back needs no test: it must always work. */
function tests(
  one: Revocation,
  { guard, requires = [], asksBecause }: RevocationStage,
  direction: 'do' | 'undo',
): string {
  if (direction === 'undo') return '';
  return [
    ...(asksBecause === undefined
      ? []
      : [`named ${shellWord(itemName(one))} ${shellWord(plain(asksBecause))}`]),
    ...(guard === undefined ? [] : [`unchanged ${words(guard)}`]),
    ...requires.map(
      ({ ask, otherwise }) =>
        `required ${shellWord(ask.expects ?? '')} ${shellWord(plain(otherwise))} ${words(ask)}`,
    ),
  ]
    .map((test) => ` && ${test}`)
    .join('');
}

function words({ expects: _, ...command }: Command): string {
  return commandLine(command, '  ').trimStart();
}
