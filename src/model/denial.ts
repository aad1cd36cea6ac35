/**
 * Which policy refused a call, as the message of the error says it.
 *
 * Of several kinds of policies that refuse, the message names one; some services name none.
 * Source: IAM User Guide, "Troubleshoot access denied error messages".
 */

/** Kinds of policies, with their articles. */
const DENYING = {
  'VPC endpoint policy': 'a',
  'identity-based policy': 'an',
  'permissions boundary': 'a',
  'resource control policy': 'a',
  'resource-based policy': 'a',
  'role trust policy': 'the',
  'service control policy': 'a',
  'session policy': 'a',
} as const;

type DenyingPolicy = keyof typeof DENYING;

/** A policy says no, or none of the kind says yes. */
export type Denial = {
  readonly [By in DenyingPolicy]:
    | `explicit deny in ${(typeof DENYING)[By]} ${By}`
    | `no ${By} allows it`;
}[DenyingPolicy];

type DenialRow = {
  readonly denial: Denial;
  /** As it stands in a message, with the blank before it. */
  readonly phrase: string;
};

export const DENIALS: readonly DenialRow[] = (Object.keys(DENYING) as DenyingPolicy[]).flatMap(
  (by): readonly DenialRow[] => {
    const explicit = `explicit deny in ${DENYING[by]} ${by}` as Denial;
    return [
      { denial: explicit, phrase: ` with an ${explicit}` },
      { denial: `no ${by} allows it`, phrase: ` because no ${by} allows` },
    ];
  },
);

/** @returns what the message says first; `undefined` where it names no policy */
export function denialIn(message: string): Denial | undefined {
  let first: DenialRow | undefined;
  let at = message.length;
  for (const row of DENIALS) {
    const found = message.indexOf(row.phrase);
    if (found === -1 || found >= at) continue;
    at = found;
    first = row;
  }
  return first?.denial;
}
