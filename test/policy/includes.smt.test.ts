/**
 * The decider against an SMT solver, over strings: a development check, run by hand.
 *
 *   npm install --no-save z3-solver@5.2.0
 *   LEASTWISE_SMT=1 npx vitest run test/policy/includes.smt.test.ts
 *
 * Each pair of policies becomes one question to the solver: is there a request that the new one
 * allows and the old one does not? Only what the solver's theories express exactly takes part:
 * no policy variables, no multi-valued keys, and a `*` that crosses colons (the flat reading).
 */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decideInclusion } from '../../src/policy/includes.js';
import {
  type Element,
  NARROWING,
  type Pick,
  read,
  someElement,
  somePolicy,
  WIDENING,
} from './includes-worlds.js';

const IS_ASKED = process.env.LEASTWISE_SMT === '1';
const RUNS = Number(process.env.LEASTWISE_SMT_RUNS ?? '300');

type Sort = 'string' | 'real' | 'bool' | 'address';
type Term = string;

const SORTS: Readonly<Record<string, Sort>> = {
  'aws:requestedregion': 'string',
  'aws:sourcearn': 'string',
  'aws:multifactorauthage': 'real',
  'aws:currenttime': 'real',
  'aws:sourceip': 'address',
  'aws:securetransport': 'bool',
  'aws:username': 'string',
};

const nameOf = (key: string): string => key.replace(/[^a-z]/g, '_');
const and = (terms: readonly Term[]): Term => `(and true ${terms.join(' ')})`;
const or = (terms: readonly Term[]): Term => `(or false ${terms.join(' ')})`;
const not = (term: Term): Term => `(not ${term})`;

const text = (value: string): Term =>
  `"${[...value].map((c) => (/[a-z0-9]/i.test(c) ? c : `\\u{${c.charCodeAt(0).toString(16)}}`)).join('')}"`;

const NO_COLON = '(re.* (re.diff re.allchar (str.to_re "\\u{3a}")))';

/** `*` and `?` of a pattern; `${*}` and its like stand for the letter itself. */
function glob(pattern: string, star: Term = 're.all', fold: 'case' | 'no-case' = 'case'): Term {
  const letter = (c: string): Term =>
    fold === 'no-case' && c.toLowerCase() !== c.toUpperCase()
      ? `(re.union (str.to_re ${text(c.toLowerCase())}) (str.to_re ${text(c.toUpperCase())}))`
      : `(str.to_re ${text(c)})`;
  const parts = [...pattern.matchAll(/\$\{([*?$])\}|[\s\S]/g)].map(([whole, escaped]) => {
    if (escaped !== undefined) return letter(escaped);
    if (whole === '*') return star;
    return whole === '?' ? 're.allchar' : letter(whole);
  });
  return parts.length === 0 ? '(str.to_re "")' : `(re.++ (str.to_re "") ${parts.join(' ')})`;
}

/** "Each of the six colon-delimited components of the ARN is checked separately." */
function arn(pattern: string): Term {
  const parts = pattern.split(':');
  const [head, tail] = [parts.slice(0, 5), parts.slice(5).join(':')];
  const colon = '(str.to_re "\\u{3a}")';
  const segments = [...head.map((part) => glob(part, NO_COLON)), glob(tail)];
  return `(re.++ ${segments.join(` ${colon} `)})`;
}

function bounds(cidr: string): Term {
  const [address = '', length] = cidr.split('/');
  const isV6 = address.includes(':');
  const bits = isV6 ? 128n : 32n;
  const [left = '', right = ''] = address.split('::');
  const groups = (part: string): string[] => (part === '' ? [] : part.split(':'));
  const [before, after] = [groups(left), groups(right)];
  const all = [...before, ...Array(8 - before.length - after.length).fill('0'), ...after];
  const value = isV6
    ? all.reduce((sum: bigint, group: string) => sum * 65536n + BigInt(`0x${group}`), 0n)
    : address.split('.').reduce((sum, part) => sum * 256n + BigInt(part), 0n);
  const size = 1n << (bits - BigInt(length ?? bits));
  const from = (value / size) * size;
  return `(and (= aws_sourceip_v6 ${isV6}) (<= ${from} aws_sourceip) (< aws_sourceip ${from + size}))`;
}

type Test = (key: string, value: string) => Term;

const TESTS: Readonly<Record<string, Test>> = {
  StringEquals: (key, value) => `(= ${key} ${text(value)})`,
  StringEqualsIgnoreCase: (key, value) => `(str.in_re ${key} ${glob(value, 're.all', 'no-case')})`,
  StringLike: (key, value) => `(str.in_re ${key} ${glob(value)})`,
  ArnLike: (key, value) => `(str.in_re ${key} ${arn(value)})`,
  NumericEquals: (key, value) => `(= ${key} ${Number(value).toFixed(1)})`,
  NumericLessThan: (key, value) => `(< ${key} ${Number(value).toFixed(1)})`,
  NumericGreaterThanEquals: (key, value) => `(>= ${key} ${Number(value).toFixed(1)})`,
  DateLessThan: (key, value) => `(< ${key} ${Date.parse(value).toFixed(1)})`,
  DateGreaterThanEquals: (key, value) => `(>= ${key} ${Date.parse(value).toFixed(1)})`,
  IpAddress: (_, value) => bounds(value),
  Bool: (key, value) => `(= ${key} ${value})`,
};

