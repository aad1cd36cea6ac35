/**
 * Millions of uses in columns of numbers, as segments hold them: one dictionary for each kind of text
 * instead of an object for each row. `fold-uses.ts` makes them a ledger.
 */
import type { Outcome, UseKind } from '../../model/usage.js';
import { createDictionary, type Dictionary } from './dictionary.js';
import { type Column, readSegment, type SegmentReader } from './segment.js';
import { USES } from './tables.js';

/** A caller as rows name it; one caller may have borne several ARNs. */
export type Claim = {
  readonly id: string;
  readonly arn: string;
  readonly account: string;
  readonly bucket: string;
};

export type UseVariant = {
  readonly kind: UseKind;
  readonly region: string;
  readonly via: string;
  readonly outcome: Outcome;
  readonly errorCode: string;
  readonly denial: string;
};

export type UseColumns = {
  readonly rows: number;
  readonly claims: readonly Claim[];
  readonly variants: readonly UseVariant[];
  readonly actions: readonly string[];
  /** Number 0 is the empty text: any resource. */
  readonly resources: Dictionary;
  /** Numbers of the above, row by row. */
  readonly claim: Uint32Array;
  readonly action: Uint32Array;
  readonly resource: Uint32Array;
  readonly variant: Uint32Array;
  /** Milliseconds since the epoch. */
  readonly first: Float64Array;
  readonly last: Float64Array;
  readonly count: Float64Array;
};

const CLAIM = ['identity_id', 'identity_arn', 'account', 'bucket'] as const;
const VARIANT = ['kind', 'region', 'via', 'outcome', 'error_code', 'denial'] as const;

/**
 * @param rows of all segments together
 * @param segments the bytes of each, read one after the other
 * @throws Error when one is no segment of uses, or their rows are not as many
 */
export async function readUses(rows: number, segments: Iterable<Uint8Array>): Promise<UseColumns> {
  const actions = createDictionary();
  const resources = createDictionary();
  resources.numberOf('');
  const claims = createCombiner(CLAIM);
  const variants = createCombiner(VARIANT);
  const columns = {
    claim: new Uint32Array(rows),
    action: new Uint32Array(rows),
    resource: new Uint32Array(rows),
    variant: new Uint32Array(rows),
    first: new Float64Array(rows),
    last: new Float64Array(rows),
    count: new Float64Array(rows),
  };
  let at = 0;
  for (const bytes of segments) {
    const reader = readSegment(bytes, USES.cells);
    if (at + reader.rows > rows) throw new Error('more rows than stated');
    await claims.read(reader, columns.claim, at);
    await variants.read(reader, columns.variant, at);
    await readInto(reader, 'action', actions.numberOf, columns.action, at);
    await readInto(reader, 'resource', resources.numberOf, columns.resource, at);
    await readInto(reader, 'first_seen', never, columns.first, at);
    await readInto(reader, 'last_seen', never, columns.last, at);
    await readInto(reader, 'count', never, columns.count, at);
    at += reader.rows;
  }
  if (at !== rows) throw new Error('fewer rows than stated');
  return {
    rows,
    claims: claims.all().map(([id = '', arn = '', account = '', bucket = '']) => {
      return { id, arn, account, bucket };
    }),
    variants: variants.all().map(variantOf),
    actions: actions.texts,
    resources,
    ...columns,
  };
}

function variantOf([
  kind,
  region = '',
  via = '',
  outcome,
  errorCode = '',
  denial = '',
]: readonly string[]): UseVariant {
  return { kind: kind as UseKind, region, via, outcome: outcome as Outcome, errorCode, denial };
}

function never(text: string): number {
  throw new Error(`a number expected, not ${text}`);
}

function columnNamed(name: string): Column {
  const found = USES.cells.find((cell) => cell.name === name);
  if (found === undefined) throw new Error(`no column ${name}`);
  return found;
}

async function readInto(
  reader: SegmentReader,
  name: string,
  ofText: (text: string) => number,
  target: Uint32Array | Float64Array,
  at: number,
): Promise<void> {
  let read = 0;
  await reader.column(columnNamed(name), ofText, (values, rowStart) => {
    for (let n = 0, to = at + rowStart; n < values.length; n++, to++)
      target[to] = Number(values[n]);
    read += values.length;
  });
  if (read !== reader.rows) throw new Error(`column ${name} is cut short`);
}

type Combiner = {
  readonly read: (reader: SegmentReader, target: Uint32Array, at: number) => Promise<void>;
  /** Texts of each combination, by its number. */
  readonly all: () => readonly (readonly string[])[];
};

/** One number for the texts of several columns together. */
function createCombiner(names: readonly string[]): Combiner {
  const texts = createDictionary();
  const combined = new Map<string, number>();
  const all: (readonly string[])[] = [];
  const numberOf = (numbers: readonly number[]): number => {
    const key = numbers.join(' ');
    const known = combined.get(key);
    if (known !== undefined) return known;
    combined.set(key, all.length);
    return all.push(numbers.map((number) => texts.texts[number] ?? '')) - 1;
  };
  return {
    read: async (reader, target, at) => {
      const parts = names.map(() => new Uint32Array(reader.rows));
      for (const [n, name] of names.entries()) {
        const part = parts[n];
        if (part !== undefined) await readInto(reader, name, texts.numberOf, part, 0);
      }
      let last = -1;
      for (let row = 0; row < reader.rows; row++) {
        // Rows are sorted: most are like the one before.
        if (last < 0 || parts.some((part) => part[row] !== part[row - 1])) {
          last = numberOf(parts.map((part) => part[row] ?? 0));
        }
        target[at + row] = last;
      }
    },
    all: () => all,
  };
}
