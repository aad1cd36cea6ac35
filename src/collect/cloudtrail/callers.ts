/** Callers met while reading, each once, so that rows can point to them. */
import type { Caller } from '../../model/usage.js';
import type { CallerClaim } from './attribute.js';

/** One caller as the events describe it; `claim` keeps the best description met. */
export type KnownCaller = {
  readonly key: string;
  claim: CallerClaim;
  /** Newest event that `claim` comes from, in seconds since 1970. */
  claimedAt: number;
};

export type Callers = {
  /**
   * @param at when the claim was made, in seconds since 1970
   * @returns `undefined` when there are too many callers
   */
  readonly of: (claim: CallerClaim, at: number) => KnownCaller | undefined;
};

export function createCallers(maxCallers: number): Callers {
  const callers = new Map<string, KnownCaller>();
  return {
    of: (claim, at) => {
      const key = keyOfClaim(claim);
      const known = callers.get(key);
      if (known !== undefined) {
        describe(known, claim, at);
        return known;
      }
      if (callers.size >= maxCallers) return undefined;
      const made = { key, claim, claimedAt: at };
      callers.set(key, made);
      return made;
    },
  };
}

/** An identity is its unique id: a renamed user keeps it, a re-created role does not. */
function keyOfClaim({ id, arn, account, otherwise }: CallerClaim): string {
  return id === '' ? `${otherwise} ${account} ${arn}` : id;
}

/**
 * What its own account says of a caller wins, then an exact ARN, then the newest. Claims of one second are told
 * apart by their text, so that the order in which they come never counts.
 */
export function describe(known: KnownCaller, claim: CallerClaim, at: number): void {
  if (!describesBetter(claim, at, known)) return;
  known.claim = claim;
  known.claimedAt = at;
}

function describesBetter(
  claim: CallerClaim,
  at: number,
  { claim: old, claimedAt }: KnownCaller,
): boolean {
  if ((claim.otherwise === undefined) !== (old.otherwise === undefined)) {
    return claim.otherwise === undefined;
  }
  if (claim.arnKind !== old.arnKind) return claim.arnKind === 'exact';
  if (at !== claimedAt) return at > claimedAt;
  return claim !== old && textOf(claim) > textOf(old);
}

function textOf({ arn, account, otherwise }: CallerClaim): string {
  return `${arn} ${account} ${otherwise ?? ''}`;
}

/** The claim that a caller of an earlier run stands for. */
export function claimOf(caller: Caller): CallerClaim {
  const { account } = caller;
  return caller.kind === 'identity'
    ? { id: caller.id, arn: caller.arn, arnKind: 'exact', account, otherwise: undefined }
    : { id: '', arn: '', arnKind: 'path-lost', account, otherwise: caller.bucket };
}
