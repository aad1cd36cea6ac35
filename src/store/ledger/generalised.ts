/** Resources that were too many to keep apart, by caller and action. */
import { mergeSketches } from '../../model/sketch.js';
import { callerKey, type GeneralisedUse } from '../../model/usage.js';

/** One row for each: the least depth and the sketch of all. */
export function mergeGeneralised(rows: readonly GeneralisedUse[]): readonly GeneralisedUse[] {
  const byKey = new Map<string, GeneralisedUse>();
  for (const row of rows) {
    const key = `${callerKey(row.caller)}\n${row.action}`;
    const known = byKey.get(key);
    byKey.set(key, known === undefined ? row : merged(known, row));
  }
  return [...byKey].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, row]) => row);
}

function merged(a: GeneralisedUse, b: GeneralisedUse): GeneralisedUse {
  return {
    ...a,
    depth: Math.min(a.depth, b.depth),
    sketch: mergeSketches(a.sketch, b.sketch),
  };
}
