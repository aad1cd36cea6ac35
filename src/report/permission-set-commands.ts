/**
 * What puts a trimmed permission set into force, and what brings the old one back: AWS CLI calls in
 * their order. Nothing is missing in between: the new text comes before the old ones go.
 *
 * Source: AWS CLI Command Reference, `sso-admin`: changes reach accounts when the set is provisioned.
 */
import type { Command } from '../model/recommendation.js';
import type { PermissionSetProposalResult } from '../model/result.js';
import { plain } from './escape.js';
import { commandLine } from './shell-command.js';

export type PermissionSetCommands = {
  readonly apply: readonly Command[];
  readonly undo: readonly Command[];
};

export function permissionSetCommands({
  instanceArn,
  arn,
  before,
  after,
}: PermissionSetProposalResult): PermissionSetCommands {
  const call = (operation: string, ...words: readonly string[]): Command => ({
    words: [
      'aws',
      'sso-admin',
      operation,
      `--instance-arn=${instanceArn}`,
      `--permission-set-arn=${arn}`,
      ...words,
    ],
  });
  const text = (document: unknown) => `--inline-policy=${JSON.stringify(document)}`;
  const write = (document: unknown) =>
    document === undefined
      ? call('delete-inline-policy-from-permission-set')
      : call('put-inline-policy-to-permission-set', text(document));
  const old = before.find((one) => one.arn === undefined)?.document;
  const next = after[0]?.document;
  const managed = before.flatMap((one) => one.arn ?? []);
  const each = (operation: string) =>
    managed.map((policy) => call(operation, `--managed-policy-arn=${policy}`));
  const provision = call('provision-permission-set', '--target-type=ALL_PROVISIONED_ACCOUNTS');
  return {
    apply: [
      ...(next === undefined && old === undefined ? [] : [write(next)]),
      ...each('detach-managed-policy-from-permission-set'),
      provision,
    ],
    undo: [
      ...each('attach-managed-policy-to-permission-set'),
      ...(next === undefined && old === undefined ? [] : [write(old)]),
      provision,
    ],
  };
}

/** The same as text, a call to a line: every word is quoted, and none holds a line break. */
export function permissionSetScripts(one: PermissionSetProposalResult): {
  readonly apply: string;
  readonly undo: string;
} {
  const { apply, undo } = permissionSetCommands(one);
  return { apply: apply.map(safeLine).join('\n'), undo: undo.map(safeLine).join('\n') };
}

function safeLine({ words }: Command): string {
  return commandLine({
    words: words.map((word) => (typeof word === 'string' ? plain(word) : word)),
  });
}
