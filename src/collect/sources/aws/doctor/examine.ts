/**
 * What a collection would be let do, by trying: each source runs as it does when it collects, on the
 * first thing of each kind, and nothing is kept.
 *
 * Asking AWS to simulate the caller's policies would leave out what resource policies, session
 * policies and keys decide, and takes a permission of its own.
 */
import type { LiveSourceName } from '../../../../model/collected.js';
import { DOCTOR_SCHEMA, type Examination } from '../../../../model/examination.js';
import {
  type Caller,
  collectLive,
  type LiveOptions,
  type LiveSurroundings,
} from '../collect-live.js';
import { AWS_SOURCES } from '../index.js';
import type { Operation } from '../operations.js';
import { createMemoryUnits } from './memory-units.js';
import { sampling } from './sample.js';

/** The examination, but for the words on trails: those who read answers make them of `answers`. */
export type Trial = {
  readonly examination: Omit<Examination, 'trails'>;
  readonly trailAnswers: readonly unknown[];
};

/** A trail shows its settings where it is at home, and control policies may close single regions. */
const EVERYWHERE: readonly LiveSourceName[] = ['trails', 'public-keys', 'lookup-events'];

/** Without regions, logs are tried in all that are enabled, and the rest where the caller is. */
export type ExamineOptions = Omit<LiveOptions, 'freshHours'>;

/** @throws UserError when the caller cannot be told */
export async function examineLive(
  options: ExamineOptions,
  surroundings: Omit<LiveSurroundings, 'findUnits' | 'openUnit' | 'wrap'>,
  onProgress: (what: string) => void,
): Promise<Trial | undefined> {
  const memory = createMemoryUnits();
  const tried = new Set<Operation>();
  let begun: { readonly caller: Caller; readonly accounts: readonly string[] } | undefined;
  let calls = 0;
  const units = await collectLive(
    { ...options, freshHours: 0 },
    {
      onCaller: (caller, accounts) => {
        begun = { caller, accounts };
      },
      onPlan: () => undefined,
      onUnit: ({ account, region, source }) => onProgress(`${account} ${region} ${source}`),
      onProgress: () => undefined,
      onStartOver: () => undefined,
      onCall: (operation) => {
        calls += 1;
        tried.add(operation);
      },
      onWait: () => undefined,
    },
    {
      ...surroundings,
      findUnits: () => [],
      openUnit: memory.open,
      wrap: sampling,
      everywhere: EVERYWHERE,
    },
  );
  if (begun === undefined) return undefined;
  return {
    examination: {
      schema: DOCTOR_SCHEMA,
      ...begun,
      // Which regions were tried is no statement on logs.
      units: units
        .map(({ regions: _, ...unit }) => unit)
        .toSorted((a, b) => (orderOf(a) < orderOf(b) ? -1 : 1)),
      untried: untriedOf(options.sources, tried),
      calls,
    },
    trailAnswers: memory.linesOf('trails'),
  };
}

function orderOf({
  account,
  region,
  source,
}: {
  readonly account: string;
  readonly region: string;
  readonly source: string;
}): string {
  return `${account} ${region} ${source}`;
}

function untriedOf(
  sources: readonly LiveSourceName[],
  tried: ReadonlySet<Operation>,
): Examination['untried'] {
  return sources.flatMap((source) => {
    const operations = AWS_SOURCES[source].operations.filter((one) => !tried.has(one));
    return operations.length === 0 ? [] : [{ source, operations }];
  });
}
