/** Words that the stages of several kinds of things share. */
import type { InlinePolicy, Role, User } from '../../model/identity.js';
import type { PolicyDocument } from '../../model/policy.js';
import type { Command, Revocation, RevocationStage } from '../../model/recommendation.js';
import { toJson } from '../../policy/print-policy.js';

/** What is planned of one thing, besides what its finding says. */
export type Details = Pick<
  Revocation,
  'dependants' | 'ownerHints' | 'stages' | 'backup' | 'uniqueId'
>;

const NAME = 'leastwise-quarantine';

export const DENY_ALL: string = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Sid: 'Quarantine', Effect: 'Deny', Action: '*', Resource: '*' }],
});

/** The quarantine that is there already, or a name for it that the identity does not use yet. */
export function quarantineName({ inlinePolicies }: Role | User): string {
  const ours = inlinePolicies.find(isQuarantine);
  if (ours !== undefined) return ours.name;
  const taken = new Set(inlinePolicies.map(({ name }) => name.toLowerCase()));
  let name = NAME;
  for (let n = 2; taken.has(name); n += 1) name = `${NAME}-${n}`;
  return name;
}

function isQuarantine({ name, document }: InlinePolicy): boolean {
  return name.startsWith(NAME) && JSON.stringify(toJson(document)) === DENY_ALL;
}

/** What the identity held before it was put in quarantine. */
export function beforeQuarantine<Kind extends Role | User>(identity: Kind): Kind {
  const inlinePolicies = identity.inlinePolicies.filter((policy) => !isQuarantine(policy));
  return { ...identity, inlinePolicies };
}

export function quarantine(command: Command, undo: Command, why: string): RevocationStage {
  return { stage: 'quarantine', why, commands: [command], undo: [undo] };
}

export function documentWords(document: PolicyDocument): readonly string[] {
  return ['--policy-document', JSON.stringify(toJson(document))];
}

export function tagWords({ tags }: Role | User): readonly string[] {
  // AWS's own tags cannot be set by anybody.
  const own = tags.filter(({ key }) => !key.startsWith('aws:'));
  return own.length === 0
    ? []
    : ['--tags', JSON.stringify(own.map(({ key, value }) => ({ Key: key, Value: value })))];
}

/** Two words: joined by `=`, the AWS CLI would ask for what is in the file all the same. */
export function inputWords(file: string): readonly string[] {
  return ['--cli-input-json', `file://${file}`];
}
