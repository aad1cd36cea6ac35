/**
 * Who took a role inside the window, and whether the log would have shown anybody else.
 *
 * Silence counts as it does for a permission: calls of `sts:AssumeRole` observed without a gap, the role
 * and its trust policy older than the window, no trace of use that the log does not explain.
 */
import { setOfActions } from '../catalog/action-set.js';
import type { Role } from '../model/identity.js';
import { addDays } from '../model/time.js';
import type { RoleTaking, VerdictReason } from '../model/verdict.js';
import { isInWindow } from './ledger-index.js';
import type { VerdictContext } from './verdict-context.js';
import { silenceOf } from './verdicts.js';

const TRUST_CHANGE = 'UpdateAssumeRolePolicy';

export function takingOf(context: VerdictContext, role: Role): RoleTaking {
  const { ledger, window } = context;
  const taken = ledger
    .assumptionsOf(role)
    .filter((row) => row.outcome !== 'denied' && isInWindow(row, window));
  const rows = new Map<string, RoleTaking['by'][number]>();
  for (const { by, event, lastSeen, count } of taken) {
    const known = rows.get(`${by} ${event}`);
    rows.set(`${by} ${event}`, {
      by,
      event,
      lastSeen: known !== undefined && known.lastSeen > lastSeen ? known.lastSeen : lastSeen,
      count: (known?.count ?? 0) + count,
    });
  }
  return {
    by: [...rows].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, row]) => row),
    silence: trustSilence(context, role),
  };
}

function trustSilence(context: VerdictContext, role: Role): VerdictReason {
  const { catalog, ledger, options, window } = context;
  const neededDays = options.minWindowDays + options.graceDays;
  const [changed] = ledger
    .grantChangesOf(role)
    .filter(({ event, at }) => event === TRUST_CHANGE && at > addDays(window.asOf, -neededDays))
    .toSorted((a, b) => (a.at < b.at ? 1 : -1));
  if (changed !== undefined) {
    return { kind: 'grant-too-young', changedAt: changed.at, change: TRUST_CHANGE, neededDays };
  }
  return silenceOf(context, role, setOfActions(catalog, ['sts:AssumeRole']));
}