function condition(operator: string, key: string, values: readonly string[]): Term {
  const name = nameOf(key.toLowerCase());
  if (operator === 'Null') return or(values.map((v) => `(= ${v} (not ${name}_present))`));
  const base = operator.replace(/IfExists$/, '');
  const positive = base.replace('Not', '');
  const isNegated = positive !== base;
  const own = TESTS[positive];
  if (own === undefined) throw new Error(`no theory for ${operator}`);
  const holds = or(values.map((value) => own(name, value)));
  const present = `${name}_present`;
  if (isNegated) return or([not(present), not(holds)]);
  return operator.endsWith('IfExists') ? or([not(present), holds]) : and([present, holds]);
}

function applies(element: Element): Term {
  const among = (variable: string, patterns: readonly string[], fold: 'case' | 'no-case'): Term =>
    or(
      patterns.map((pattern) =>
        variable === 'action'
          ? `(str.in_re action ${glob(pattern.toLowerCase())})`
          : `(str.in_re resource ${glob(pattern, 're.all', fold)})`,
      ),
    );
  return and([
    element.Action
      ? among('action', element.Action, 'case')
      : not(among('action', element.NotAction ?? [], 'case')),
    element.Resource
      ? among('resource', element.Resource, 'case')
      : not(among('resource', element.NotResource ?? [], 'case')),
    ...Object.entries(element.Condition ?? {}).flatMap(([operator, block]) =>
      Object.entries(block).map(([key, values]) => condition(operator, key, values)),
    ),
  ]);
}

function allows(elements: readonly Element[]): Term {
  const of = (effect: string): Term =>
    or(elements.filter(({ Effect }) => Effect === effect).map(applies));
  return and([of('Allow'), not(of('Deny'))]);
}

const DECLARATIONS = [
  '(declare-const action String)',
  '(declare-const resource String)',
  // IAM ignores the case of actions: in lower case here, as the patterns are.
  '(assert (str.in_re action (re.* (re.union (re.range " " "@") (re.range "[" "~")))))',
  ...Object.entries(SORTS).flatMap(([key, sort]) => {
    const name = nameOf(key);
    const type = { string: 'String', real: 'Real', bool: 'Bool', address: 'Int' }[sort];
    return [`(declare-const ${name} ${type})`, `(declare-const ${name}_present Bool)`];
  }),
  '(declare-const aws_sourceip_v6 Bool)',
  `(assert (and (<= 0 aws_sourceip) (< aws_sourceip (ite aws_sourceip_v6 ${1n << 128n} ${1n << 32n}))))`,
].join('\n');

const isExpressible = (element: Element): boolean =>
  !JSON.stringify(element).includes('${aws:') &&
  Object.keys(element.Condition ?? {}).every((operator) => !operator.startsWith('For')) &&
  !JSON.stringify(element.Condition ?? {}).includes('TagKeys');

const pick: fc.Arbitrary<Pick> = fc.record({
  at: fc.nat(3),
  other: fc.nat(2),
  element: someElement.filter(isExpressible),
});
const policy = somePolicy.filter((elements) => elements.every(isExpressible));
const mutated = policy.chain((prior) =>
  fc
    .array(fc.tuple(fc.constantFrom(...NARROWING, ...WIDENING, ...WIDENING), pick), {
      minLength: 1,
      maxLength: 3,
    })
    .map((edits) => {
      const next = edits.reduce<readonly Element[]>((all, [edit, p]) => edit(all, p), prior);
      return [next, prior] as const;
    })
    .filter(([next]) => next.every(isExpressible)),
);

type Solver = (script: string) => Promise<string>;

async function startSolver(): Promise<Solver> {
  const name = 'z3-solver';
  const { init } = await import(name);
  const { Z3 } = await init();
  return async (script) => {
    const context = Z3.mk_context(Z3.mk_config());
    try {
      return String(await Z3.eval_smtlib2_string(context, script)).trim();
    } finally {
      Z3.del_context(context);
    }
  };
}

describe.skipIf(!IS_ASKED)('decider and SMT solver (LEASTWISE_SMT=1)', () => {
  test('answers agree on mutated pairs', { timeout: 3_600_000 }, async ({ annotate }) => {
    const solve = await startSolver();
    const seen = { included: 0, shown: 0, unknown: 0, unsolved: 0 };
    await fc.assert(
      fc.asyncProperty(mutated, async ([next, prior]) => {
        const answer = decideInclusion([read(next)], [read(prior)], { reading: 'flat' });
        const question = `${DECLARATIONS}\n(assert ${allows(next)})\n(assert (not ${allows(prior)}))`;
        const solved = await solve(`(set-option :timeout 5000)\n${question}\n(check-sat)`);
        if (answer.kind === 'unknown') seen.unknown++;
        else if (solved !== 'sat' && solved !== 'unsat') seen.unsolved++;
        else if (answer.kind === 'included') seen.included++;
        else seen.shown++;
        const contradicts =
          (answer.kind === 'included' && solved === 'sat') ||
          (answer.kind === 'new-access' && solved === 'unsat');
        expect(contradicts, JSON.stringify({ next, prior, answer, solved })).toBe(false);
      }),
      { numRuns: RUNS },
    );
    await annotate(`of ${RUNS}: ${JSON.stringify(seen)}`);
    expect(seen.included).toBeGreaterThan(RUNS / 10);
    expect(seen.shown).toBeGreaterThan(RUNS / 20);
    expect(seen.unsolved).toBeLessThan(RUNS / 4);
  });
});
