/** The summary on stdout: one screen that says what can go, what is stale, what nobody can know. */
import type { Mark } from '../../model/mark.js';
import type { Result } from '../../model/result.js';
import type { Review } from '../../model/review.js';
import { VERDICTS } from '../../model/verdict.js';
import { missingLines } from '../collection.js';
import { plain } from '../escape.js';
import { followUpWords, itemName } from '../follow-up-words.js';
import {
  bySeverity,
  day,
  elsewhereWords,
  goingWords,
  KIND_WORDS,
  largestReductions,
  number,
  percent,
  percentOf,
  plural,
  SELECTED_LOGS,
  staleWords,
  strayLogsWords,
  unknowables,
  verificationWords,
  WHAT_VERDICT_MEANS,
  whose,
} from '../phrases.js';
import { WIDTH, wrap } from '../wrap.js';

const SHOWN = 10;

export function renderSummary(result: Result): string {
  return `${[
    ...heading(result),
    ...totals(result),
    ...reductions(result),
    ...beyondPolicies(result),
    ...withheld(result),
    ...stale(result),
    ...followUps(result),
    ...findings(result),
    ...limits(result),
    ...collectionGaps(result),
    ...accounting(result),
  ]
    .map((line) => plain(line).trimEnd())
    .join('\n')}\n`;
}

function heading({
  tool,
  accounts,
  asOf,
  window,
  coverage,
  catalog,
  redacted,
}: Result): readonly string[] {
  const regions = new Set(coverage.map(({ region }) => region));
  return [
    `leastwise ${tool.version} · ${accountWords(accounts.map(({ account }) => account))} · as of ${asOf ?? 'no date'}${redacted === true ? ' · names replaced' : ''}`,
    `window ${plural(window.requestedDays, 'day')} from ${day(window.from)}, logs from ${day(window.firstRecord)} to ${day(window.lastRecord)} in ${plural(regions.size, 'region')}`,
    `action catalogue ${catalog.version} of ${catalog.publishedAt}`,
    '',
  ];
}

/** Said where there is more than one. */
function inAccount({ accounts }: Result, account: string): string {
  return accounts.length > 1 ? ` in ${account}` : '';
}

function accountWords(accounts: readonly string[]): string {
  return accounts.length <= 3
    ? `account ${accounts.join(', ') || 'none'}`
    : `${plural(accounts.length, 'account')}`;
}

function totals(result: Result): readonly string[] {
  const { totals } = result;
  const rows = VERDICTS.map(
    (verdict) =>
      `  ${verdict.padEnd(13)}${number(totals[verdict]).padStart(9)}  ${percent(totals[verdict], totals.granted).padStart(5)}  ${WHAT_VERDICT_MEANS[verdict]}`,
  );
  const dead =
    totals.dead === 0
      ? []
      : [`  of all these, ${number(totals.dead)} are granted and blocked everywhere (dead grants)`];
  return [
    `${plural(totals.identities, 'identity holds', 'identities hold')} ${plural(totals.granted, 'granted action')}`,
    ...rows,
    ...dead,
    '',
    ...nothingUnused(result),
  ];
}

const NOBODY: readonly string[] = [
  'There is nobody to audit: the input names no user, group or role.',
  'To change that: aws iam get-account-authorization-details > FOLDER/authorization-details.json',
  '',
];

/** Why not one grant can go: the first question of whoever reads a zero. */
function nothingUnused(result: Result): readonly string[] {
  const { accounts, totals, window } = result;
  if (accounts.length === 0) return NOBODY;
  if (totals.unused > 0 || totals.granted === 0) return [];
  if (totals.used === totals.granted) return ['Everything that is granted is used.', ''];
  const rows = unknowables(result);
  const known = rows.filter(({ remedy }) => remedy !== undefined);
  // What is unobservable stays so, however long the logs are.
  const most = known.find(({ verdict }) => verdict === 'unknown') ?? known[0];
  const isShort = window.covered.mostDays < window.minDays;
  const because = isShort
    ? `the logs cover ${window.covered.mostDays} gap-free days at best and --min-window asks for ${window.minDays}`
    : `of most, ${(most ?? rows[0])?.because ?? 'the evidence has a gap'}`;
  return [
    `Nothing can be called unused: ${because}.`,
    ...(most?.remedy === undefined ? [] : [`To change that: ${most.remedy}.`]),
    '',
  ];
}

