/**
 * From a difference that the decider found to a request that shows it: opaque conditions are given
 * values that should make them come out as needed. Only a request that the evaluator confirms counts.
 */
import type { Condition, PolicyDocument } from '../../model/policy.js';
import { evaluateCondition } from '../conditions/evaluate-condition.js';
import { evaluate } from '../evaluate.js';
import type { WildcardReading } from '../glob.js';
import type { Request } from '../request.js';
import { hasVariables, parseTemplate } from '../variables.js';
import { type Atom, VARIABLE_MARK } from './atoms.js';
import { VARIABLE_VALUE } from './product.js';
import type { Situation } from './question.js';

export type WitnessRequest = {
  readonly action: string;
  readonly resource: string;
  /** Values by context key; keys that are not there are absent. */
  readonly context: Readonly<Record<string, readonly string[]>>;
};

const ACCOUNT = '111122223333';

/** @param texts every pattern that may hold a variable: the witness spells all of them the same */
export function contextOf(
  situation: Situation,
  texts: readonly string[],
): WitnessRequest['context'] {
  const context = new Map<string, Entry>();
  const absent = new Set<string>();
  for (const { key, value } of situation.values) {
    if (value === undefined) absent.add(key.toLowerCase());
    else context.set(key.toLowerCase(), { key, values: [value] });
  }
  for (const key of texts.flatMap(variablesIn)) {
    if (!context.has(key)) context.set(key, { key, values: [VARIABLE_VALUE] });
  }
  for (const [key, wanted] of opaqueByKey(situation)) {
    if (absent.has(key)) continue;
    const values = valuesFor(wanted, context);
    if (values !== undefined) context.set(key, { key: wanted[0]?.atom.spelledKey ?? key, values });
  }
  const sorted = [...context.values()].sort((a, b) => (a.key < b.key ? -1 : 1));
  // Keys come from policies: `fromEntries` defines them, so that `__proto__` is a key like others.
  return Object.fromEntries(sorted.map(({ key, values }) => [key, values]));
}

type Entry = { readonly key: string; readonly values: readonly string[] };
type Wanted = Situation['opaque'];

function opaqueByKey({ opaque }: Situation): ReadonlyMap<string, Wanted> {
  const byKey = new Map<string, Wanted[number][]>();
  for (const one of opaque) {
    if (one.atom.spelledKey === '') continue;
    const own = byKey.get(one.atom.key);
    if (own === undefined) byKey.set(one.atom.key, [one]);
    else own.push(one);
  }
  return byKey;
}

const MOST_GUESSES = 200;

/** The first guess under which all these conditions come out as wanted. */
function valuesFor(
  wanted: Wanted,
  context: ReadonlyMap<string, Entry>,
): readonly string[] | undefined {
  const texts = wanted.flatMap(({ atom }) => atom.values.map(plainest)).slice(0, MOST_GUESSES);
  const guesses = [[...new Set(texts)], [NO_SUCH_VALUE], ...texts.map((text) => [text])];
  const others = new Map([...context].map(([key, { values }]) => [key, values] as const));
  return guesses.find((values) =>
    wanted.every(({ atom, holds }) => {
      const request = { context: new Map(others).set(atom.key, values) };
      return evaluateCondition(conditionOf(atom), request, 'substituted') === holds;
    }),
  );
}

const NO_SUCH_VALUE = 'none-of-these';

function conditionOf({ operator, qualifier, ifExists, spelledKey, values }: Atom): Condition {
  return {
    operator,
    ...(qualifier !== undefined && { qualifier }),
    ifExists,
    key: spelledKey,
    values: values.map(unmarked),
  };
}

function unmarked(value: string): string {
  return value.startsWith(VARIABLE_MARK) ? value.slice(VARIABLE_MARK.length) : value;
}

/** A text that the pattern matches. */
function plainest(value: string): string {
  return parseTemplate(unmarked(value))
    .map((part) => {
      if (part.kind === 'variable') return VARIABLE_VALUE;
      return part.kind === 'text' ? part.text.replaceAll('*', '').replaceAll('?', 'x') : part.text;
    })
    .join('');
}

function variablesIn(text: string): readonly string[] {
  if (!hasVariables(text)) return [];
  return parseTemplate(text).flatMap((part) => (part.kind === 'variable' ? [part.key] : []));
}

/** Allowed by the new policies; by the old ones not, however their doubts are decided. */
export function isConfirmed(
  { action, resource, context }: WitnessRequest,
  next: readonly PolicyDocument[],
  prior: readonly PolicyDocument[],
  reading: WildcardReading,
): boolean {
  const request: Request = {
    action,
    resource,
    principal: { kind: 'user', account: ACCOUNT, arn: `arn:aws:iam::${ACCOUNT}:user/someone` },
    resourceAccount: ACCOUNT,
    context: new Map(
      Object.entries(context).map(([key, values]) => [key.toLowerCase(), values] as const),
    ),
  };
  const isAllowed = (
    identity: readonly PolicyDocument[],
    doubt: 'against-access' | 'for-access',
  ): boolean => evaluate(request, { identity }, { reading, doubt }).outcome === 'Allowed';
  return isAllowed(next, 'against-access') && !isAllowed(prior, 'for-access');
}
