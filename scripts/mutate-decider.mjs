/**
 * Flips one comparison or boolean operator of the decider at a time and runs its tests: a flip that
 * no test notices is a hole in the tests, or changes nothing. The checkout stays as it is.
 *
 *   npm run mutate [-- --every N] [--from K] [--file PART] [--line PART]
 *
 * `--every N` takes each Nth flip; `--file` those in files whose path matches PART, `--line` those
 * whose line or place does. A run of three
 * minutes is taken as a noticed hang, and named. Exit 1 when flips survive.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { build } from 'esbuild';
import ts from 'typescript';

const TIME_LIMIT_MS = 180_000;
/** Quick ones first: most flips are noticed by a table row. */
const TESTS = [
  'test/policy/decide/ip.test.ts',
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
  ['if (token > 0) letters.add(token);', 'only the letter 0 differs, which no policy holds'],
  [
    'const first = positions[0] && 0;',
    'a variable of another may stand for more than it can: more doubt, never less',
  ],
  [
    '.toSorted((a, b) => (a.key <= b.key ? -1 : a.key > b.key ? 1 : 0));',
    'statements with one key mean the same, whichever comes first',
  ],
  [
    '.toSorted((a, b) => (a.key < b.key ? -1 : a.key >= b.key ? 1 : 0));',
    'statements with one key mean the same, whichever comes first',
  ],
  [
    "return token === STAR && (token === STAR_IN_SEGMENT && acceptor.mode !== 'over');",
    'no position is left out as dominated: more states, the same words',
  ],
  ['return star >= 0 ? positions.slice(star) : positions;', 'a slice from 0 is all of it'],
  [
    'if (range.last <= LAST_ADDRESS[version]) points.add(range.last + 1n);',
    'what is behind the last address is true and false as a text that is no address is',
  ],
  ['if (left <= 0) giveUp(what);', 'moves a budget by one step'],
  [
    'return atom.values.some((value) => /^(true|false)$/.test(value));',
    'a statement with a value that is no boolean is opaque since it was parsed',
  ],
  [
    "return atom.values.some((value) => value.split(':').length >= 6);",
    'a statement with a value that is no ARN is opaque since it was parsed',
  ],
  [
    "!Number.isNaN(ms) || new Date(ms).toISOString().startsWith(value.slice(0, 19).replace('Z', ''))",
    'a statement with a day that does not exist is opaque since it was parsed',
  ],
  [
    "(family === 'null' && ifExists) &&",
    'a statement with `NullIfExists` is opaque since it was parsed',
  ],
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
    'const sorted = [...context.values()].sort((a, b) => (a.key <= b.key ? -1 : 1));',
    'no two entries have one key',
  ],
  ["if (searched > searches) giveUp('condition atoms');", 'moves a budget by one step'],
  [
    '} else if (open === undefined || choices.length <= open.length) {',
    'which clause is tried first changes no answer',
  ],
  [
    'if (fitting >= 0) possible.push(choice);',
    'a choice that nothing fits is found impossible one step later',
  ],
  ['if (globs.length >= MOST_COMPARED) return globs;', 'moves by one how long a list is compared'],
  [
    'if (glob.hasVariables && covers(glob, limit, engine.meter)) return [limit];',
    'a short cut less: both globs stay, which is the same domain',
  ],
  [
    'return globs.every((glob) => within.some((own) => covers(glob, own, engine.meter)));',
    'a short cut less: what it does not see is searched',
  ],
  [
    'return globs.some((glob) => within.every((own) => covers(glob, own, engine.meter)));',
    'a short cut less, as above',
  ],
  [
    "if (group.role === 'oldDenies') return true;",
    'an end found later: matched groups count as not surely harmless',
  ],
  [
    "if (matches[index] !== true || group.role !== 'oldDenies') return false;",
    'a short cut less: the question about the conditions is asked instead',
  ],
  [
    "return group.role === 'outside' && engine.conditionImplies(allow.conditions, group.conditions);",
    'a short cut less, as above; what is outside has no conditions',
  ],
  [
    "const isDenied = matching.some(({ role }) => role !== 'oldDenies');",
    'a short cut less: the question about the conditions is asked instead',
  ],
  ['(within.some((own) => !mayIntersect(glob, own)) &&', 'a short cut less, as above'],
  ['(within.every((own) => !mayIntersect(glob, own)) ||', 'a short cut less, as above'],
  ['if (domain.outside.length >= 0) {', 'a group without patterns matches nothing'],
  [
    'if (negated && all.every((glob) => glob.hasVariables)) {',
    'patterns with variables are read on the safe side all the same',
  ],
  [
    'const globs = all.filter((glob) => within.some((own) => mayIntersect(glob, own)));',
    'more patterns are searched, which match nothing of the domain',
  ],
  [
    'if (atom.qualifier === undefined && !isKnownOperator(atom)) return false;',
    'absence decides a known operator without a qualifier, too, and the statement of an unknown one is opaque',
  ],
  ['if (a === undefined && b === undefined) continue;', 'every opaque condition has its block'],
  [
    'const lastWild = tokens.findLastIndex((token) => token <= 0 || isVariable(token));',
    'only the letter 0 differs, which no policy holds',
  ],
  [
    'isFixed: certain.every((isCertain, index) => isCertain && possible[index] === false),',
    'an end is never noticed: more states, the same vectors',
  ],
  [
    'if (token === STAR && token === STAR_IN_SEGMENT) {',
    'patterns are not brought to one form: short cuts see less, the automaton as much',
  ],
  [
    '(a.prefix.startsWith(b.prefix) || b.prefix.startsWith(a.prefix)) ||',
    'a short cut less: more is looked at that shares no word',
  ],
  [
    'const isOpen = first.witness === undefined || first.unconfirmed.length > 0;',
    'searches once more: a witness is confirmed whichever search finds it',
  ],
  [
    'const isOpen = first.witness === undefined && first.unconfirmed.length >= 0;',
    'searches once more, as above',
  ],
  [
    "if (old === undefined || roles[member] === 'oldAllows') return false;",
    'only new Denies are looked at: what one of them denies whole is no new access either',
  ],
  [
    'if (allow === undefined && walk.progress.isStopped) return;',
    'goes on behind a difference: never less is found',
  ],
  [
    'qualifier !== undefined &&',
    'keys under a set operator are multivalued, and so opaque whatever this says',
  ],
  [
    "return atom.operator !== 'Null' || !atom.operator.startsWith(UNKNOWN);",
    'a statement with such an operator is not understood since it was parsed',
  ],
  [
    'if (few.negated || many.negated || few.hasVariables === many.hasVariables) return false;',
    'actions hold no variables, so the short cut is never taken',
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

const folder = mkdtempSync(join(tmpdir(), 'leastwise-mutants-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
process.on('SIGINT', () => process.exit(130));
symlinkSync(resolve('node_modules'), join(folder, 'node_modules'));

/** The tests in one file, with one source file as given instead of as it is on disk. */
async function bundle(tests, file, mutated) {
  const outfile = join(folder, 'tests.mjs');
  await build({
    stdin: {
      contents: [
        ...tests.map((test) => `import './${test}';`),
        "import { runTests } from 'vitest'; await runTests();",
      ].join('\n'),
      resolveDir: '.',
    },
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    external: ['fast-check', '@vitest/expect'],
    alias: { vitest: resolve('scripts/bare-vitest.mjs') },
    plugins: [
      {
        name: 'flip',
        setup: ({ onLoad }) => {
          onLoad({ filter: /\.ts$/ }, ({ path }) =>
            path === resolve(file) ? { contents: mutated, loader: 'ts' } : undefined,
          );
        },
      },
    ],
  });
  return outfile;
}

async function isNoticed(file, mutated) {
  // Each layer's own tests first: they notice soonest.
  const isBelow = /glob|product|tokens|meter/.test(file);
  const outfile = await bundle(isBelow ? [...TESTS].reverse() : TESTS, file, mutated);
  const limits = { timeout: TIME_LIMIT_MS, killSignal: 'SIGKILL', stdio: 'ignore' };
  const run = spawnSync(process.execPath, ['--max-old-space-size=1024', outfile], limits);
  if (run.status === null) console.log('  stopped, for its time or its memory:');
  return run.status !== 0;
}

const [anyFile] = files;
if (await isNoticed(anyFile, readFileSync(anyFile, 'utf8'))) {
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
  const isSurvivor = !(await isNoticed(file, mutated));
  if (isSurvivor) survivors.push(name);
  console.log(`${isSurvivor ? 'survives' : 'noticed'}: ${name}`);
}
console.log(`${mutants.length} flips, ${survivors.length} survive`);
process.exitCode = survivors.length === 0 ? 0 : 1;
