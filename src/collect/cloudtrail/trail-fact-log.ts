/**
 * Facts about trails, each once. An answer of an earlier run that says no date of its own was true
 * when the logs of that run ended.
 */
import type { Instant } from '../../model/time.js';
import type { TrailFact } from '../../model/trail.js';

/** Far more than any organization has trails and changes of them. */
const MAX_FACTS = 20_000;

export type TrailFacts = {
  /** @returns false when there is no room for more */
  readonly add: (fact: TrailFact) => boolean;
  readonly addEarlier: (fact: TrailFact, lastRecord: Instant | undefined) => void;
  readonly known: () => readonly string[];
  readonly finish: () => readonly TrailFact[];
};

export function createTrailFacts(): TrailFacts {
  const facts = new Map<string, TrailFact>();
  const add = (fact: TrailFact): boolean => {
    if (facts.size >= MAX_FACTS) return false;
    facts.set(JSON.stringify([fact.trail, fact.at, fact.source, fact.says]), fact);
    return true;
  };
  return {
    add,
    addEarlier: (fact, lastRecord) => {
      add(fact.source === 'answer' && fact.at === undefined ? { ...fact, at: lastRecord } : fact);
    },
    known: () => [...new Set([...facts.values()].map(({ trail }) => trail))].sort(),
    finish: () => [...facts].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, fact]) => fact),
  };
}
