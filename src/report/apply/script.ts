/**
 * A change of IAM as steps that know their two ends. Each step first asks in which state the account
 * is; nothing is changed unless every step finds one of its two ends, so a script never overwrites
 * what somebody else changed, and may be run again where it stopped.
 */
import { assertNever } from '../../model/brand.js';
import type { Command } from '../../model/recommendation.js';
import { shellComment, shellWord } from '../escape.js';
import { commandLine } from '../shell-command.js';

/** Files lie beside the script; absent file: there is no such policy at that end. */
export type Probe =
  | {
      readonly kind: 'document';
      readonly read: Command;
      /** Where the answer holds the policy. */
      readonly member: string;
      readonly from: string | undefined;
      readonly to: string | undefined;
    }
  | {
      readonly kind: 'managed-policy';
      readonly arn: string;
      readonly from: string | undefined;
      readonly to: string | undefined;
    }
  /** One text of the answer; none that a query could not quote. */
  | {
      readonly kind: 'value';
      readonly read: Command;
      readonly member: string;
      readonly from: string;
      readonly to: string;
    }
  | {
      readonly kind: 'attachment';
      readonly list: Command;
      readonly arn: string;
      readonly from: 'attached' | 'detached';
      /** Where the answer lists what is attached. */
      readonly members?: string;
    };

export type Step = {
  /** What is changed, as people name it. */
  readonly title: string;
  readonly probe: Probe;
  /** Run when the account is at the `from` end. */
  readonly commands: readonly Command[];
};

export type Script = {
  readonly account: string;
  /** Who has to run it: somebody in the account, or in the management account of its organization. */
  readonly caller: 'account' | 'management-account';
  /** Lines of the comment on top. */
  readonly heading: readonly string[];
  /** Day of the evidence, for the message about what changed since. */
  readonly readAt: string;
  readonly steps: readonly Step[];
};

