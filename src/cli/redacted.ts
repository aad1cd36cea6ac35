/** A result as it is shown: with names, or with words in their place. */
import { type Result, redact } from '../index.js';
import { pseudonyms } from './pseudonyms.js';
import type { RedactFlags } from './redact-options.js';

export function shown(result: Result, { redact: wanted, redactKey }: RedactFlags): Result {
  if (wanted !== true && redactKey === undefined) return result;
  return redact(result, pseudonyms(redactKey));
}
