/** What people decided about one thing that was found: it stays in the result, marked. */
import type { Instant } from './time.js';

/** Why something found does not count. Absent: it counts. */
export type Mark =
  | {
      readonly kind: 'waived';
      readonly reason: string;
      readonly owner?: string;
      readonly expires?: string;
    }
  /** In the baseline, and no worse since. */
  | { readonly kind: 'known'; readonly since: Instant | undefined };
