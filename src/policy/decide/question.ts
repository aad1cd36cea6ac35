/**
 * The conditions' part of a decision: can this conjunction hold while no Deny of the new policies
 * does, and the old policies do not allow?
 *
 * Atoms without a rule that relates them are independent. That only adds contexts to consider, so a
 * "no" is right under Allow and under Deny alike.
 */
import { type Atom, type AtomFamily, implies, isKnownOperator } from './atoms.js';
import { classesOf, holdsWhenAbsent, isReadable, type ValueClass } from './classes.js';
import type { Meter } from './meter.js';
import type { Conjunction } from './normal-form.js';
import { type Clause, type Literal, satisfy, type Way } from './satisfy.js';

export type Question = {
  readonly holds: Conjunction;
  readonly newDenies: readonly Conjunction[];
  readonly oldAllows: readonly Conjunction[];
  readonly oldDenies: readonly Conjunction[];
};

/** What must be true of the request: a value per key (`undefined`: absent), and opaque atoms. */
export type Situation = {
  readonly values: readonly { readonly key: string; readonly value: string | undefined }[];
  readonly opaque: readonly { readonly atom: Atom; readonly holds: boolean }[];
};

/** Keys that can have several values: conditions on them say nothing about one value. */
export type MultivaluedKeys = ReadonlySet<string>;

/**
 * Multivalued global keys; others are recognised by a set operator somewhere in the policies.
 * Source: IAM User Guide, "AWS global condition context keys" (ArrayOf types), and "Single-valued vs.
 * multivalued context keys".
 */
const KNOWN_MULTIVALUED: readonly string[] = [
  'aws:calledvia',
  'aws:principalorgpaths',
  'aws:principalservicenameslist',
  'aws:resourceorgpaths',
  'aws:sourceorgpaths',
  'aws:tagkeys',
  'aws:vpceorgpaths',
  'dynamodb:attributes',
  'dynamodb:leadingkeys',
];

export function multivaluedKeys(conjunctions: Iterable<Conjunction>): MultivaluedKeys {
  const keys = new Set(KNOWN_MULTIVALUED);
  for (const { atoms } of conjunctions) {
    for (const atom of atoms) if (atom.qualifier !== undefined) keys.add(atom.key);
  }
  return keys;
}

type Block = {
  readonly atoms: readonly Atom[];
  readonly ways: readonly Way[];
  /** `undefined` for opaque atoms: true or false. */
  readonly classes: readonly ValueClass[] | undefined;
};

type Position = { readonly block: number; readonly atom: number };

type Layout = {
  readonly blocks: readonly Block[];
  readonly positions: ReadonlyMap<string, Position>;
  /** What the lemmas say about atoms of different blocks. */
  readonly lemmas: readonly Clause[];
};

/**
 * @param searches partial assignments looked at before giving up
 * @returns a situation that answers yes; `undefined` for a proven no
 */
export function answer(
  question: Question,
  multivalued: MultivaluedKeys,
  searches: number,
  meter: Meter,
): Situation | undefined {
  const layout = layOut(atomsOf(question), multivalued, meter);
  for (const denied of [undefined, ...question.oldDenies]) {
    const clauses = [...layout.lemmas, ...clausesOf(question, denied, layout)];
    const formula = { ways: layout.blocks.map((block) => block.ways), clauses };
    const chosen = satisfy(formula, searches, meter);
    if (chosen !== undefined) return situationOf(layout, chosen);
  }
  return undefined;
}

function atomsOf(question: Question): readonly Atom[] {
  const atoms = new Map<string, Atom>();
  const { holds, newDenies, oldAllows, oldDenies } = question;
  for (const conjunction of [holds, ...newDenies, ...oldAllows, ...oldDenies]) {
    for (const atom of conjunction.atoms) atoms.set(atom.id, atom);
  }
  return [...atoms.values()];
}

/** Either no old Allow holds, or this old Deny does. */
function clausesOf(
  question: Question,
  denied: Conjunction | undefined,
  layout: Layout,
): readonly Clause[] {
  const literal = (atom: Atom, holds: boolean): readonly Literal[] => {
    const position = layout.positions.get(atom.id);
    return position === undefined ? [] : [{ ...position, holds }];
  };
  const all = ({ atoms }: Conjunction): readonly Clause[] =>
    atoms.map((atom) => literal(atom, true));
  const notAll = ({ atoms }: Conjunction): Clause => atoms.flatMap((atom) => literal(atom, false));
  return [
    ...all(question.holds),
    ...question.newDenies.map(notAll),
    ...(denied === undefined ? question.oldAllows.map(notAll) : all(denied)),
  ];
}

