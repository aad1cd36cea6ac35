/** IAM actions: the concrete ones, which are counted and diffed, and where their names come from. */
import type { Brand } from './brand.js';

/** One concrete action in the catalogue's spelling, such as `s3:GetObject`. Never holds a wildcard. */
export type Action = Brand<'Action'>;

/** AWS's five access levels. Source: Service Authorization Reference, "Access level". */
export type AccessLevel = 'List' | 'Read' | 'Write' | 'Permissions management' | 'Tagging';

/**
 * A set of known actions, as bits over the positions of one catalogue's actions. Only that
 * catalogue can read it.
 */
export type ActionSet = {
  /** How many actions the catalogue has. */
  readonly universe: number;
  /** Bit i of word w is action 32·w + i. */
  readonly words: Readonly<Uint32Array>;
};

// One name holds a hyphen: `vpc-lattice:AssociateViaAWSService-EventsAndStates`.
const ACTION = /^[A-Za-z0-9][A-Za-z0-9-]*:[A-Za-z0-9-]+$/;

/** Reads one concrete action; `undefined` for `s3:Get*`, which is a pattern. */
export function parseAction(text: string): Action | undefined {
  return ACTION.test(text) ? (text as Action) : undefined;
}

/** The service prefix, such as `s3`, in lower case. */
export function serviceOf(action: string): string {
  return action.slice(0, action.indexOf(':')).toLowerCase();
}
