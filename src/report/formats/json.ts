/** `result.json`, byte for byte the same for the same result. */
import type { Result } from '../../model/result.js';

export function renderJson(result: Result): string {
  return `${JSON.stringify(result, undefined, 1)}\n`;
}
