/**
 * The values of one context key, divided into classes that no atom of one family tells apart: for
 * each class, which atoms are true, and one value of it. Atoms of other families on the same key are
 * independent of these, which can only add requests to consider.
 */
import { compileGlob, type Glob, literalGlob } from '../glob.js';
import type { Atom } from './atoms.js';
import { prefixRange } from './ip.js';
import type { Meter } from './meter.js';
import { acceptorOf, explore } from './product.js';
import type { Way } from './satisfy.js';
import { STAR } from './tokens.js';

/** `value` is `undefined` where the key is absent. The last member of `way` is "key is present". */
export type ValueClass = { readonly way: Way; readonly value: string | undefined };

/** A word for "some value that every pattern leaves out". */
const NO_SUCH_VALUE = 'none-of-these';

export function classesOf(atoms: readonly Atom[], meter: Meter): readonly ValueClass[] {
  const absent: ValueClass = { way: [...atoms.map(holdsWhenAbsent), false], value: undefined };
  return distinct([absent, ...presentClasses(atoms, meter), ...emptyClasses(atoms)]);
}

/** Source: "Condition operators": a missing key fails a condition, unless it is negated or `IfExists`. */
export function holdsWhenAbsent(atom: Atom): boolean {
  if (atom.family === 'null') return isTrue(atom.values);
  return atom.ifExists || atom.negated || atom.qualifier === 'ForAllValues';
}

/** The empty text counts as no value to `Null` and as a value to the others. */
function emptyClasses(atoms: readonly Atom[]): readonly ValueClass[] {
  const family = atoms[0]?.family;
  if (family === 'null') return [];
  const isText = family === 'string' || family === 'folded';
  const matches = atoms.map((atom) => isText && atom.values.some((own) => takesEmpty(atom, own)));
  const read = atoms.map((atom, index) => matches[index] !== atom.negated);
  const failed = atoms.map(() => false);
  return (isText ? [read] : [read, failed]).map((way) => ({ way: [...way, false], value: '' }));
}

function takesEmpty(atom: Atom, pattern: string): boolean {
  return valueGlob(atom, pattern).tokens.every((token) => token === STAR);
}

function presentClasses(atoms: readonly Atom[], meter: Meter): readonly ValueClass[] {
  switch (atoms[0]?.family) {
    case 'null':
      return [{ way: [...atoms.map((atom) => isFalse(atom.values)), true], value: NO_SUCH_VALUE }];
    case 'string':
    case 'folded':
    case 'arn':
      return textClasses(atoms, meter);
    case 'bool':
      return pointClasses(atoms, ['true', 'false'], (atom, value) => atom.values.includes(value));
    case 'number':
      return orderedClasses(atoms, Number, String);
    case 'date':
      return orderedClasses(atoms, Date.parse, (ms) => new Date(ms).toISOString());
    case 'ip':
      return ipClasses(atoms);
    default:
      return [];
  }
}

function isTrue(values: readonly string[]): boolean {
  return values.includes('true');
}

function isFalse(values: readonly string[]): boolean {
  return values.includes('false');
}

/** Can the values of this atom be told apart exactly? Others are opaque. */
export function isReadable(atom: Atom): boolean {
  switch (atom.family) {
    case 'opaque':
      return false;
    case 'null':
    case 'bool':
      return atom.values.every((value) => /^(true|false)$/.test(value));
    case 'string':
      return true;
    case 'folded':
      // biome-ignore lint/suspicious/noControlCharactersInRegex: the whole of ASCII is meant
      return atom.values.every((value) => /^[\u0000-\u007f]*$/.test(value));
    case 'arn':
      return atom.values.every((value) => value.split(':').length >= 6);
    case 'number':
      return atom.values.every((value) => /^-?\d{1,12}(\.\d{1,3})?$/.test(value));
    case 'date':
      return atom.values.every(isPlainDate);
    case 'ip':
      return atom.values.every((value) => prefixRange(value) !== undefined);
  }
}

/** Days that do not exist are left to whoever reads them. */
function isPlainDate(value: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}:\d{2}Z)?$/.test(value)) return false;
  const ms = Date.parse(value);
  return (
    !Number.isNaN(ms) && new Date(ms).toISOString().startsWith(value.slice(0, 19).replace('Z', ''))
  );
}

/** Exact by the automaton over all the patterns of the key. */
function textClasses(atoms: readonly Atom[], meter: Meter): readonly ValueClass[] {
  const classes: ValueClass[] = [];
  const groups = atoms.map((atom) => atom.values.map((value) => valueGlob(atom, value)));
  const add = (matched: readonly boolean[], value: string): void => {
    const way = atoms.map((atom, index) => matched[index] !== atom.negated);
    classes.push({ way: [...way, true], value });
  };
  if (atoms[0]?.family === 'arn')
    add(
      atoms.map(() => false),
      NO_SUCH_VALUE,
    );
  if (groups.every((globs) => globs.every((glob) => glob.plain !== undefined))) {
    const sets = groups.map((globs) => new Set(globs.map((glob) => glob.plain)));
    for (const value of plainSamples(sets)) {
      meter.spend(sets.length);
      add(
        sets.map((set) => set.has(value)),
        value,
      );
    }
    return distinct(classes);
  }
  const automata = groups.map((globs) => globs.map((glob) => acceptorOf(glob.tokens, 'under')));
  const anything = acceptorOf([STAR], 'under');
  explore({ domain: [anything], groups: automata }, meter, {
    isDone: () => false,
    onVector: (matched, word) => {
      add(matched, word());
      return 'continue';
    },
  });
  return distinct(classes);
}

