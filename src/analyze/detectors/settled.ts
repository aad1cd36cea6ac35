/** Old enough that its silence means something: older than the window and the grace beyond it. */
import { addDays, type Instant } from '../../model/time.js';
import type { VerdictContext } from '../verdict-context.js';

/** An unknown age is not an old one. */
export function isSettled(
  { window, options }: Pick<VerdictContext, 'window' | 'options'>,
  createdAt: Instant | undefined,
): boolean {
  return (
    createdAt !== undefined &&
    createdAt <= addDays(window.asOf, -(options.windowDays + options.graceDays))
  );
}
