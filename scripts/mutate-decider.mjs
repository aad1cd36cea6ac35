/**
 * Flips one comparison or boolean operator of the decider at a time and runs its tests: a flip that
 * no test notices is a hole in the tests, or changes nothing. Works on a copy, never on the checkout.
 *
 *   npm run mutate [-- --every N] [--from K] [--file PART] [--line PART]
 *
 * `--every N` takes each Nth flip; `--file` those in files whose path matches PART, `--line` those
 * whose line or place does. A run of three
 * minutes is taken as a noticed hang, and named. Exit 1 when flips survive.
 */
import { spawnSync } from 'node:child_process';
import {
  cpSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import ts from 'typescript';

const TIME_LIMIT_MS = 180_000;
/** Quick ones first: most flips are noticed by a table row. */
const TESTS = [
  'test/policy/includes.test.ts',
  'test/policy/includes.property.test.ts',
  'test/policy/glob.property.test.ts',
];

const FLIPS = {
  '===': '!==',
  '!==': '===',
  '<': '<=',
  '<=': '<',
  '>': '>=',
  '>=': '>',
  '&&': '||',
  '||': '&&',
  '??': '&&',
};

/** Lines as a flip leaves them that no test can notice, and why. */
const EQUIVALENT = new Map([
  [
    'if (!inner.prefix.startsWith(outer.prefix) && !inner.suffix.endsWith(outer.suffix)) return false;',
    'a short cut less: what it does not see, the search over the letters does',
  ],
  ['if (token > 0) return token === symbol;', 'only the letter 0 differs, which no policy holds'],
  [
    "return unconfirmed.length <= MOST_UNCONFIRMED ? 'continue' : 'stop';",
    'moves how many differences are looked past by one',
  ],
  [
    'const meets = (glob: Glob): boolean => domain.some((own) => mayIntersect(glob, own));',
    'more statements are looked at, which match nothing of the domain',
  ],
  [
    'if (first === undefined || allow.actions.negated || comparison.oldDenies.length >= 0) return false;',
    'a short cut less: what it does not see is decided pattern by pattern',
  ],
  [
    "if (old !== undefined || roles[member] !== 'oldAllows') return false;",
    'a short cut less, as above',
  ],
  [
    'if (at !== many.patterns.length) return false;',
    'the first pattern is always found, so this is a short cut less',
  ],
  [
    'const word = domain.within.find(({ plain }) => plain === undefined)?.plain;',
    'names are decided as patterns are, by a longer way',
  ],
  [
    'known === undefined && qualifier !== undefined ||',
    'keys under a set operator are multivalued, and so opaque whatever this says',
  ],
  [
    'if (from.ifExists && !to.ifExists && !(from.negated && from.qualifier !== undefined))',
    'without a qualifier the classes of the values decide; with one, negated atoms imply nothing',
  ],
  [
    'return symbol > 0 && !isVariable(symbol) && (token === ONE || symbol !== COLON);',
    'no policy holds the letter 0, and a miss of the short cut is found by the automaton',
  ],
  [
    'const firstWild = tokens.findIndex((token) => token <= 0 || isVariable(token));',
    'only the letter 0 differs: a shorter literal prefix, so a short cut less and the same answer',
  ],
  [
    "return prefix.length <= from + START_LENGTH ? '' : prefix.slice(from, from + START_LENGTH);",
    'moves patterns that spell just this much to the bucket that is always looked at',
  ],
  [
    'if (first === undefined && allow.actions.negated || comparison.oldDenies.length > 0) return false;',
    'without a first pattern there are no candidates, and `isSubset` refuses what is negated',
  ],
  [
    "if (old === undefined && roles[member] !== 'oldAllows') return false;",
    'only new Denies join: what one of them denies whole is no new access either',
  ],
  [
    '(old.resources.key === allow.resources.key && isSubset(allow.resources, old.resources)) &&',
    'a short cut less: what it does not see is decided pattern by pattern',
  ],
  [
    'if (presences.length !== 0 && opaque.length > 1) {',
    'a presence that only opaque conditions ask about can always be true, so it rules nothing out',
  ],
]);

const { values: options } = parseArgs({
  options: {
    every: { type: 'string', default: '1' },
    from: { type: 'string', default: '0' },
    file: { type: 'string', default: '' },
    line: { type: 'string', default: '' },
  },
});

const files = [
  'src/policy/glob.ts',
  'src/policy/includes.ts',
  ...readdirSync('src/policy/decide').map((name) => `src/policy/decide/${name}`),
].filter((file) => new RegExp(options.file).test(file));

function mutantsOf(file) {
  const text = readFileSync(file, 'utf8');
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
  const found = [];
  const visit = (node) => {
    if (ts.isBinaryExpression(node)) add(node.operatorToken, FLIPS[node.operatorToken.getText()]);
    if (ts.isPrefixUnaryExpression(node) && node.operator === ts.SyntaxKind.ExclamationToken) {
      found.push({ start: node.getStart(), end: node.operand.getStart(), to: '' });
    }
    if (ts.isPropertyAccessExpression(node) && ['some', 'every'].includes(node.name.text)) {
      add(node.name, node.name.text === 'some' ? 'every' : 'some');
    }
    ts.forEachChild(node, visit);
  };
  const add = (token, to) => {
    if (to !== undefined) found.push({ start: token.getStart(), end: token.getEnd(), to });
  };
  visit(source);
  return found.map(({ start, end, to }) => {
    const { line } = source.getLineAndCharacterOfPosition(start);
    const from = text.slice(start, end);
    const code = text.split('\n')[line].trim();
    const name = `${file}:${line + 1} ${from} → ${to || '(nothing)'} in: ${code}`;
    const mutated = text.slice(0, start) + to + text.slice(end);
    return { file, name, flipped: mutated.split('\n')[line].trim(), mutated };
  });
}

const copy = mkdtempSync(join(tmpdir(), 'leastwise-mutants-'));
process.on('exit', () => rmSync(copy, { recursive: true, force: true }));
process.on('SIGINT', () => process.exit(130));
for (const path of [
  'src/model',
  'src/policy',
  'src/catalog',
  'test/policy',
  'package.json',
  'tsconfig.json',
]) {
  cpSync(path, join(copy, path), { recursive: true });
}
symlinkSync(resolve('node_modules'), join(copy, 'node_modules'));

function isNoticed(mutated = '') {
  // Each layer's own tests first: they notice soonest.
  const isBelow = /glob|product|tokens|meter/.test(mutated);
  return (isBelow ? [...TESTS].reverse() : TESTS).some((file) => {
    const vitest = join(copy, 'node_modules/vitest/vitest.mjs');
    // Threads: a process of its own would outlive the stopped runner.
    const words = ['run', '--pool=threads', '--bail', '1', `--testTimeout=${TIME_LIMIT_MS}`, file];
    const run = spawnSync(process.execPath, [vitest, ...words], {
      cwd: copy,
      timeout: TIME_LIMIT_MS,
      killSignal: 'SIGKILL',
    });
    if (run.status === null) console.log(`  stopped after ${TIME_LIMIT_MS / 1000} s in ${file}:`);
    return run.status !== 0;
  });
}

if (isNoticed()) {
  console.error('the tests fail without any flip');
  process.exit(2);
}

const mutants = files
  .flatMap(mutantsOf)
  .filter(({ flipped, name }) => !EQUIVALENT.has(flipped) && name.includes(options.line))
  .filter(
    (_, at) =>
      at >= Number(options.from) && (at - Number(options.from)) % Number(options.every) === 0,
  );
const survivors = [];
for (const { file, name, mutated } of mutants) {
  const original = readFileSync(join(copy, file), 'utf8');
  writeFileSync(join(copy, file), mutated);
  const isSurvivor = !isNoticed(file);
  if (isSurvivor) survivors.push(name);
  console.log(`${isSurvivor ? 'survives' : 'noticed'}: ${name}`);
  writeFileSync(join(copy, file), original);
}
console.log(`${mutants.length} flips, ${survivors.length} survive`);
process.exitCode = survivors.length === 0 ? 0 : 1;
