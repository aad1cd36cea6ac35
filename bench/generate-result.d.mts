import type { Result } from '../src/model/result.js';

export function bigResult(
  result: Result,
  size: { readonly roles: number; readonly uses: number },
): Result;
