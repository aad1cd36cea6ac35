/** Decimal numbers of any length, compared exactly: doubles would make large neighbours equal. */

/** Trimmed digits: `-01.50` is negative, `1`, `5`. */
export type Decimal = {
  readonly negative: boolean;
  readonly whole: string;
  readonly fraction: string;
};

const DECIMAL = /^[+-]?(\d+(\.\d*)?|\.\d+)$/;

export function parseDecimal(text: string): Decimal | undefined {
  if (!DECIMAL.test(text)) return undefined;
  const digits = text.startsWith('-') || text.startsWith('+') ? text.slice(1) : text;
  const [whole = '', fraction = ''] = digits.split('.');
  const trimmed = { whole: trimStart(whole), fraction: trimEnd(fraction) };
  const isZero = trimmed.whole === '' && trimmed.fraction === '';
  return { negative: text.startsWith('-') && !isZero, ...trimmed };
}

/** Below, at or above zero as `a` is below, at or above `b`. */
export function compareDecimals(a: Decimal, b: Decimal): number {
  if (a.negative !== b.negative) return a.negative ? -1 : 1;
  const magnitude =
    a.whole.length - b.whole.length ||
    compareText(a.whole, b.whole) ||
    compareText(a.fraction, b.fraction);
  return a.negative ? -magnitude : magnitude;
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function trimStart(digits: string): string {
  let from = 0;
  while (digits[from] === '0') from++;
  return digits.slice(from);
}

function trimEnd(digits: string): string {
  let to = digits.length;
  while (to > 0 && digits[to - 1] === '0') to--;
  return digits.slice(0, to);
}
