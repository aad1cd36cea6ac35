/**
 * All sources of one account: first the account itself, then what needs nothing else, then the rest.
 *
 * A source that fails stops no other. Credentials that ran out stop them all, because each further call
 * would say the same.
 */
import pLimit from 'p-limit';
import {
  type CollectedUnit,
  GLOBAL_REGION,
  LIVE_SOURCES,
  type LiveSourceName,
} from '../../../model/collected.js';
import { enabledRegions } from './account.js';
import { announce, collectUnit, INTERRUPTED, type UnitTask } from './collect-unit.js';
import { closeDisabled, type FindUnits, isAnyRegionOpen } from './disabled-regions.js';
import { AWS_SOURCES } from './index.js';
import type { AwsSource } from './source.js';

export type AccountTask = Omit<
  UnitTask,
  'name' | 'source' | 'region' | 'onProgress' | 'onStartOver' | 'options'
> & {
  readonly sources: readonly LiveSourceName[];
  /** The caller's own account is also asked for what speaks for all. */
  readonly isCallers: boolean;
  /** Asked for by the user; empty for all that are enabled. */
  readonly regions: readonly string[];
  /** Sources read in all of them where none is asked for, the others in the home region alone. */
  readonly everywhere: readonly LiveSourceName[];
  readonly trailBuckets: readonly string[];
  readonly findUnits: FindUnits;
  /** Units side by side. */
  readonly parallel: number;
  readonly onPlan: (units: number) => void;
  readonly onUnit: (unit: CollectedUnit) => void;
  readonly onProgress: (place: UnitProgress) => void;
  readonly onStartOver: (place: UnitName, why: string) => void;
};

export type UnitName = Pick<CollectedUnit, 'account' | 'region' | 'source'>;

export type UnitProgress = UnitName & {
  readonly done: number;
  readonly total: number | undefined;
};

type Planned = { readonly name: LiveSourceName; readonly region: string };

export async function collectAccount(task: AccountTask): Promise<readonly CollectedUnit[]> {
  const units: CollectedUnit[] = [];
  const { account, openUnit } = task;
  const limit = pLimit(task.parallel);
  const runAll = async (planned: readonly Planned[], regions: readonly string[]): Promise<void> => {
    const run = async (one: Planned): Promise<void> => {
      const unit = await collectUnit({ ...unitTask(task, one, regions), ...fresh(task, one) });
      units.push(unit);
      task.onUnit(unit);
    };
    const runAtOnce = ({ name }: Planned) => AWS_SOURCES[name].isPacedByRegion === true;
    await Promise.all(planned.map((one) => (runAtOnce(one) ? run(one) : limit(run, one))));
  };
  await runAll([{ name: 'account', region: GLOBAL_REGION }], task.regions);
  const envelope = openUnit({ account, region: GLOBAL_REGION, source: 'account' });
  const [own] = units;
  // Who cannot get in need not knock at every door.
  if (units.some(({ missing }) => missing.some(({ operation }) => operation.startsWith('sts:')))) {
    return units;
  }
  const enabled = await enabledRegions(envelope);
  const regions = regionsOf(task, enabled);
  const plan = planOf(task, regions);
  task.onPlan(plan.length);
  // The account counts as read when all of it was: a killed run must not look like a whole one.
  const whole = own === undefined ? undefined : { ...own, regions: enabled };
  if (whole !== undefined) envelope.start('on');
  if (whole?.status === 'complete') {
    envelope.save({ ...whole, status: 'partial', missing: [INTERRUPTED] });
  }
  // What a killed run never came to would otherwise be told of by nobody.
  for (const { name, region } of plan) announce({ ...task, name, region }, 'what was never read');
  for (const wave of wavesOf(plan)) await runAll(wave, regions);
  if (whole === undefined) return units;
  const closed = whole.status === 'complete' ? closeDisabled(task, whole, regions) : [];
  if (!task.line.signal.aborted) envelope.save(whole);
  return [...units.map((unit) => (unit === own ? whole : unit)), ...closed];
}

/** Which regions are enabled is asked anew where an earlier run could not finish one of them. */
function fresh(task: AccountTask, { name }: Planned): Pick<AccountTask, 'freshMs'> {
  return { freshMs: name === 'account' && isAnyRegionOpen(task) ? 0 : task.freshMs };
}

/** What needs another source comes after it. */
function wavesOf(plan: readonly Planned[]): readonly (readonly Planned[])[] {
  const waves: Planned[][] = [];
  for (const one of plan) {
    const depth = depthOf(one.name);
    for (let n = waves.length; n <= depth; n += 1) waves.push([]);
    waves[depth]?.push(one);
  }
  return waves;
}

function depthOf(name: LiveSourceName): number {
  const { buildsOn, after = buildsOn }: AwsSource = AWS_SOURCES[name];
  return after === undefined ? 0 : 1 + depthOf(after);
}

function unitTask(
  task: AccountTask,
  { name, region }: Planned,
  regions: readonly string[],
): UnitTask {
  const { account, trailBuckets } = task;
  return {
    ...task,
    name,
    region,
    source: AWS_SOURCES[name],
    options: { trailBuckets, regions },
    onProgress: (done, total) => task.onProgress({ account, region, source: name, done, total }),
    onStartOver: (why) => task.onStartOver({ account, region, source: name }, why),
  };
}

function planOf(
  { sources, isCallers, regions: asked, everywhere, line }: AccountTask,
  regions: readonly string[],
): readonly Planned[] {
  const names = (Object.keys(LIVE_SOURCES) as LiveSourceName[]).filter(
    (name) => name !== 'account' && sources.includes(name),
  );
  return names.flatMap((name) => {
    const { scope, once }: AwsSource = AWS_SOURCES[name];
    if (once !== undefined && !isCallers) return [];
    const own = asked.length > 0 || everywhere.includes(name) ? regions : [line.homeRegion];
    return (scope === 'account' ? [GLOBAL_REGION] : own).map((region) => ({ name, region }));
  });
}

/** Those asked for, else those enabled; where the account does not say, the region we call from. */
function regionsOf(
  { regions: asked, line }: AccountTask,
  enabled: readonly string[],
): readonly string[] {
  if (asked.length > 0) return asked;
  return enabled.length > 0 ? enabled : [line.homeRegion];
}
