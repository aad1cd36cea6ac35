/** Reads the `result.json` of an earlier audit, which every other output is made from. */
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Result } from '../model/result.js';
import { UserError } from '../model/user-error.js';
import { firstViolation } from './schemas.js';

const SCHEMA = 'leastwise.result/1';

/**
 * @param path the out folder, or the file itself
 * @throws UserError when there is none, or it is of another version
 */
export function readResult(path: string): Result {
  const text = readText(path);
  const result = parseObject(path, text);
  if (result.schema !== SCHEMA) {
    throw new UserError(
      `\`${path}\` holds a result with schema \`${String(result.schema)}\`, ours is \`${SCHEMA}\``,
      'use the leastwise that wrote it, or run the audit again',
    );
  }
  refuseDamaged(path, result);
  return result as Result;
}

/** Who edited it, or a leastwise of other days: better said than half rendered. */
function refuseDamaged(path: string, result: object): void {
  const violation = firstViolation('result', result);
  if (violation === undefined) return;
  const where = violation.path.join('.') || 'the result';
  throw new UserError(
    `\`${path}\` holds no result as this leastwise writes it: ${where}: ${violation.message}`,
    'run the audit again into the same folder: it reads no log twice',
  );
}

function readText(path: string): string {
  try {
    const file = statSync(path).isDirectory() ? join(path, 'result.json') : path;
    return readFileSync(file, 'utf8');
  } catch (cause) {
    throw noResult(path, 'cannot be read', cause);
  }
}

function parseObject(path: string, text: string): { readonly schema?: unknown } {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw noResult(path, 'is not valid JSON', cause);
  }
  if (typeof value !== 'object' || value === null) throw noResult(path, 'is not an object');
  return value;
}

function noResult(path: string, why: string, cause?: unknown): UserError {
  return new UserError(
    `no result in \`${path}\`: it ${why}`,
    'pass the out folder of an audit, or its result.json',
    { cause },
  );
}