function reductions(result: Result): readonly string[] {
  const largest = largestReductions(result);
  if (largest.length === 0) return [];
  const rows = largest.slice(0, SHOWN).map((one) => {
    const parts = one.after.length > 1 ? ` by ${one.after.length} policies` : '';
    const holder = `${whose(one)}${inAccount(result, one.account)}`;
    const left = `  ${KIND_WORDS[one.kind]} ${one.before.name} of ${holder}${parts}`;
    const right = `${markOf(one)}${goingWords(one)}`;
    return `${padTo(left, WIDTH - right.length - 1)} ${right}`;
  });
  return [
    `Largest safe reductions (${plural(result.recommendations.length, 'proposal')}, each with both certificates proven)`,
    ...rows,
    '',
  ];
}

/** Where most of the risk goes, and what is proposed for trust policies and whole accounts. */
function beyondPolicies(result: Result): readonly string[] {
  const { pareto, trust, accountProposals, families, permissionSets = [] } = result;
  const enough = pareto.find(({ share }) => share >= MOST_RISK);
  const all = pareto.at(-1);
  const ofServices = accountProposals.filter((one) => one.deniedRegions === 'not-proposed');
  const services = Math.max(0, ...ofServices.map((one) => one.deniedServices.length));
  const ofRegions = accountProposals.length - ofServices.length;
  const rows = [
    ...(enough === undefined || all === undefined || enough.edits === all.edits
      ? []
      : [
          `  ${enough.edits} of ${plural(all.edits, 'edit')} take away ${percentOf(enough.share)} of the risk score: report.md has the order`,
        ]),
    ...(families.length === 0
      ? []
      : [`  ${plural(families.length, 'family', 'families')} of copied roles, trimmed alike`]),
    ...(trust.length === 0
      ? []
      : [`  ${plural(trust.length, 'trust policy', 'trust policies')} without who never came`]),
    ...(permissionSets.length === 0
      ? []
      : [
          `  ${plural(permissionSets.length, 'permission set')}, trimmed for all accounts that hold them`,
        ]),
    ...(ofRegions === 0
      ? []
      : [
          `  ${plural(ofRegions, 'policy', 'policies')} for whole accounts: regions that nobody used`,
        ]),
    ...(ofServices.length === 0
      ? []
      : [
          `  ${plural(ofServices.length, 'policy', 'policies')} for whole accounts: ${plural(services, 'service')} that nobody used`,
        ]),
  ];
  return rows.length === 0 ? [] : ['Beside them', ...rows, ''];
}

const MOST_RISK = 0.8;

function withheld(result: Result): readonly string[] {
  if (result.withheld.length === 0) return [];
  const rows = result.withheld
    .slice(0, 5)
    .flatMap((one) => wrap(`${one.policy} of ${whose(one)}: ${one.reason}`, '  '));
  const more = result.withheld.length - 5;
  return [
    `Not proposed: ${plural(result.withheld.length, 'policy', 'policies')}`,
    ...rows,
    ...(more > 0 ? [`  and ${number(more)} more in report.md`] : []),
    '',
  ];
}

function stale(result: Result): readonly string[] {
  if (result.revocations.length === 0) return ['Stale: nothing found that can be shown stale', ''];
  const rows = result.revocations.slice(0, 2 * SHOWN).map((one) => {
    const name = `${one.name}${inAccount(result, one.account)}`;
    const what = one.slot === undefined ? name : `${name}, key ${one.slot}`;
    const left = `  ${one.kind.replaceAll('-', ' ').padEnd(18)}${what}`;
    const right = `${markOf(one)}${staleWords(one)}`;
    return `${padTo(left, WIDTH - right.length - 1)} ${right}`;
  });
  const more = result.revocations.length - rows.length;
  const waived = result.revocations.filter(({ mark }) => mark?.kind === 'waived').length;
  const but = waived === 0 ? '' : `, but for ${number(waived)} waived`;
  return [
    `Stale: ${plural(result.revocations.length, 'thing')} that can be revoked in stages${but}`,
    ...rows,
    ...(more > 0 ? [`  and ${number(more)} more in report.md`] : []),
    '',
  ];
}

/** The reason stands in the report. */
function markOf({ mark }: { readonly mark?: Mark }): string {
  return mark === undefined ? '' : `[${mark.kind}] `;
}

/** How many, how bad, and what was decided about them before. */
function findings({ findings: all, review }: Result): readonly string[] {
  const open = all.filter(({ mark }) => mark === undefined);
  const words = open.length === 0 ? '' : ` (${bySeverity(open)})`;
  const head =
    review === undefined
      ? `Findings: ${number(all.length)}${words}`
      : `Findings: ${number(review.findings.counted)} count${words}`;
  return [...wrap(head, ''), ...(review === undefined ? [] : reviewLines(review)), ''];
}