export function renderScript({ account, caller, heading, readAt, steps }: Script): string {
  return `${[
    '#!/usr/bin/env bash',
    '#',
    ...heading.map((line) => `# ${shellComment(line)}`.trimEnd()),
    'set -euo pipefail',
    'cd -- "$(dirname -- "${BASH_SOURCE[0]}")"',
    '',
    ...(caller === 'account' ? accountGuard(account) : MANAGEMENT_GUARD),
    '',
    ...FUNCTIONS,
    '',
    '# --- Is everything as it was read, or already as this script leaves it? --------------------',
    '',
    ...steps.flatMap((step, index) => probeLines(step, index + 1)),
    ...steps.map(
      ({ title, probe }, index) =>
        `expect ${shellWord(shellComment(title))} "$state_${index + 1}" ${endOf(probe, 'from')} ${endOf(probe, 'to')} ${shellWord(shellComment(readAt))}`,
    ),
    '',
    '# --- Changes -------------------------------------------------------------------------------',
    ...steps.flatMap((step, index) => changeLines(step, index + 1)),
    '',
    "echo 'done: the account is as this script leaves it'",
  ].join('\n')}\n`;
}

export function accountGuard(account: string): readonly string[] {
  return [
    'caller=$(aws sts get-caller-identity --query Account --output text)',
    `if [ "$caller" != ${shellWord(account)} ]; then`,
    `  echo "this script is for account ${account.replace(/\D/g, '')}, the caller is in $caller: nothing was done" >&2`,
    '  exit 1',
    'fi',
  ];
}

const MANAGEMENT_GUARD: readonly string[] = [
  'caller=$(aws sts get-caller-identity --query Account --output text)',
  'manager=$(aws organizations describe-organization --query Organization.MasterAccountId --output text)',
  'if [ "$caller" != "$manager" ]; then',
  '  echo "this script is for the management account $manager, the caller is in $caller: nothing was done" >&2',
  '  exit 1',
  'fi',
];

/** Documents are compared as JSON by the AWS CLI itself, so white space and order do not matter. */
const FUNCTIONS: readonly string[] = [
  'errors=$(mktemp)',
  'trap \'rm -f -- "$errors"\' EXIT',
  '',
  '# What the account answers; `absent` when there is no such thing.',
  'ask() { # QUERY COMMAND...',
  '  local query=$1 answer',
  '  shift',
  '  if answer=$("$@" --output text --query "$query" 2>"$errors"); then',
  '    printf \'%s\\n\' "$answer"',
  '  elif grep -q NoSuchEntity "$errors"; then',
  '    echo absent',
  '  else',
  '    cat "$errors" >&2',
  '    return 1',
  '  fi',
  '}',
  '',
  'same() { # MEMBER FILE',
  '  if [ "$2" = none ]; then echo \'`false`\'; else printf \'%s == `%s`\' "$1" "$(cat -- "$2")"; fi',
  '}',
  '',
  '# `from` or `to`, as the files say; `absent`; or `other`.',
  'document() { # FROM TO MEMBER COMMAND...',
  '  local from=$1 to=$2 member=$3',
  '  shift 3',
  '  ask "(($(same "$member" "$from")) && \'from\') || (($(same "$member" "$to")) && \'to\') || \'other\'" "$@"',
  '}',
  '',
  'managed_policy() { # FROM TO ARN',
  '  local version',
  '  version=$(ask Policy.DefaultVersionId aws iam get-policy --policy-arn="$3") || return',
  '  if [ "$version" = absent ]; then',
  '    echo absent',
  '  else',
  '    document "$1" "$2" PolicyVersion.Document \\',
  '      aws iam get-policy-version --policy-arn="$3" --version-id="$version"',
  '  fi',
  '}',
  '',
  'value() { # FROM TO MEMBER COMMAND...',
  '  local from=$1 to=$2 member=$3',
  '  shift 3',
  "  ask \"(($member == '$from') && 'from') || (($member == '$to') && 'to') || 'other'\" \"$@\"",
  '}',
  '',
  'attachment() { # ARN MEMBERS COMMAND...',
  '  local arn=$1 members=$2',
  '  shift 2',
  "  ask \"(contains($members, '$arn') && 'attached') || 'detached'\" \"$@\"",
  '}',
  '',
  'expect() { # WHAT STATE FROM TO READ-AT',
  '  if [ "$2" != "$3" ] && [ "$2" != "$4" ]; then',
  '    echo "$1 is not what was read on $5 any more: nothing was done, audit again" >&2',
  '    exit 3',
  '  fi',
  '}',
];

/** The word that the account answers at one end of a step. */
export function endOf(probe: Probe, end: 'from' | 'to'): string {
  switch (probe.kind) {
    case 'document':
    case 'managed-policy':
      return probe[end] === undefined ? 'absent' : end;
    case 'value':
      return end;
    case 'attachment': {
      const other = probe.from === 'attached' ? 'detached' : 'attached';
      return end === 'from' ? probe.from : other;
    }
    default:
      return assertNever(probe);
  }
}

function probeLines({ title, probe }: Step, n: number): readonly string[] {
  return [`# ${n}. ${shellComment(title)}`, `state_${n}=$(${probeCall(probe)})`];
}

function probeCall(probe: Probe): string {
  switch (probe.kind) {
    case 'document':
      return `document ${fileWord(probe.from)} ${fileWord(probe.to)} ${probe.member} \\\n  ${commandLine(probe.read, '  ').trimStart()}`;
    case 'managed-policy':
      return `managed_policy ${fileWord(probe.from)} ${fileWord(probe.to)} ${shellWord(probe.arn)}`;
    case 'value':
      return `value ${shellWord(probe.from)} ${shellWord(probe.to)} ${probe.member} \\\n  ${commandLine(probe.read, '  ').trimStart()}`;
    case 'attachment':
      return `attachment ${shellWord(probe.arn)} ${shellWord(probe.members ?? 'AttachedPolicies[].PolicyArn')} \\\n  ${commandLine(probe.list, '  ').trimStart()}`;
    default:
      return assertNever(probe);
  }
}

function fileWord(file: string | undefined): string {
  return file === undefined ? 'none' : shellWord(file);
}

function changeLines({ title, probe, commands }: Step, n: number): readonly string[] {
  return [
    '',
    `# ${n}. ${shellComment(title)}`,
    `if [ "$state_${n}" = ${endOf(probe, 'from')} ]; then`,
    ...commands.map((command) => commandLine(command, '  ')),
    'fi',
  ];
}
