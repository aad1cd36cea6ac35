/** What the evidence shows used, action by action or, from coarser sources, service by service. */
import { isEmptySet, setOfActions } from '../catalog/action-set.js';
import { prefixOfHost } from '../catalog/events/event-source.js';
import { serviceOf } from '../model/action.js';
import type { Identity } from '../model/identity.js';
import type { Instant } from '../model/time.js';
import type { Use, UseKind } from '../model/usage.js';
import type { VerdictReason } from '../model/verdict.js';
import { isAround, isInWindow } from './ledger-index.js';
import {
  type Claim,
  callersOf,
  keyUsesOf,
  serviceActions,
  type VerdictContext,
} from './verdict-context.js';

const REASON_OF_KIND: readonly (readonly [UseKind, VerdictReason])[] = [
  ['primary', { kind: 'logged-use' }],
  ['inferred', { kind: 'inferred-use' }],
  ['conditional', { kind: 'conditional-use' }],
];

/** Uses inside the window; denied calls are not among them. */
export function usesInWindow(context: VerdictContext, identity: Identity): readonly Use[] {
  return callersOf(context.directory, identity).flatMap((caller) =>
    context.ledger
      .usesOf(caller.id)
      .filter((use) => use.outcome !== 'denied' && isInWindow(use, context.window)),
  );
}

export function loggedUseClaims(context: VerdictContext, identity: Identity): readonly Claim[] {
  const uses = usesInWindow(context, identity);
  return REASON_OF_KIND.map(([kind, reason]) => ({
    reason,
    actions: setOfActions(
      context.catalog,
      uses.filter((use) => use.kind === kind).map((use) => use.action),
    ),
  }));
}

/**
 * The credential report names the service that a key was last used with. Where the log shows no call
 * of that service by the user around that time, the call was one that the log does not hold: all of
 * the service stays.
 */
export function coarseUseClaims(context: VerdictContext, identity: Identity): readonly Claim[] {
  return callersOf(context.directory, identity).flatMap((caller) => {
    const uses = context.ledger.usesOf(caller.id);
    return keyUses(context, caller)
      .filter(
        ({ service, at }) =>
          !uses.some((use) => serviceOf(use.action) === service && isAround(use, at)),
      )
      .flatMap(({ service, at }) => {
        const actions = serviceActions(context, service);
        // An unknown service is the business of what blocks: see `unseenUseOf`.
        return isEmptySet(actions)
          ? []
          : {
              actions,
              reason: { kind: 'coarse-use', source: 'access-key-last-used', service, at } as const,
            };
      });
  });
}

function keyUses(
  context: VerdictContext,
  caller: Identity,
): readonly { readonly service: string; readonly at: Instant }[] {
  return keyUsesOf(context, caller).flatMap(({ service, at }) =>
    service !== undefined && at >= context.window.from
      ? { service: prefixOfReported(service), at }
      : [],
  );
}

/** IAM reports the name of the endpoint: `monitoring` for CloudWatch, `email` for SES. */
function prefixOfReported(service: string): string {
  const name = service.toLowerCase();
  return prefixOfHost(`${name}.amazonaws.com`) ?? name;
}
