/** Which statements match an action, cover an action pattern, or share an action with it. */
import { covers, type Glob, literalGlob, mayIntersect } from '../glob.js';
import type { Engine } from './engine.js';
import type { NormalStatement } from './normal-form.js';

type Entry = { readonly glob: Glob; readonly statements: readonly number[] };
type Bucket = { readonly plain: Entry[]; readonly wild: Entry[] };
/** By how the name starts, for patterns that spell enough of it; the others under `''`. */
type Service = Map<string, Bucket>;

export type ActionIndex = {
  readonly statements: readonly NormalStatement[];
  readonly byText: ReadonlyMap<string, Entry>;
  /** By the service prefix that a pattern spells out; `''` for those that spell none. */
  readonly byService: ReadonlyMap<string, Service>;
  /** Statements with `NotAction`. */
  readonly negated: readonly number[];
};

export function actionIndex(statements: readonly NormalStatement[], engine: Engine): ActionIndex {
  const byText = new Map<string, { glob: Glob; statements: number[] }>();
  const negated: number[] = [];
  statements.forEach(({ actions }, index) => {
    if (actions.negated) {
      negated.push(index);
      return;
    }
    for (const pattern of actions.patterns) {
      const entry = byText.get(pattern);
      if (entry !== undefined) entry.statements.push(index);
      else byText.set(pattern, { glob: engine.flatGlob(pattern), statements: [index] });
    }
  });
  const byService = new Map<string, Service>();
  for (const entry of byText.values()) {
    const service = byService.get(serviceOf(entry.glob)) ?? new Map<string, Bucket>();
    byService.set(serviceOf(entry.glob), service);
    const bucket = service.get(startOf(entry.glob)) ?? { plain: [], wild: [] };
    service.set(startOf(entry.glob), bucket);
    (entry.glob.plain === undefined ? bucket.wild : bucket.plain).push(entry);
  }
  return { statements, byText, byService, negated };
}

/** As in `ec2:`. */
function serviceOf({ prefix }: Glob): string {
  return prefix.slice(0, prefix.indexOf(':') + 1);
}

/** Long enough to tell `Describe` from `Delete`; services have hundreds of patterns. */
const START_LENGTH = 5;

function startOf({ prefix }: Glob): string {
  const from = prefix.indexOf(':') + 1;
  return prefix.length < from + START_LENGTH ? '' : prefix.slice(from, from + START_LENGTH);
}

/** The patterns with wildcards that can take all words of this one. */
function wildcardsAround({ byService }: ActionIndex, glob: Glob): readonly Entry[] {
  const around: Entry[] = [];
  for (const name of new Set(['', serviceOf(glob)])) {
    for (const start of new Set(['', startOf(glob)])) {
      for (const entry of byService.get(name)?.get(start)?.wild ?? []) around.push(entry);
    }
  }
  return around;
}

/** Positions of the statements whose Action or NotAction matches the folded action; ascending. */
export function statementsMatching(
  index: ActionIndex,
  action: string,
  engine: Engine,
): readonly number[] {
  const found = new Set(index.byText.get(action)?.statements);
  const word = literalGlob(action);
  for (const { glob, statements } of wildcardsAround(index, word)) {
    engine.meter.spend(1);
    if (!covers(glob, word, engine.meter)) continue;
    for (const statement of statements) found.add(statement);
  }
  for (const statement of index.negated) {
    const excluded = excludedGlobs(index.statements[statement], engine);
    if (!excluded.some((glob) => covers(glob, word, engine.meter))) found.add(statement);
  }
  engine.meter.spend(found.size);
  return [...found].sort((a, b) => a - b);
}

/** Statements that surely match every action of the pattern. */
export function statementsCovering(
  index: ActionIndex,
  domain: Glob,
  engine: Engine,
): ReadonlySet<number> {
  const found = new Set(index.byText.get(domain.text)?.statements);
  for (const { glob, statements } of wildcardsAround(index, domain)) {
    engine.meter.spend(1);
    if (!covers(glob, domain, engine.meter)) continue;
    for (const statement of statements) found.add(statement);
  }
  for (const statement of index.negated) {
    const excluded = excludedGlobs(index.statements[statement], engine);
    if (!excluded.some((glob) => mayIntersect(glob, domain))) found.add(statement);
  }
  return found;
}

/** Statements that may match some action of the domain, with the globs that may. */
export function statementsMeeting(
  index: ActionIndex,
  domain: readonly Glob[],
  engine: Engine,
): ReadonlyMap<number, readonly Glob[]> {
  const found = new Map<number, Glob[]>();
  const add = (statement: number, glob: Glob): void => {
    const globs = found.get(statement);
    if (globs === undefined) found.set(statement, [glob]);
    else globs.push(glob);
  };
  const meets = (glob: Glob): boolean => domain.every((own) => mayIntersect(glob, own));
  for (const bucket of bucketsOf(index, domain)) {
    for (const { glob, statements } of [...bucket.plain, ...bucket.wild]) {
      engine.meter.spend(1);
      if (meets(glob)) for (const statement of statements) add(statement, glob);
    }
  }
  for (const statement of index.negated) {
    // Without any of its excluded actions, the statement always matches here.
    const excluded = excludedGlobs(index.statements[statement], engine);
    found.set(statement, excluded.filter(meets));
  }
  return found;
}

function bucketsOf({ byService }: ActionIndex, domain: readonly Glob[]): readonly Bucket[] {
  const service = domain.map(serviceOf).find((own) => own !== '');
  const near =
    service === undefined ? [...byService.values()] : [byService.get(''), byService.get(service)];
  return near.flatMap((own) => [...(own?.values() ?? [])]);
}

function excludedGlobs(statement: NormalStatement | undefined, engine: Engine): readonly Glob[] {
  const patterns = statement?.actions.patterns ?? [];
  engine.meter.spend(patterns.length);
  return patterns.map(engine.flatGlob);
}
