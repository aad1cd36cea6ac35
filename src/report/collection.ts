/** What a live collection read, and what is missing and what that costs: for stdout and for reports. */
import { type CollectedUnit, LIVE_SOURCES } from '../model/collected.js';
import { type CollectionGap, gapsOf } from '../model/collection-gaps.js';
import { plain } from './escape.js';
import { number, plural } from './phrases.js';
import { wrap } from './wrap.js';

export function renderCollection(units: readonly CollectedUnit[]): string {
  const closed = units.filter(({ disabledBy }) => disabledBy !== undefined);
  const open = units.filter(({ disabledBy }) => disabledBy === undefined);
  return `${[...read(open), ...missing(open), ...disabled(closed)].map((line) => plain(line).trimEnd()).join('\n')}\n`;
}

function read(units: readonly CollectedUnit[]): readonly string[] {
  const names = (Object.keys(LIVE_SOURCES) as CollectedUnit['source'][]).filter((name) =>
    units.some(({ source }) => source === name),
  );
  const accounts = new Set(units.map(({ account }) => account));
  const rows = names.map((name) => {
    const own = units.filter(({ source }) => source === name);
    const complete = own.filter(({ status }) => status === 'complete').length;
    const items = own.reduce((sum, unit) => sum + unit.items, 0);
    return `  ${name.padEnd(24)}${number(items).padStart(10)}  ${complete} of ${plural(own.length, 'part')} complete`;
  });
  return [`Read from ${plural(accounts.size, 'account')}`, ...rows, ''];
}

function missing(units: readonly CollectedUnit[]): readonly string[] {
  const gaps = gapsOf(units);
  return gaps.length === 0 ? ['Nothing is missing.'] : missingLines(gaps);
}

/** Regions that no run can finish any more. */
function disabled(closed: readonly CollectedUnit[]): readonly string[] {
  const places = [...new Set(closed.map(({ account, region }) => `${region} of ${account}`))];
  if (places.length === 0) return [];
  const shown = places.toSorted().slice(0, SHOWN).join(', ');
  const more = places.length > SHOWN ? ` and ${places.length - SHOWN} more` : '';
  return wrap(
    `Disabled since an earlier run: ${shown}${more}. What their logs were not read for stays unknown, and counts until the window has passed it.`,
    '',
  );
}

const SHOWN = 3;

/**
 * One paragraph for each thing that went wrong, however many parts and sources it hit.
 *
 * @param most paragraphs; what is left out is counted
 */
export function missingLines(
  gaps: readonly CollectionGap[],
  most: number = Number.POSITIVE_INFINITY,
): readonly string[] {
  const groups = byCause(gaps);
  const told = groups.slice(0, most);
  const rest = groups.slice(most).flat();
  return [
    `Missing: ${plural(gaps.length, 'thing')} could not be read`,
    ...told.flatMap((group) =>
      isOfSources(group) ? sourcesLines(group) : group.flatMap(gapLines),
    ),
    ...(rest.length === 0 ? [] : [`  and ${number(rest.length)} more`]),
  ];
}

/** Those that concern several sources first: they are what to begin with. */
function byCause(gaps: readonly CollectionGap[]): readonly (readonly CollectionGap[])[] {
  const groups = new Map<string, CollectionGap[]>();
  for (const gap of gaps) {
    const cause = causeOf(gap);
    groups.set(cause, [...(groups.get(cause) ?? []), gap]);
  }
  const all = [...groups.values()];
  return [...all.filter(isOfSources), ...all.filter((group) => !isOfSources(group))];
}

/** What no grant would mend and says the same of several sources has one cause. */
function causeOf({ source, operation, code, message, grant }: CollectionGap): string {
  const own = grant.length === 0 ? [] : [source, operation, ...grant];
  return JSON.stringify([code, message, ...own]);
}

function isOfSources([first, ...others]: readonly CollectionGap[]): boolean {
  return others.length > 0 || first?.code === 'Interrupted';
}

function gapLines(gap: CollectionGap): readonly string[] {
  const { source, where, operation, code, message, grant, costs } = gap;
  const what = [operation, code].filter((word) => word !== '').join(': ');
  return [
    ...wrap(`${source}: ${what} in ${where}`, '  '),
    ...wrap(message, '      '),
    ...(grant.length === 0 ? [] : wrap(`grant: ${grant.join(', ')}`, '      ')),
    ...wrap(`costs: ${costs}`, '      '),
  ];
}

const COSTS = 3;

function sourcesLines(gaps: readonly CollectionGap[]): readonly string[] {
  const [first] = gaps;
  if (first === undefined) return [];
  const sources = [...new Set(gaps.map(({ source }) => source))];
  const costs = [...new Set(gaps.toSorted(byWeight).map((gap) => gap.costs))];
  const more = costs.length > COSTS ? `; and ${costs.length - COSTS} more` : '';
  const isOnePlace = gaps.every(({ where }) => where === first.where);
  const where = isOnePlace && first.code !== 'Interrupted' ? ` in ${first.where}` : '';
  return [
    ...wrap(`not read to the end: ${sources.join(', ')}`, '  '),
    ...wrap(`${first.code}${where}: ${first.message}`, '      '),
    ...wrap(`costs: ${costs.slice(0, COSTS).join('; ')}${more}`, '      '),
  ];
}

const WEIGHTS = { account: 0, time: 1, nothing: 2 } as const;

function byWeight(a: CollectionGap, b: CollectionGap): number {
  return weightOf(a) - weightOf(b);
}

function weightOf({ source }: CollectionGap): number {
  const found = Object.entries(LIVE_SOURCES).find(([name]) => name === source);
  return found === undefined ? WEIGHTS.nothing : WEIGHTS[found[1].withholds];
}
