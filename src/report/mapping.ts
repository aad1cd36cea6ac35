/** `doctor --mapping` for people: plain text within 100 columns. */
import type { MappingReport, MappingTally, UnmappedName } from '../model/mapping-report.js';
import { plain } from './escape.js';
import { day, number, percent, plural } from './phrases.js';
import { wrap } from './wrap.js';

type Lines = readonly string[];

const NAMES = 50;
const CALLERS = 5;

export function renderMapping(report: MappingReport): string {
  const lines = [...totals(report), ...bySource(report), ...unmapped(report)];
  return `${lines.map((line) => line.trimEnd()).join('\n')}\n`;
}

function totals({ records, unreadable, total }: MappingReport): Lines {
  const readable = records - unreadable;
  const row = (count: number, words: string): string => `${number(count).padStart(12)}  ${words}`;
  return [
    `${plural(records, 'record')} of CloudTrail`,
    row(total.mapped, `mapped to actions (${percent(total.mapped, readable)})`),
    ...Object.entries(total.ignored).map(([rule, count]) =>
      plain(row(count, `set aside by rule ${rule}`)),
    ),
    row(total.unmapped, `unmapped (${percent(total.unmapped, readable)})`),
    ...(total.notKept === 0 ? [] : [row(total.notKept, 'not kept for want of room')]),
    ...(unreadable === 0 ? [] : [row(unreadable, 'could not be read')]),
  ];
}

function bySource({ sources }: MappingReport): Lines {
  if (sources === undefined) {
    return ['', ...wrap('By source, and where an example lies: give the logs instead.', '')];
  }
  return [
    '',
    `${'By source'.padEnd(44)}${'mapped'.padStart(12)}${'set aside'.padStart(12)}${'unmapped'.padStart(12)}`,
    ...sources.flatMap((source) => sourceLines(source.eventSource, source)),
  ];
}

function sourceLines(name: string, { mapped, ignored, unmapped: none }: MappingTally): Lines {
  const rules = Object.entries(ignored);
  const aside = rules.reduce((sum, [, count]) => sum + count, 0);
  const counts = [mapped, aside, none].map((count) => number(count).padStart(12)).join('');
  return [
    `  ${plain(name).padEnd(42)}${counts}`,
    ...rules.flatMap(([rule, count]) => wrap(plain(`${number(count)} by ${rule}`), '      ')),
  ];
}

function unmapped({ unmapped: names }: MappingReport): Lines {
  if (names.length === 0) return ['', 'Nothing is unmapped.'];
  return [
    '',
    `Unmapped: ${plural(names.length, 'event')} whose actions no table knows`,
    ...names.slice(0, NAMES).flatMap(nameLines),
    ...(names.length > NAMES
      ? [`  and ${number(names.length - NAMES)} more; --format json has all`]
      : []),
  ];
}

function nameLines(name: UnmappedName): Lines {
  const { eventSource, eventName, count, lastSeen, example, harmless } = name;
  return [
    ...wrap(
      plain(`${eventSource} ${eventName}: ${plural(count, 'call')}, the last on ${day(lastSeen)}`),
      '  ',
      '    ',
    ),
    ...(example === undefined
      ? []
      : wrap(plain(`for example record ${example.record} of ${example.file}`), '      ')),
    ...blockLines(name),
    ...(harmless === 0
      ? []
      : wrap(`${plural(harmless, 'call')} of nobody here hold nothing back`, '      ')),
  ];
}

function blockLines({ service, blocks }: UnmappedName): Lines {
  if (blocks.length === 0) return [];
  const what = service === undefined ? 'all actions' : `actions of ${service}`;
  const shown = blocks.slice(0, CALLERS).map(({ caller, count }) => `${caller} (${number(count)})`);
  const more = blocks.length - shown.length;
  return wrap(
    plain(
      `blocks: ${what} stay unknown for ${shown.join(', ')}${more > 0 ? ` and ${number(more)} more` : ''}`,
    ),
    '      ',
  );
}
