/** Which waiver covers what. A waiver that says more covers less: all that it says must match. */
import type { Mark } from '../model/mark.js';
import type { ActionList } from '../model/result.js';
import type { Waiver } from '../model/review.js';
import type { Instant } from '../model/time.js';
import { matchesAction, matchesGlob } from '../policy/match.js';
import type { Reviewable } from './reviewable.js';

export function covers(waiver: Waiver, item: Reviewable): boolean {
  const { id, identity, actions } = waiver;
  return (
    (id === undefined || matchesId(id, item)) &&
    (identity === undefined || namesEach(identity, item.subjects)) &&
    (actions === undefined || namesAll(actions, item.actions))
  );
}

/** A kind stands before its id, too: a waiver of `stale-role` keeps the role out of the scripts. */
function matchesId(pattern: string, { id, kind }: Reviewable): boolean {
  return pattern === kind || id.startsWith(`${pattern} `) || matchesGlob(pattern, id);
}

/** The holders of a shared policy are all meant, or the waiver does not cover it. */
function namesEach(pattern: string, subjects: Reviewable['subjects']): boolean {
  return (
    subjects.length > 0 &&
    subjects.every((names) => names.some((name) => matchesGlob(pattern, name)))
  );
}

function namesAll(patterns: readonly string[], list: ActionList | undefined): boolean {
  const names = list?.actions ?? list?.compact ?? [];
  return names.length > 0 && names.every((name) => patterns.some((one) => holds(one, name)));
}

/** `name` may be a pattern itself: its star is then more than one character. */
function holds(pattern: string, name: string): boolean {
  return matchesAction(pattern, name) && !(name.includes('*') && pattern.includes('?'));
}

/** A waiver holds to the end of its last day; without a date of the audit, only if it has no end. */
export function isExpired({ expires }: Waiver, asOf: Instant | undefined): boolean {
  return expires !== undefined && (asOf === undefined || asOf.slice(0, 10) > expires);
}

export function waived({ reason, owner, expires }: Waiver): Mark {
  return {
    kind: 'waived',
    reason,
    ...(owner !== undefined && { owner }),
    ...(expires !== undefined && { expires }),
  };
}
