/** The whole result, byte for byte the same for the same result. */
import type { CheckResult } from '../../model/check-result.js';

export function renderCheckJson(result: CheckResult): string {
  return `${JSON.stringify(result, undefined, 2)}\n`;
}
