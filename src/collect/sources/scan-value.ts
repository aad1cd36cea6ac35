/**
 * Where does a JSON value end? A byte scanner that can stop and go on at any byte.
 *
 * It counts brackets and knows strings; whether the value is valid is `JSON.parse`'s business.
 */

export type ScanState = {
  /** Open brackets; 0 before a container was entered, and for strings and literals. */
  depth: number;
  inString: boolean;
};

export const NOT_ENDED = -1;
/** A raw line feed inside a string: no JSON, so in JSON lines the line was cut short. */
export const BROKEN_LINE = -2;

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const LINE_FEED = 0x0a;

export type Scan = { readonly end: number; readonly at: number };

/**
 * Goes on from `from` until the value that `state` describes has ended.
 *
 * @param from the first byte to look at; may lie one behind `length`, after a backslash
 * @returns index behind the value's last byte, `NOT_ENDED` or `BROKEN_LINE`; `state` and the returned
 *   `at` say where to go on
 */
export function scanContainer(
  bytes: Uint8Array,
  from: number,
  length: number,
  state: ScanState,
  lines: 'one-value-a-line' | 'free',
): Scan {
  let at = from;
  let { depth, inString } = state;
  while (at < length) {
    if (inString) {
      let byte = bytes[at];
      while (byte !== QUOTE && byte !== BACKSLASH && byte !== LINE_FEED) {
        at += 1;
        if (at >= length) break;
        byte = bytes[at];
      }
      if (at >= length) break;
      if (byte === QUOTE) {
        inString = false;
        at += 1;
      } else if (byte === BACKSLASH) at += 2;
      else if (lines === 'one-value-a-line') return { end: BROKEN_LINE, at };
      else at += 1;
      continue;
    }
    const byte = bytes[at];
    at += 1;
    if (byte === QUOTE) inString = true;
    else if (byte === 0x7b || byte === 0x5b) depth += 1;
    else if (byte === 0x7d || byte === 0x5d) {
      depth -= 1;
      if (depth === 0) {
        state.depth = 0;
        state.inString = false;
        return { end: at, at };
      }
    }
  }
  state.depth = depth;
  state.inString = inString;
  return { end: NOT_ENDED, at };
}

/** The same for a string, entered behind its opening quote. */
export function scanString(
  bytes: Uint8Array,
  from: number,
  length: number,
  lines: 'one-value-a-line' | 'free',
): Scan {
  let at = from;
  while (at < length) {
    const byte = bytes[at];
    if (byte === LINE_FEED && lines === 'one-value-a-line') return { end: BROKEN_LINE, at };
    at += byte === BACKSLASH ? 2 : 1;
    if (byte === QUOTE) return { end: at, at };
  }
  return { end: NOT_ENDED, at };
}

/** The same for a number, `true`, `false`, `null` or garbage: up to the next delimiter. */
export function scanLiteral(bytes: Uint8Array, from: number, length: number): Scan {
  for (let at = from; at < length; at += 1) {
    if (endsLiteral(bytes[at])) return { end: at, at };
  }
  return { end: NOT_ENDED, at: length };
}

function endsLiteral(byte: number | undefined): boolean {
  return (
    byte === 0x2c ||
    byte === 0x5d ||
    byte === 0x7d ||
    byte === QUOTE ||
    byte === 0x3a ||
    isSpace(byte)
  );
}

export function isSpace(byte: number | undefined): boolean {
  return byte === 0x20 || byte === LINE_FEED || byte === 0x0d || byte === 0x09;
}
