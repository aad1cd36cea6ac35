/**
 * The fewest characters in which a service's used actions can be written without matching an unused
 * one: set cover by integer programming, over every cut at words. For tests and benchmarks; what ships
 * is greedy.
 *
 * As there: an entry costs its characters, quotes and comma. A wildcard stands for two used actions at
 * least, because for one it would only be open for what AWS adds later; and it never matches what
 * manages permissions, so that whoever reads the policy sees each of those.
 */
import loadHighs from 'highs';

const ENTRY_COST = 3;
const LEAST_NAMES = 2;
const WORD_BOUNDARY = /(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])/;

/** A solver for `optimumOf`. */
export async function loadSolver() {
  return await loadHighs();
}

/**
 * @param prefix of the service
 * @param names of all its actions, without the prefix
 * @param used those to be written; `guarded` ones among them by name only
 * @param isInside whether a wildcard (without the prefix) lies within what was granted; all do by default
 * @param whole patterns of the grant (without the prefix), which may stay where all they match is used
 * @returns characters, or `undefined` when the solver did not prove an optimum
 */
export function optimumOf(solver, cover) {
  const wanted = [...cover.used];
  const columns = candidates(cover);
  const rows = wanted.map((name) =>
    columns.flatMap(({ members }, at) => (members.has(name) ? at : [])),
  );
  const { Status, ObjectiveValue } = solver.solve(program(columns, rows));
  return Status === 'Optimal' ? Math.round(ObjectiveValue) : undefined;
}

/** The cheapest pattern for each set of names that some pattern matches. */
function candidates({ prefix, names, used, guarded, isInside = () => true, whole = [] }) {
  const cost = (pattern) => prefix.length + 1 + pattern.length + ENTRY_COST;
  const best = new Map();
  const add = (pattern, members) => {
    const key = members.join();
    const known = best.get(key);
    if (known === undefined || cost(pattern) < known.cost)
      best.set(key, { cost: cost(pattern), members: new Set(members) });
  };
  for (const name of used) add(name, [name]);
  for (const pattern of whole) {
    const [head = '', ...tails] = pattern.split('*');
    const members = names.filter((name) => matchesGlob(name, head, tails));
    if (members.length > 0 && members.every((name) => used.has(name))) add(pattern, members);
  }
  const seen = new Set();
  for (const name of used) {
    if (guarded.has(name)) continue;
    for (const [head, tail] of cuts(name)) {
      const pattern = `${head}*${tail}`;
      if (seen.has(pattern)) continue;
      seen.add(pattern);
      const members = names.filter((other) => matches(other, head, tail));
      if (members.length < LEAST_NAMES || !isInside(pattern)) continue;
      if (members.every((other) => used.has(other) && !guarded.has(other))) add(pattern, members);
    }
  }
  return [...best.values()];
}

/** Every beginning and end of the name, cut at words; what lies between them may be nothing. */
function* cuts(name) {
  const ends = [0];
  for (const word of name.split(WORD_BOUNDARY)) ends.push(ends.at(-1) + word.length);
  for (const from of ends) {
    for (const to of ends) if (to >= from) yield [name.slice(0, from), name.slice(to)];
  }
  yield [name, ''];
}

/** IAM ignores case. */
function matches(name, head, tail) {
  const folded = name.toLowerCase();
  return (
    folded.length >= head.length + tail.length &&
    folded.startsWith(head.toLowerCase()) &&
    folded.endsWith(tail.toLowerCase())
  );
}

/** Any number of stars. */
function matchesGlob(name, head, tails) {
  const quoted = (text) => text.replace(/[.*+^${}()|[\]\\]/g, '\\$&').replaceAll('?', '.');
  return new RegExp(`^${[head, ...tails].map(quoted).join('.*')}$`, 'i').test(name);
}

/** In CPLEX's LP format. */
function program(columns, rows) {
  const sum = (terms) => terms.join(' + ');
  return [
    'Minimize',
    ` obj: ${sum(columns.map(({ cost }, at) => `${cost} x${at}`))}`,
    'Subject To',
    ...rows.map((own, at) => ` c${at}: ${sum(own.map((column) => `x${column}`))} >= 1`),
    'Binary',
    ` ${columns.map((_, at) => `x${at}`).join(' ')}`,
    'End',
  ].join('\n');
}
