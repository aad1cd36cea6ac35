/** Folders of sources that are only tried: they lie in memory, and bodies are counted, not kept. */
import type { CollectedUnit, LiveSourceName } from '../../../../model/collected.js';
import type { OpenUnit, Unit } from '../collect-unit.js';
import type { Checkpoint } from '../source.js';

export type MemoryUnits = {
  readonly open: OpenUnit;
  /** Lines of all files of a source, wherever it was read. */
  readonly linesOf: (source: LiveSourceName) => readonly unknown[];
};

export function createMemoryUnits(): MemoryUnits {
  const units = new Map<string, { readonly unit: Unit; readonly files: Files }>();
  return {
    open: ({ account, region, source }) => {
      const key = `${source} ${account} ${region}`;
      const known = units.get(key) ?? createUnit();
      units.set(key, known);
      return known.unit;
    },
    linesOf: (source) =>
      [...units]
        .filter(([key]) => key.startsWith(`${source} `))
        .flatMap(([, { files }]) => [...files.values()].flat()),
  };
}

type Files = Map<string, unknown[]>;

function createUnit(): { readonly unit: Unit; readonly files: Files } {
  const files: Files = new Map();
  const sizes = new Map<string, number>();
  let found: (CollectedUnit & { readonly checkpoint?: Checkpoint }) | undefined;
  const unit: Unit = {
    get found() {
      return found;
    },
    start: (how) => {
      if (how === 'anew') files.clear();
    },
    save: (next, checkpoint) => {
      found = { ...next, ...(checkpoint === undefined ? {} : { checkpoint }) };
    },
    steps: () => [],
    addStep: () => undefined,
    append: (file, value) => {
      const lines = files.get(file) ?? [];
      // As they would lie on the disk: instants are text.
      lines.push(JSON.parse(JSON.stringify(value)));
      files.set(file, lines);
    },
    writeStream: async (path, bytes) => {
      let size = 0;
      for await (const piece of bytes) size += piece.length;
      sizes.set(path, size);
      return size;
    },
    sizeOf: (path) => sizes.get(path),
    read: async function* (file) {
      yield* files.get(file) ?? [];
    },
  };
  return { unit, files };
}
