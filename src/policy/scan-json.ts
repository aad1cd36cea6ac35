/**
 * Duplicate object keys and nesting depth of a JSON text, which `JSON.parse` does not report.
 *
 * Walks text that `JSON.parse` has accepted, without recursion, so that depth costs no stack.
 */

export type DuplicateKey = {
  /** `Statement[3].Condition.StringEquals`: the object that has the key twice. */
  readonly path: string;
  readonly key: string;
};

export type JsonScan = { readonly duplicates: readonly DuplicateKey[]; readonly depth: number };

type Frame = {
  /** Keys seen; `undefined` for an array. */
  readonly keys: Set<string> | undefined;
  /** The key or index under which the next value stands. */
  at: string | number;
};

const QUOTE = 34;
const BACKSLASH = 92;
/** More are not worth reporting, and would let a hostile text fill the memory. */
const MOST_DUPLICATES = 100;

/** @param text valid JSON */
export function scanJson(text: string): JsonScan {
  const frames: Frame[] = [];
  const duplicates: DuplicateKey[] = [];
  let depth = 0;
  let index = 0;
  let expectsKey = false;
  while (index < text.length) {
    const character = text[index];
    const frame = frames.at(-1);
    if (character === '"') {
      const end = endOfString(text, index);
      if (expectsKey && frame?.keys !== undefined) {
        const key = decodeString(text.slice(index, end));
        if (frame.keys.has(key) && duplicates.length < MOST_DUPLICATES) {
          duplicates.push({ path: pathOf(frames.slice(0, -1)), key });
        }
        frame.keys.add(key);
        frame.at = key;
        expectsKey = false;
      }
      index = end;
      continue;
    }
    if (character === '{' || character === '[') {
      frames.push(character === '{' ? { keys: new Set(), at: '' } : { keys: undefined, at: 0 });
      depth = Math.max(depth, frames.length);
      expectsKey = character === '{';
    } else if (character === '}' || character === ']') {
      frames.pop();
      expectsKey = false;
    } else if (character === ',' && frame !== undefined) {
      expectsKey = frame.keys !== undefined;
      if (typeof frame.at === 'number') frame.at++;
    }
    index++;
  }
  return { duplicates, depth };
}

function endOfString(text: string, start: number): number {
  let index = start + 1;
  while (index < text.length && text.charCodeAt(index) !== QUOTE) {
    index += text.charCodeAt(index) === BACKSLASH ? 2 : 1;
  }
  return index + 1;
}

function decodeString(quoted: string): string {
  return quoted.includes('\\') ? String(JSON.parse(quoted)) : quoted.slice(1, -1);
}

function pathOf(frames: readonly Frame[]): string {
  return frames.reduce((path, { at }) => appendToPath(path, at), '');
}

/** Depth is bounded only by the text; nobody reads a path of thousands of steps. */
const LONGEST_PATH = 200;

export function appendToPath(path: string, step: string | number): string {
  if (path.length > LONGEST_PATH) return path;
  if (typeof step === 'number') return `${path}[${step}]`;
  return path === '' ? step : `${path}.${step}`;
}

/** Steps to the deepest value of a parsed tree, counted up to `limit`; cycles reach it too. */
export function exceedsDepth(value: unknown, limit: number): boolean {
  let level: readonly unknown[] = [value];
  for (let depth = 0; depth <= limit; depth++) {
    level = level.flatMap((item) =>
      typeof item === 'object' && item !== null ? Object.values(item) : [],
    );
    if (level.length === 0) return false;
  }
  return true;
}
