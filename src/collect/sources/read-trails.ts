/**
 * Reads trail files by the shapes of their records, several at a time, and yields them in order.
 *
 * A file that is not as a trail writes them is read plainly, in its turn.
 */
import type { SourceEvent, TrailBatch } from '../records.js';
import { ODD_SHAPE } from '../records.js';
import type { FileIdentity } from './file-identity.js';
import { fileOf, identify, type ReadOptions, readFile } from './read-file.js';
import { MAX_FILE_BYTES } from './scan-trail.js';
import type { CrewScan, TrailCrew } from './trail-crew.js';
import type { Texts } from './trail-scanner.js';
import type { FoundFile } from './walk.js';

/** Files begun before their turn, per worker. */
const AHEAD = 3;
const BATCH = 8192;

type Begun = {
  readonly found: FoundFile;
  /** Of a file that could be opened. */
  readonly identity?: FileIdentity;
  readonly size: number;
  readonly isKnown: boolean;
  readonly scan: Promise<CrewScan | undefined>;
};

export type TrailOptions = Pick<ReadOptions, 'skip'> & {
  readonly onBytes: (found: FoundFile, bytes: number) => void;
  readonly onEnd: (found: FoundFile) => void;
};

export async function* readTrails(
  files: readonly FoundFile[],
  crew: TrailCrew,
  { skip, onBytes, onEnd }: TrailOptions,
): AsyncGenerator<SourceEvent, void, undefined> {
  const begun: Begun[] = [];
  let next = 0;
  const beginMore = (): void => {
    while (begun.length < AHEAD * crew.size) {
      const found = files[next++];
      if (found === undefined) return;
      begun.push(begin(found, crew, skip));
    }
  };
  for (beginMore(); begun.length > 0; beginMore()) {
    const [first] = begun;
    if (first === undefined) return;
    const scan = await first.scan;
    begun.shift();
    const { found, isKnown } = first;
    if (scan !== undefined) {
      yield { type: 'begin', file: fileOf(found, 'cloudtrail', first.identity) };
      for (const batch of batchesOf(scan)) yield { type: 'batch', batch };
      yield { type: 'end', status: 'read', problems: [] };
      onBytes(found, first.size);
    } else if (!isKnown) {
      const ownBytes = (bytes: number): void => onBytes(found, bytes);
      yield* readFile(found, { ...(skip === undefined ? {} : { skip }), onBytes: ownBytes });
    }
    onEnd(found);
  }
}

const NOTHING = Promise.resolve(undefined);

function begin(found: FoundFile, crew: TrailCrew, skip: ReadOptions['skip']): Begun {
  const opened = identify(found);
  // The plain reader says what is wrong.
  if (opened === undefined) return { found, size: 0, isKnown: false, scan: NOTHING };
  const { identity, size } = opened;
  const isKnown = skip?.(identity) === true;
  const scan = isKnown || size > MAX_FILE_BYTES ? NOTHING : crew.scan({ path: found.name, size });
  return { found, identity, size, isKnown, scan };
}

function* batchesOf({ scanned, dictionary }: CrewScan): Generator<TrailBatch> {
  const { shapes, seconds, ids, added, odd } = scanned;
  let addedTo = 0;
  let oddTo = 0;
  const firstAdded = scanned.shapeCount - added.ends.length;
  for (let from = 0; from === 0 || from < shapes.length; from += BATCH) {
    const part = shapes.subarray(from, from + BATCH);
    const { known, odds } = countShapes(part);
    const addedEnd = Math.max(addedTo, known - firstAdded);
    const end = from + BATCH;
    yield {
      from,
      shapes: part,
      seconds: seconds.subarray(from, end),
      ids: ids.subarray(4 * from, 4 * end),
      dictionary,
      // The last one takes what no record of this file has: a file given up had added them.
      added: parseTexts(added, addedTo, end < shapes.length ? addedEnd : added.ends.length),
      odd: parseTexts(odd, oddTo, oddTo + odds),
    };
    addedTo = addedEnd;
    oddTo += odds;
  }
}

/** Numbers of shapes come in the order of their first record. */
function countShapes(shapes: Uint32Array): { readonly known: number; readonly odds: number } {
  let known = 0;
  let odds = 0;
  for (const shape of shapes) {
    if (shape === ODD_SHAPE) odds++;
    else if (shape >= known) known = shape + 1;
  }
  return { known, odds };
}

/** Values of the texts; an empty record for one that is no JSON after all, so that it shows as bad. */
function parseTexts({ bytes, ends }: Texts, from: number, to: number): readonly unknown[] {
  if (from >= to) return [];
  const endOf = (n: number): number => (n < 0 ? 0 : (ends[n] ?? 0));
  const textOf = (first: number, last: number): string =>
    Buffer.from(bytes.buffer, endOf(first - 1), endOf(last) - endOf(first - 1) - 1).toString();
  try {
    return JSON.parse(`[${textOf(from, to - 1)}]`);
  } catch {
    return Array.from({ length: to - from }, (_, n) => tryParse(textOf(from + n, from + n)));
  }
}

function tryParse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return {};
  }
}
