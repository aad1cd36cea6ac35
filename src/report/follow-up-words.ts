/** What became of an earlier plan, as people say it: what to do stands first. */
import { assertNever } from '../model/brand.js';
import type { FollowUp } from '../model/follow-up.js';
import { day, plural } from './phrases.js';

export function followUpWords(one: FollowUp): string {
  const { verdict, account, quarantinedAt } = one;
  const undo = `revocation/${account}/1-quarantine.undo.sh ${itemName(one)}`;
  switch (verdict.kind) {
    case 'still-idle':
      switch (verdict.next) {
        case 'wait':
          return `still idle: wait until ${day(verdict.until)}`;
        case 'quarantine':
          return `still idle: go on with revocation/${account}/1-quarantine.sh ${itemName(one)}`;
        case 'delete':
          return `still idle: go on with revocation/${account}/2-delete.sh ${itemName(one)}`;
        default:
          return assertNever(verdict);
      }
    case 'touched':
      return `stop, it was used: ${verdict.event} ${verdict.by} on ${verdict.at}${quarantinedAt === undefined ? '' : `; let it go with ${undo}`}`;
    case 'denied':
      return `${deniedWords(verdict)}: ${plural(verdict.calls, 'call')} refused since it is in quarantine, last ${verdict.action} on ${verdict.at}${byWhat(verdict)}; ${undo}`;
    case 'gone':
      return verdict.remade
        ? 'gone, and another has its name: nothing to do'
        : 'gone: nothing to do';
    case 'unknown':
      return `cannot tell, do not go on: ${verdict.why}`;
    default:
      return assertNever(verdict);
  }
}

/** Results of earlier releases do not say what its policies allowed. */
function deniedWords({
  allowedBefore = true,
}: Partial<FollowUp['verdict'] & { readonly kind: 'denied' }>): string {
  return allowedBefore
    ? 'roll back, somebody needs it'
    : 'stop and find out who calls: it would have been refused without the quarantine, too';
}

function byWhat({ denial }: { readonly denial?: string }): string {
  return denial === undefined ? '' : ` (${denial})`;
}

/** What a person gives to a script of the plan to have one thing done only. */
export function itemName({ kind, name, slot }: Pick<FollowUp, 'kind' | 'name' | 'slot'>): string {
  return `${kind}/${name}${slot === undefined ? '' : `/${slot}`}`;
}
