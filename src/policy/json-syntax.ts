/**
 * Where a text stops being JSON: `JSON.parse` does not say so in every version of the engine.
 *
 * Source: RFC 8259.
 */

import { assertNever } from '../model/brand.js';

type Expected = 'value' | 'value or ]' | 'key' | 'key or }' | ':' | ', or end' | 'nothing';

const SPACE = /[ \t\n\r]*/y;
const WORD = /true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const ESCAPE = /\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/y;
const CONTROL = 0x20;

/** Offset of the first character that does not belong; the text's length when it ends too early. */
export function firstSyntaxError(text: string): number {
  const open: ('{' | '[')[] = [];
  let expected: Expected = 'value';
  let index = endOf(SPACE, text, 0);
  while (index < text.length && expected !== 'nothing') {
    const character = text[index] ?? '';
    const next = step(expected, character, open);
    if (next === undefined) return index;
    const isWord =
      (expected === 'value' || expected === 'value or ]') && /[^[\]{}"]/.test(character);
    const end =
      character === '"' ? endOfString(text, index) : isWord ? endOf(WORD, text, index) : index + 1;
    if (end === index) return index;
    if (end < 0) return -end;
    expected = next;
    index = endOf(SPACE, text, end);
  }
  return index;
}

/** What may follow; `undefined` when the character may not stand here. Keeps `open` current. */
function step(expected: Expected, character: string, open: ('{' | '[')[]): Expected | undefined {
  const afterValue = (): Expected => (open.length === 0 ? 'nothing' : ', or end');
  switch (expected) {
    case 'value or ]':
    case 'value':
      if (character === ']' && expected === 'value or ]') {
        open.pop();
        return afterValue();
      }
      if (character === '{' || character === '[') {
        open.push(character);
        return character === '{' ? 'key or }' : 'value or ]';
      }
      return /["tfn0-9-]/.test(character) ? afterValue() : undefined;
    case 'key or }':
    case 'key':
      if (character === '}' && expected === 'key or }') {
        open.pop();
        return afterValue();
      }
      return character === '"' ? ':' : undefined;
    case ':':
      return character === ':' ? 'value' : undefined;
    case ', or end': {
      const container = open.at(-1);
      if (character === ',') return container === '{' ? 'key' : 'value';
      if (character !== (container === '{' ? '}' : ']')) return undefined;
      open.pop();
      return afterValue();
    }
    case 'nothing':
      return undefined;
    default:
      return assertNever(expected);
  }
}

function endOf(pattern: RegExp, text: string, index: number): number {
  pattern.lastIndex = index;
  return pattern.test(text) ? pattern.lastIndex : index;
}

/** Behind the closing quote; the negative offset of what may not stand in a string. */
function endOfString(text: string, start: number): number {
  let index = start + 1;
  while (index < text.length) {
    const character = text[index];
    if (character === '"') return index + 1;
    if (text.charCodeAt(index) < CONTROL) return -index;
    const end = character === '\\' ? endOf(ESCAPE, text, index) : index + 1;
    if (end === index) return -index;
    index = end;
  }
  return -text.length;
}
