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

/** One paragraph for each thing that went wrong, however many parts it hit. */
export function missingLines(gaps: readonly CollectionGap[]): readonly string[] {
  const interrupted = gaps.filter(({ code }) => code === 'Interrupted');
  const others = gaps.filter(({ code }) => code !== 'Interrupted');
  return [
    `Missing: ${plural(gaps.length, 'thing')} could not be read`,
    ...interruptedLines(interrupted),
    ...others.flatMap(({ source, where, operation, code, message, grant, costs }) => [
      ...wrap(
        `${source}: ${[operation, code].filter((word) => word !== '').join(': ')} in ${where}`,
        '  ',
      ),
      ...wrap(message, '      '),
      ...(grant.length === 0 ? [] : wrap(`grant: ${grant.join(', ')}`, '      ')),
      ...wrap(`costs: ${costs}`, '      '),
    ]),
  ];
}

const COSTS = 3;

/** A run that was stopped early leaves nearly everything unread: told at once. */
function interruptedLines(gaps: readonly CollectionGap[]): readonly string[] {
  const [first] = gaps;
  if (first === undefined) return [];
  const costs = [...new Set(gaps.toSorted(byWeight).map((gap) => gap.costs))];
  const more = costs.length > COSTS ? `; and ${costs.length - COSTS} more` : '';
  return [
    ...wrap(`not read to the end: ${gaps.map(({ source }) => source).join(', ')}`, '  '),
    ...wrap(`${first.code}: ${first.message}`, '      '),
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
