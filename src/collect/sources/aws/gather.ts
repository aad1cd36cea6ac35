/** The two steps that most sources are made of: keep every page of a list, then ask for each thing on it. */
import pLimit from 'p-limit';
import { listOf, textsOf } from './answers.js';
import { AwsFault, missingOf } from './fault.js';
import { type Listing, stepsOf } from './pages.js';
import { stamped } from './raw.js';
import type { Answer, Append, SourceContext } from './source.js';

export type ThingListing = Omit<Listing<unknown>, 'take'> & {
  /** Member of the answer that holds the things. */
  readonly list: string;
} & (
    | {
        /** File that takes the pages. */
        readonly file: string;
        /** What is kept of each thing; the whole page where not given. */
        readonly pick?: (thing: Answer) => Answer;
      }
    | {
        readonly file?: undefined;
        /** What is needed of each thing: a run that was cut keeps no more. */
        readonly pick: (thing: Answer) => Answer;
      }
  );

/** All things of a list, page by page, as far as they are kept. */
export async function listAll(
  context: SourceContext,
  listing: ThingListing,
): Promise<readonly Answer[]> {
  const { operation, input, list, file, pick } = listing;
  const take = (answer: Answer, append: Append): readonly Answer[] => {
    const page = listOf(answer, list);
    const things = pick === undefined ? page : page.map(pick);
    if (file !== undefined) {
      const kept = pick === undefined ? answer : { [list]: things };
      append(file, stamped(context, operation, kept, input));
    }
    return things;
  };
  const things: Answer[] = [];
  for await (const page of stepsOf(context, { ...listing, take })) things.push(...page);
  return things;
}

/** All names of a list of names. */
export async function listNames(
  context: SourceContext,
  listing: Omit<Listing<unknown>, 'take'> & { readonly list: string },
): Promise<readonly string[]> {
  const names: string[] = [];
  const take = (answer: Answer) => textsOf(answer, listing.list);
  for await (const page of stepsOf(context, { ...listing, take })) names.push(...page);
  return names;
}

/** Things asked for at once. */
export const PARALLEL = 4;

/** Asks for each thing; one that is refused is missing, and the others are read. */
export async function forEachThing<Thing>(
  context: Pick<SourceContext, 'miss' | 'progress'>,
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
  try {
    await Promise.all(things.map((thing) => limit(readOne, thing)));
  } finally {
    // What ends the source ends it for things that wait, too.
    limit.clearQueue();
  }
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