function layOut(atoms: readonly Atom[], multivalued: MultivaluedKeys, meter: Meter): Layout {
  const byKey = new Map<string, Atom[]>();
  for (const atom of atoms) {
    const own = byKey.get(atom.key);
    if (own === undefined) byKey.set(atom.key, [atom]);
    else own.push(atom);
  }
  const blocks: Block[] = [];
  const positions = new Map<string, Position>();
  const lemmas: Clause[] = [];
  for (const [key, own] of byKey) {
    lemmas.push(...layOutKey(own, multivalued.has(key), { blocks, positions }, meter));
  }
  return { blocks, positions, lemmas };
}

type Building = { readonly blocks: Block[]; readonly positions: Map<string, Position> };

/** One block per family of the key, and one per opaque atom; they agree on "the key is present". */
function layOutKey(
  atoms: readonly Atom[],
  isMultivalued: boolean,
  building: Building,
  meter: Meter,
): readonly Clause[] {
  const exact = byFamily(atoms.filter((atom) => isExact(atom, isMultivalued)));
  const opaque = atoms.filter((atom) => !isExact(atom, isMultivalued));
  const presences: Position[] = [];
  for (const own of exact.values()) {
    const classes = classesOf(own, meter);
    presences.push({ block: building.blocks.length, atom: own.length });
    addBlock(building, { atoms: own, ways: classes.map(({ way }) => way), classes });
  }
  for (const atom of opaque) {
    addBlock(building, { atoms: [atom], ways: [[true], [false]], classes: undefined });
  }
  return [
    ...samePresence(presences),
    ...presenceOfOpaque(opaque, presences[0], building),
    ...textLemmas(opaque, building, meter),
  ];
}

function byFamily(atoms: readonly Atom[]): ReadonlyMap<AtomFamily, readonly Atom[]> {
  const families = new Map<AtomFamily, Atom[]>();
  for (const atom of atoms) {
    const own = families.get(atom.family);
    if (own === undefined) families.set(atom.family, [atom]);
    else own.push(atom);
  }
  return families;
}

function isExact(atom: Atom, isMultivalued: boolean): boolean {
  return isReadable(atom) && (!isMultivalued || atom.family === 'null');
}

function addBlock({ blocks, positions }: Building, block: Block): void {
  block.atoms.forEach((atom, index) => {
    positions.set(atom.id, { block: blocks.length, atom: index });
  });
  blocks.push(block);
}

function samePresence([first, ...others]: readonly Position[]): readonly Clause[] {
  if (first === undefined) return [];
  return others.flatMap((other) => [
    [
      { ...first, holds: true },
      { ...other, holds: false },
    ],
    [
      { ...first, holds: false },
      { ...other, holds: true },
    ],
  ]);
}

/**
 * Without the key, or with a null data set, `ForAllValues` holds and `ForAnyValue` does not.
 * Source: IAM User Guide, "Single-valued vs. multivalued context keys".
 */
function presenceOfOpaque(
  atoms: readonly Atom[],
  presence: Position | undefined,
  { positions }: Building,
): readonly Clause[] {
  if (presence === undefined) return [];
  return atoms.flatMap((atom) => {
    const position = positions.get(atom.id);
    if (position === undefined || !isDecidedByAbsence(atom)) return [];
    return [
      [
        { ...presence, holds: true },
        { ...position, holds: holdsWhenAbsent(atom) },
      ],
    ];
  });
}

function isDecidedByAbsence(atom: Atom): boolean {
  if (atom.qualifier === undefined || !isKnownOperator(atom)) return false;
  return atom.qualifier === 'ForAllValues' || (!atom.negated && !atom.ifExists);
}

function textLemmas(
  atoms: readonly Atom[],
  { positions }: Building,
  meter: Meter,
): readonly Clause[] {
  const lemmas: Clause[] = [];
  for (const from of atoms) {
    for (const to of atoms) {
      meter.spend(1 + from.values.length);
      if (from === to || !implies(from, to)) continue;
      const a = positions.get(from.id);
      const b = positions.get(to.id);
      if (a === undefined || b === undefined) continue;
      lemmas.push([
        { ...a, holds: false },
        { ...b, holds: true },
      ]);
    }
  }
  return lemmas;
}

function situationOf({ blocks }: Layout, chosen: readonly number[]): Situation {
  const values: { key: string; value: string | undefined }[] = [];
  const opaque: { atom: Atom; holds: boolean }[] = [];
  blocks.forEach((block, index) => {
    const way = chosen[index] ?? 0;
    const [atom] = block.atoms;
    if (atom === undefined) return;
    if (block.classes === undefined) opaque.push({ atom, holds: block.ways[way]?.[0] === true });
    else values.push({ key: atom.spelledKey, value: block.classes[way]?.value });
  });
  return { values, opaque };
}