function valueGlob(atom: Atom, value: string): Glob {
  if (atom.family === 'folded') return literalGlob(value.toLowerCase());
  if (atom.comparison === 'equals') return literalGlob(value);
  return compileGlob(value, { reading: atom.family === 'arn' ? 'segmented' : 'flat' });
}

function plainSamples(sets: readonly ReadonlySet<string | undefined>[]): readonly string[] {
  const values = new Set<string>();
  for (const set of sets) for (const value of set) if (value !== undefined) values.add(value);
  let other = NO_SUCH_VALUE;
  while (values.has(other)) other += '-';
  return [...values, other];
}

function pointClasses(
  atoms: readonly Atom[],
  samples: readonly string[],
  matches: (atom: Atom, value: string) => boolean,
): readonly ValueClass[] {
  const classes = samples.map((value) => ({
    way: [...atoms.map((atom) => matches(atom, value) !== atom.negated), true],
    value,
  }));
  return distinct([...classes, ...unreadable(atoms)]);
}

/** A value that the operator cannot read: positive atoms fail; a negated one is not relied on. */
function unreadable(atoms: readonly Atom[]): readonly ValueClass[] {
  const failed = { way: [...atoms.map(() => false), true], value: NO_SUCH_VALUE };
  const negated = { way: [...atoms.map((atom) => atom.negated), true], value: NO_SUCH_VALUE };
  return [negated, failed];
}

function orderedClasses(
  atoms: readonly Atom[],
  read: (value: string) => number,
  spell: (point: number) => string,
): readonly ValueClass[] {
  const ends = [...new Set(atoms.flatMap((atom) => atom.values.map(read)))].sort((a, b) => a - b);
  const points = [(ends[0] ?? 0) - 1000];
  ends.forEach((end, index) => {
    const next = ends[index + 1];
    points.push(end, next === undefined ? end + 1000 : (end + next) / 2);
  });
  const classes = points.map((point) => ({
    way: [...atoms.map((atom) => compares(atom, point, read) !== atom.negated), true],
    value: spell(point),
  }));
  return distinct([...classes, ...unreadable(atoms)]);
}

function compares(atom: Atom, point: number, read: (value: string) => number): boolean {
  return atom.values.some((value) => {
    const end = read(value);
    switch (atom.comparison) {
      case 'less':
        return point < end;
      case 'lessOrEqual':
        return point <= end;
      case 'more':
        return point > end;
      case 'moreOrEqual':
        return point >= end;
      default:
        return point === end;
    }
  });
}

/** Blocks of addresses are nested or apart, so their ends and what follows them is every class. */
function ipClasses(atoms: readonly Atom[]): readonly ValueClass[] {
  const ranges = new Map(
    atoms.flatMap((atom) => atom.values).map((value) => [value, prefixRange(value)] as const),
  );
  const classes: ValueClass[] = [];
  for (const version of [4, 6] as const) {
    const points = new Set<bigint>([0n]);
    for (const range of ranges.values()) {
      if (range?.version !== version) continue;
      points.add(range.first);
      if (range.last < LAST_ADDRESS[version]) points.add(range.last + 1n);
    }
    for (const point of points) {
      const way = atoms.map((atom) => {
        const isInside = atom.values.some((value) => {
          const range = ranges.get(value);
          return range?.version === version && range.first <= point && point <= range.last;
        });
        return isInside !== atom.negated;
      });
      classes.push({ way: [...way, true], value: spellAddress(version, point) });
    }
  }
  return distinct([...classes, ...unreadable(atoms)]);
}

const LAST_ADDRESS = { 4: (1n << 32n) - 1n, 6: (1n << 128n) - 1n };

function spellAddress(version: 4 | 6, address: bigint): string {
  if (version === 4) {
    return [24n, 16n, 8n, 0n].map((shift) => String((address >> shift) & 255n)).join('.');
  }
  return [112n, 96n, 80n, 64n, 48n, 32n, 16n, 0n]
    .map((shift) => ((address >> shift) & 0xffffn).toString(16))
    .join(':');
}

/** The first value of each way. */
function distinct(classes: readonly ValueClass[]): readonly ValueClass[] {
  const byWay = new Map<string, ValueClass>();
  for (const one of classes) {
    const key = one.way.map(Number).join('');
    if (!byWay.has(key)) byWay.set(key, one);
  }
  return [...byWay.values()];
}
