/** The one identity that a user means by an ARN, a unique id or a name. */

import { closest } from '../model/closest.js';
import type { Evidence } from '../model/evidence.js';
import type { Identity } from '../model/identity.js';
import type { Snapshot } from '../model/snapshot.js';
import { UserError } from '../model/user-error.js';

export type Found = { readonly snapshot: Snapshot; readonly identity: Identity };

const SHOWN = 10;

/** @throws UserError when nobody, or more than one, is meant */
export function findIdentity({ snapshots }: Pick<Evidence, 'snapshots'>, text: string): Found {
  const all = snapshots.flatMap((snapshot) =>
    [...snapshot.users, ...snapshot.groups, ...snapshot.roles].map(
      (identity): Found => ({ snapshot, identity }),
    ),
  );
  const exact = all.filter(({ identity }) => identity.arn === text || identity.id === text);
  const named =
    exact.length > 0
      ? exact
      : // IAM: names "are not distinguished by case".
        all.filter(({ identity }) => identity.name.toLowerCase() === text.toLowerCase());
  const [first, second] = named;
  if (first === undefined) throw unknownIdentity(all, text);
  if (second !== undefined) throw ambiguous(named, text);
  return first;
}

function ambiguous(found: readonly Found[], text: string): UserError {
  const arns = found.map(({ identity }) => identity.arn).sort();
  const more = arns.length > SHOWN ? ` and ${arns.length - SHOWN} more` : '';
  return new UserError(
    `\`${text}\` names ${found.length} identities`,
    `give one of these ARNs: ${arns.slice(0, SHOWN).join(', ')}${more}`,
  );
}

function unknownIdentity(all: readonly Found[], text: string): UserError {
  const names = all.map(({ identity }) => identity.name);
  const close = closest(
    text.startsWith('arn:') ? text.slice(text.lastIndexOf('/') + 1) : text,
    names,
  );
  return new UserError(
    `no user, group or role \`${text}\` in the evidence`,
    close.length > 0
      ? `did you mean ${close.map((name) => `\`${name}\``).join(', ')}`
      : `the evidence holds ${all.length} identities: report.md lists them`,
  );
}
