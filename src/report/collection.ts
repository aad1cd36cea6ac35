/** What a live collection read, and what is missing and what that costs: for stdout and for reports. */
import { type CollectedUnit, LIVE_SOURCES } from '../model/collected.js';
import { type CollectionGap, gapsOf } from '../model/collection-gaps.js';
import { plain } from './escape.js';
import { number, plural } from './phrases.js';
import { wrap } from './wrap.js';

export function renderCollection(units: readonly CollectedUnit[]): string {
  return `${[...read(units), ...missing(units)].map((line) => plain(line).trimEnd()).join('\n')}\n`;
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

/** One paragraph for each thing that went wrong, however many parts it hit. */
export function missingLines(gaps: readonly CollectionGap[]): readonly string[] {
  return [
    `Missing: ${plural(gaps.length, 'thing')} could not be read`,
    ...gaps.flatMap(({ source, where, operation, code, message, grant, costs }) => [
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
