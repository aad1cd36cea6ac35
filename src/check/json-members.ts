/** Where the members of one JSON object or array stand in its text, which `JSON.parse` does not say. */

export type JsonMember = {
  /** Key of an object's member, index of an array's. */
  readonly at: string | number;
  /** Offset of the value's first character. */
  readonly start: number;
  /** Offset behind its last. */
  readonly end: number;
};

const QUOTE = 34;
const BACKSLASH = 92;
const SPACE = /[ \t\n\r]/;

/**
 * @param text JSON that `JSON.parse` has accepted
 * @param start offset of the `{` or `[`
 * @returns members in the order of the text, equal keys included; none for any other value
 */
export function jsonMembers(text: string, start: number): readonly JsonMember[] {
  const opening = text[start];
  if (opening !== '{' && opening !== '[') return [];
  const members: JsonMember[] = [];
  let index = skipSpace(text, start + 1);
  while (index < text.length && text[index] !== '}' && text[index] !== ']') {
    let at: string | number = members.length;
    if (opening === '{') {
      const keyEnd = endOfString(text, index);
      at = String(JSON.parse(text.slice(index, keyEnd)));
      index = skipSpace(text, skipSpace(text, keyEnd) + 1);
    }
    const end = endOfValue(text, index);
    members.push({ at, start: index, end });
    index = skipSpace(text, end);
    if (text[index] === ',') index = skipSpace(text, index + 1);
  }
  return members;
}

export function skipSpace(text: string, from: number): number {
  let index = from;
  while (index < text.length && SPACE.test(text[index] ?? '')) index++;
  return index;
}

function endOfValue(text: string, start: number): number {
  let index = start;
  let depth = 0;
  while (index < text.length) {
    const character = text[index];
    if (character === '"') {
      index = endOfString(text, index);
      if (depth === 0) return index;
      continue;
    }
    if (character === '{' || character === '[') depth++;
    else if (character === '}' || character === ']') {
      if (depth <= 1) return depth === 1 ? index + 1 : index;
      depth--;
    } else if (depth === 0 && character !== undefined && /[,\s]/.test(character)) return index;
    index++;
  }
  return index;
}

function endOfString(text: string, start: number): number {
  let index = start + 1;
  while (index < text.length && text.charCodeAt(index) !== QUOTE) {
    index += text.charCodeAt(index) === BACKSLASH ? 2 : 1;
  }
  return index + 1;
}

/** One-based number of the line that holds an offset; ask in ascending order, or pay for each. */
export function lineCounter(text: string): (offset: number) => number {
  let at = 0;
  let line = 1;
  return (offset) => {
    if (offset < at) [at, line] = [0, 1];
    for (; at < offset; at++) if (text.charCodeAt(at) === 10) line++;
    return line;
  };
}
