/** What every detector is: the facts of one account in, findings out. */
import type { Finding } from '../../model/finding.js';
import type { Assessment } from '../../model/verdict.js';
import type { VerdictContext } from '../verdict-context.js';

export type Detector = (
  context: VerdictContext,
  assessments: readonly Assessment[],
) => readonly Finding[];
