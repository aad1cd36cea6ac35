/** `doctor` on a live account, for people: who calls, what is allowed, which trails there are. */
import { type CollectedUnit, LIVE_SOURCES, type LiveSourceName } from '../model/collected.js';
import { gapsOf } from '../model/collection-gaps.js';
import type { Examination } from '../model/examination.js';
import { missingLines } from './collection.js';
import { plain } from './escape.js';
import { plural } from './phrases.js';
import { wrap } from './wrap.js';

type Lines = readonly string[];

export function renderExamination(examination: Examination): string {
  const lines = [
    ...callerLines(examination),
    '',
    ...sourceLines(examination),
    '',
    ...trailLines(examination),
    '',
    ...adviceLines(examination),
  ];
  return `${lines.map((line) => plain(line).trimEnd()).join('\n')}\n`;
}

function callerLines({ caller, accounts, calls }: Examination): Lines {
  const others = accounts.filter((one) => one !== caller.account).length;
  const entered = others === 0 ? '' : `, and ${plural(others, 'other account')} by the role`;
  return [
    ...wrap(`You are ${caller.arn}`, ''),
    `Tried from ${caller.region} in account ${caller.account}${entered}: ${plural(calls, 'call')}, one thing of each kind`,
  ];
}

function sourceLines({ units, untried }: Examination): Lines {
  const names = (Object.keys(LIVE_SOURCES) as LiveSourceName[]).filter((name) =>
    units.some(({ source }) => source === name),
  );
  return [
    'What collect may read',
    ...names.flatMap((name) => {
      const own = units.filter(({ source }) => source === name);
      const left = untried.find(({ source }) => source === name)?.operations ?? [];
      return [
        `  ${name.padEnd(24)}${outcomeOf(own)}`,
        ...(left.length === 0 || outcomeOf(own) !== 'allowed'
          ? []
          : wrap(`not tried: ${left.join(', ')}`, '      ')),
      ];
    }),
  ];
}

function outcomeOf(units: readonly CollectedUnit[]): string {
  const bad = units.filter(({ status }) => status !== 'complete');
  if (bad.length === 0) return 'allowed';
  const denied = bad.some(({ missing }) => missing.some(({ grant }) => grant.length > 0));
  const where = units.length === 1 ? '' : ` in ${bad.length} of ${units.length} places`;
  return `${denied ? 'DENIED' : 'FAILED'}${where}`;
}

/** What of the regions was looked at for trails. */
function trailRegions(units: readonly CollectedUnit[]): string {
  const regions = units.flatMap(({ source, region, status }) =>
    source === 'trails' && status !== 'failed' ? [region] : [],
  );
  return `in ${plural(new Set(regions).size, 'region')}`;
}

function trailLines({ trails, units }: Examination): Lines {
  const wereRead = units.some(({ source, status }) => source === 'trails' && status !== 'failed');
  if (!wereRead) return ['Trails: not known'];
  if (trails.length === 0) {
    return wrap(
      `No trail is seen ${trailRegions(units)}: without log files of a trail nothing is called unused for want of use`,
      '',
    );
  }
  return [
    `Trails (${trails.length}), looked for ${trailRegions(units)}`,
    ...trails.flatMap(({ arn, known }) => [
      ...wrap(arn, '  '),
      ...known.flatMap((words) => wrap(words, '      ')),
    ]),
    ...(trails.some(({ dataEvents }) => dataEvents)
      ? []
      : wrap(
          'None is known to record data events: what is done to objects, items and messages stays unobservable',
          '  ',
        )),
  ];
}

function adviceLines({ units }: Examination): Lines {
  const gaps = gapsOf(units);
  if (gaps.length === 0) return ['Nothing is in the way: leastwise collect'];
  const grant = [...new Set(gaps.flatMap((gap) => gap.grant))].sort();
  return [
    ...missingLines(gaps),
    ...(grant.length === 0
      ? []
      : [
          '',
          ...wrap(
            `To grant: ${grant.join(', ')} (collector-role/ holds the whole policy, part by part)`,
            '',
          ),
        ]),
  ];
}