function reviewLines({ findings: counts, waivers, baseline }: Review): readonly string[] {
  const ended = waivers.filter(({ status }) => status === 'expired').length;
  const gone = baseline?.gone.length ?? 0;
  return [
    ...(baseline === undefined
      ? []
      : wrap(
          `${number(counts.known)} more ${be(counts.known)} known from the baseline of ${day(baseline.asOf)}${gone === 0 ? '' : `, and ${number(gone)} of it ${be(gone)} gone`}`,
          '  ',
        )),
    ...(waivers.length === 0
      ? []
      : wrap(
          `${number(counts.waived)} more ${be(counts.waived)} waived by ${plural(waivers.length, 'waiver')}${ended === 0 ? '' : `, ${number(ended)} of them expired`}`,
          '  ',
        )),
  ];
}

function be(count: number): string {
  return count === 1 ? 'is' : 'are';
}

function followUps({ followUps, exempted }: Result): readonly string[] {
  if (followUps.length + exempted.length === 0) return [];
  return [
    `Earlier plan: ${plural(followUps.length, 'thing')} followed up, ${number(exempted.length)} exempt`,
    ...followUps
      .slice(0, 2 * SHOWN)
      .flatMap((one) => wrap(`${itemName(one)}: ${followUpWords(one)}`, '  ')),
    '',
  ];
}

function limits(result: Result): readonly string[] {
  const rows = unknowables(result)
    .slice(0, SHOWN)
    .flatMap(({ because, grants, identities, remedy }) => [
      ...wrap(
        `${plural(grants, 'grant')} of ${plural(identities, 'identity', 'identities')}: ${because}`,
        '  ',
      ),
      ...(remedy === undefined ? [] : wrap(`to see it: ${remedy}`, '      ')),
    ]);
  return [
    'What the evidence cannot show',
    ...rows,
    ...holeNote(result),
    ...regionNote(result),
    ...strayNote(result),
    ...verificationNote(result),
    ...selectedNote(result),
    ...unmappedNote(result),
    '',
  ];
}

/** Where something could be read still, the list of what is missing says more. */
function holeNote({ holes, collection }: Result): readonly string[] {
  if (collection.missing.length > 0) return [];
  const more = holes.length - HOLES;
  return [
    ...holes.slice(0, HOLES).flatMap(({ where, reason }) => wrap(`${where}: ${reason}`, '  ')),
    ...(more > 0 ? [`  and ${number(more)} more holes like these`] : []),
  ];
}

const HOLES = 3;

/** What becomes of regions without a record is said every time. */
function regionNote({ accounts }: Result): readonly string[] {
  return accounts
    .filter(({ regionsSeen }) => regionsSeen.length > 0)
    .slice(0, 3)
    .flatMap((account) =>
      wrap(`regions without a single record: ${elsewhereWords(account)}`, '  '),
    );
}

function strayNote(result: Result): readonly string[] {
  const words = strayLogsWords(result);
  return words === undefined ? [] : wrap(words, '  ');
}

function verificationNote({ verification }: Result): readonly string[] {
  return verification === undefined ? [] : wrap(verificationWords(verification), '  ');
}

function selectedNote({ options }: Result): readonly string[] {
  return options.selectedLogs === 'show-use-only' ? wrap(SELECTED_LOGS, '  ') : [];
}

function unmappedNote({ unmappedEvents }: Result): readonly string[] {
  const shown = unmappedEvents
    .slice(0, 3)
    .map(({ eventSource, eventName }) => `${eventSource} ${eventName}`);
  return unmappedEvents.length === 0
    ? []
    : wrap(
        `${plural(unmappedEvents.length, 'kind of event', 'kinds of events')} that no table maps (${shown.join(', ')}): their callers keep what it may concern`,
        '  ',
      );
}

function collectionGaps({ collection }: Result): readonly string[] {
  const { missing } = collection;
  return missing.length === 0 ? [] : [...missingLines(missing, SHOWN), ''];
}

function accounting({ accounting, sources, problems }: Result): readonly string[] {
  const ignored = Object.values(accounting.ignored).reduce((sum, count) => sum + count, 0);
  const files = sources.reduce((sum, source) => sum + source.files, 0);
  return [
    `${plural(accounting.records, 'record')} of ${plural(files, 'file')} = ${number(accounting.uses)} uses + ${number(ignored)} ignored by rule + ${number(accounting.problems)} problems`,
    ...(problems.length === 0
      ? []
      : [
          `${plural(problems.length, 'problem')}, all in report.md; the first:`,
          ...firstProblems(problems),
        ]),
  ];
}

function firstProblems(problems: Result['problems']): readonly string[] {
  return problems
    .slice(0, 3)
    .flatMap(({ message, source, record }) =>
      wrap(
        `${message}${source === undefined || message.includes(source) ? '' : ` in ${source}`}${record === undefined ? '' : ` record ${record}`}`,
        '  ',
      ),
    );
}

function padTo(text: string, width: number): string {
  return text.length <= width ? text.padEnd(width) : `${text.slice(0, width - 1)}…`;
}
