/** Names of the identities that were read before, page by page, so that few of them are in memory. */
import { GLOBAL_REGION } from '../../../../model/collected.js';
import { listOf, textOf } from '../answers.js';
import type { Answer, SourceContext } from '../source.js';
import { DETAILS_FILE } from './authorization-details.js';

export type NamedIdentity = { readonly arn: string; readonly name: string };

const KINDS = {
  user: { list: 'UserDetailList', name: 'UserName' },
  group: { list: 'GroupDetailList', name: 'GroupName' },
  role: { list: 'RoleDetailList', name: 'RoleName' },
} as const;

/** Sorted by ARN: an interrupted run goes on in the same order. */
export async function identitiesOf(
  context: SourceContext,
  ...kinds: readonly (keyof typeof KINDS)[]
): Promise<readonly NamedIdentity[]> {
  const found = new Map<string, NamedIdentity>();
  const files = context.filesOf('authorization-details', GLOBAL_REGION);
  for await (const page of files.read(DETAILS_FILE)) {
    for (const { list, name: member } of kinds.map((kind) => KINDS[kind])) {
      for (const identity of listOf(page as Answer, list)) {
        const [arn, name] = [textOf(identity, 'Arn'), textOf(identity, member)];
        if (arn !== undefined && name !== undefined) found.set(arn, { arn, name });
      }
    }
  }
  return [...found.values()].sort((a, b) => (a.arn < b.arn ? -1 : 1));
}
