/**
 * Reads trail files by the shapes of their records, several at a time, and yields them in order.
 *
 * A file that is not as a trail writes them is read plainly, in its turn.
 */
import { setImmediate } from 'node:timers/promises';
import type { SourceEvent, TrailBatch } from '../records.js';
import type { FileIdentity } from './file-identity.js';
import { parseText } from './growing-dictionary.js';
import { fileOf, identify, type ReadOptions, readFile } from './read-file.js';
import { MAX_FILE_BYTES } from './scan-trail.js';
import type { CrewScan, TrailCrew } from './trail-crew.js';
import { parseTrailName } from './trail-name.js';
import type { FoundFile } from './walk.js';

/** Files begun before their turn, and bytes of those that are scanned and wait for it. */
const MAX_AHEAD = 64;
const MAX_HELD_BYTES = 32 * 1024 * 1024;

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
  let held = 0;
  const hold = (scan: CrewScan | undefined): CrewScan | undefined => {
    held += bytesOf(scan);
    return scan;
  };
  const beginMore = (): void => {
    while (begun.length < MAX_AHEAD && (begun.length === 0 || held < MAX_HELD_BYTES)) {
      const found = files[next++];
      if (found === undefined) return;
      const file = begin(found, crew, skip);
      begun.push({ ...file, scan: file.scan.then(hold) });
    }
  };
  for (beginMore(); begun.length > 0; beginMore()) {
    const [first] = begun;
    if (first === undefined) return;
    const scan = await first.scan;
    begun.shift();
    held -= bytesOf(scan);
    const { found, isKnown } = first;
    if (scan !== undefined) {
      yield { type: 'begin', file: fileOf(found, 'cloudtrail', first.identity) };
      yield { type: 'batch', batch: batchOf(scan) };
      yield { type: 'end', status: 'read', problems: [] };
      // Workers wait for an answer, or another file, while this thread is busy with what they found.
      await setImmediate();
      onBytes(found, first.size);
    } else if (!isKnown) {
      const ownBytes = (bytes: number): void => onBytes(found, bytes);
      yield* readFile(found, { ...(skip === undefined ? {} : { skip }), onBytes: ownBytes });
    }
    onEnd(found);
  }
}

function bytesOf(scan: CrewScan | undefined): number {
  if (scan === undefined) return 0;
  const { shapes, days, added, odd } = scan.scanned;
  return 24 * shapes.length + 20 * days.shapes.length + added.bytes.length + odd.bytes.length;
}

const NOTHING = Promise.resolve(undefined);

function begin(found: FoundFile, crew: TrailCrew, skip: ReadOptions['skip']): Begun {
  const opened = identify(found);
  // The plain reader says what is wrong.
  if (opened === undefined) return { found, size: 0, isKnown: false, scan: NOTHING };
  const { identity, size } = opened;
  const isKnown = skip?.(identity) === true;
  const scan =
    isKnown || size > MAX_FILE_BYTES
      ? NOTHING
      : crew.scan({ path: found.name, size }, placeOf(found));
  return { found, identity, size, isKnown, scan };
}

function placeOf({ baseName }: FoundFile): string {
  const name = parseTrailName(baseName);
  return name === undefined ? '' : `${name.account} ${name.region}`;
}

function batchOf({ scanned, dictionary }: CrewScan): TrailBatch {
  const { shapes, seconds, ids, days, odd } = scanned;
  const records = { length: odd.ends.length, parse: (n: number) => parseText(odd, n) };
  return { shapes, seconds, ids, days, dictionary, odd: records };
}
