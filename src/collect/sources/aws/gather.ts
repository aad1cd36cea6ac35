/** The two steps that most sources are made of: keep every page of a list, then ask for each thing on it. */
import pLimit from 'p-limit';
import { listOf } from './answers.js';
import { AwsFault, missingOf } from './fault.js';
import type { Operation } from './operations.js';
import { type Paging, pagesOf } from './pages.js';
import { keep } from './raw.js';
import type { Answer, SourceContext } from './source.js';

export type Listing = {
  readonly operation: Operation;
  readonly input?: Readonly<Record<string, unknown>>;
  readonly paging: Paging;
  /** Member of the answer that holds the things. */
  readonly list: string;
  /** File that takes the pages; without one they are not kept. */
  readonly file?: string;
  /** What is kept of each thing; all of it where not given. */
  readonly pick?: (thing: Answer) => Answer;
  readonly region?: string;
};

/** All things of a list, page by page. */
export async function listAll(
  context: SourceContext,
  listing: Listing,
): Promise<readonly Answer[]> {
  const { operation, input = {}, paging, list, file, pick, region } = listing;
  const things: Answer[] = [];
  const where = region === undefined ? {} : { region };
  for await (const { answer } of pagesOf(context, operation, input, paging, where)) {
    const page = listOf(answer, list);
    things.push(...page);
    if (file !== undefined) {
      keep(
        context,
        file,
        operation,
        pick === undefined ? answer : { [list]: page.map(pick) },
        input,
      );
    }
  }
  return things;
}

const PARALLEL = 4;

/** Asks for each thing; one that is refused is missing, and the others are read. */
export async function forEachThing<Thing>(
  context: SourceContext,
  things: readonly Thing[],
  subjectOf: (thing: Thing) => string,
  read: (thing: Thing) => Promise<void>,
): Promise<number> {
  const limit = pLimit(PARALLEL);
  let done = 0;
  const readOne = async (thing: Thing): Promise<void> => {
    await orMiss(context, subjectOf(thing), () => read(thing));
    done += 1;
    context.progress(done, things.length);
  };
  await Promise.all(things.map((thing) => limit(readOne, thing)));
  return things.length;
}

/**
 * The one thing is missing; the others are read. What passes by itself was tried again before.
 *
 * @returns false when it is missing
 */
export async function orMiss(
  { miss }: Pick<SourceContext, 'miss'>,
  subject: string,
  read: () => Promise<void>,
): Promise<boolean> {
  try {
    await read();
    return true;
  } catch (cause) {
    if (!(cause instanceof AwsFault) || cause.kind === 'expired' || cause.kind === 'stopped') {
      throw cause;
    }
    miss({ ...missingOf(cause), subject });
    return false;
  }
}

/** The members named, where they are there. */
export function picking(...names: readonly string[]): (thing: Answer) => Answer {
  return (thing) =>
    Object.fromEntries(
      names.flatMap((name) => (thing[name] === undefined ? [] : [[name, thing[name]]])),
    );
}
