/** `report.md`: everything that the summary says, with the evidence, for reading and for pull requests. */
import type { IdentityResult, RecommendationResult, Result } from '../../model/result.js';
import { SEVERITIES } from '../../model/severity.js';
import { VERDICTS } from '../../model/verdict.js';
import { code, markdown } from '../escape.js';
import { followUpWords, itemName } from '../follow-up-words.js';
import {
  becauseOf,
  coveredRange,
  coveredWords,
  day,
  elsewhereWords,
  KIND_WORDS,
  largestReductions,
  lastUse,
  markWords,
  number,
  organizationWords,
  percent,
  plural,
  SELECTED_LOGS,
  strayLogsWords,
  unknowables,
  verificationWords,
  WHAT_VERDICT_MEANS,
  whose,
} from '../phrases.js';
import { ourWords, theirWords, wordsAround } from '../surroundings-words.js';
import {
  families,
  fewestEdits,
  permissionSets,
  trust,
  wholeAccounts,
} from './markdown-proposals.js';
import { MOST_ROWS, table } from './markdown-table.js';

const MOST_NAMES = 40;

export function renderMarkdown(result: Result): string {
  return `${[
    ...heading(result),
    ...totals(result),
    ...limits(result),
    ...recommendations(result),
    ...fewestEdits(result),
    ...families(result),
    ...trust(result),
    ...permissionSets(result),
    ...wholeAccounts(result),
    ...withheld(result),
    ...revocations(result),
    ...followUps(result),
    ...findings(result),
    ...identities(result),
    ...secondOpinion(result),
    ...collectionGaps(result),
    ...coverage(result),
    ...loose(result),
    ...accounting(result),
  ].join('\n')}\n`;
}

function heading({
  tool,
  accounts,
  asOf,
  window,
  catalog,
  options,
  redacted,
}: Result): readonly string[] {
  return [
    `# Least privilege: ${accounts.map(({ account }) => markdown(account)).join(', ') || 'no account'}`,
    '',
    `leastwise ${tool.version}, as of ${asOf ?? 'no date'}, action catalogue ${markdown(catalog.version)} of ${markdown(catalog.publishedAt)}.${redacted === true ? ' Names and account ids are replaced.' : ''}`,
    `Window asked for: ${window.requestedDays} days from ${day(window.from)}. Logs read: ${window.firstRecord ?? 'none'} to ${window.lastRecord ?? 'none'}; gap-free up to the end: ${coveredRange(window)}, by region and class of events. Nothing is called unused on less than ${window.minDays} days (logs may begin up to a day late), nothing younger than ${window.minDays + window.graceDays} days is judged.`,
    ...(options.unobservable === 'keep'
      ? []
      : [`Permissions that no log can show: ${markdown(options.unobservable)}.`]),
    '',
  ];
}

function totals({ totals }: Result): readonly string[] {
  return [
    '## Granted and used',
    '',
    `${plural(totals.identities, 'identity', 'identities')} hold ${plural(totals.granted, 'granted action')}; ${number(totals.dead)} of them are blocked everywhere.`,
    ...table(
      ['verdict', 'grants', 'share', ''],
      VERDICTS.map((verdict) => [
        verdict,
        number(totals[verdict]),
        percent(totals[verdict], totals.granted),
        WHAT_VERDICT_MEANS[verdict],
      ]),
    ),
  ];
}

function limits(result: Result): readonly string[] {
  const stray = strayLogsWords(result);
  return [
    '## What the evidence cannot show',
    ...table(
      ['grants', 'identities', 'because', 'what would show it'],
      unknowables(result).map(({ grants, identities, because, remedy }) => [
        number(grants),
        number(identities),
        markdown(because),
        remedy === undefined ? '' : markdown(remedy),
      ]),
    ),
    ...(result.verification === undefined
      ? []
      : [markdown(verificationWords(result.verification)), '']),
    ...(result.options.selectedLogs === 'show-use-only' ? [markdown(SELECTED_LOGS), ''] : []),
    ...result.accounts.flatMap((account) =>
      [...organizationWords(account), elsewhereWords(account)].map(
        (words) => `Account ${markdown(words)}.`,
      ),
    ),
    ...(stray === undefined ? [] : ['', `Besides, ${markdown(stray)}.`]),
    '',
  ];
}

function recommendations(result: Result): readonly string[] {
  const rows = largestReductions(result);
  if (rows.length === 0) return ['## Proposals', '', 'None.', ''];
  return [
    '## Proposals',
    '',
    'Each carries two proven certificates: it grants nothing new, and nothing that must stay is lost. The policies are under `policies/`.',
    ...table(
      ['account', 'what', 'policy', 'whose', 'actions that go', 'kept unseen', 'size'],
      rows.map((one) => [
        markdown(one.account),
        KIND_WORDS[one.kind],
        code(one.before.name),
        markdown(whose(one)),
        `${number(one.removes.count)} (${levels(one)})`,
        number(one.keptUnobservable + one.keptUnknown),
        sizes(one),
      ]),
    ),
    ...rows.slice(0, MOST_ROWS).flatMap(notes),
    '',
  ];
}

function sizes({ before, after }: RecommendationResult): string {
  const total = after.reduce((sum, { size }) => sum + size, 0);
  const parts = after.length > 1 ? ` in ${after.length} policies` : '';
  return `${number(before.size)} → ${number(total)}${parts}`;
}

function levels({ removes }: RecommendationResult): string {
  return Object.entries(removes.byAccessLevel)
    .filter(([, count]) => count > 0)
    .map(([level, count]) => `${level} ${number(count)}`)
    .join(', ');
}

function notes(one: RecommendationResult): readonly string[] {
  return one.notes.map(
    (note) => `- ${code(one.before.name)} of ${markdown(whose(one))}: ${markdown(note)}`,
  );
}

function withheld({ withheld }: Result): readonly string[] {
  if (withheld.length === 0) return [];
  return [
    '## Not proposed',
    '',
    'What could not be proven, or does not fit, is not emitted.',
    ...table(
      ['policy', 'whose', 'why'],
      withheld.map((one) => [code(one.policy), markdown(whose(one)), markdown(one.reason)]),
    ),
  ];
}

function revocations({ revocations }: Result): readonly string[] {
  if (revocations.length === 0) return [];
  return [
    '## What can be revoked',
    '',
    'Stages, commands and their undo are under `revocation/`.',
    ...table(
      ['account', 'kind', 'name', 'last used', 'evidence', 'would notice', 'ask'],
      revocations.map((one) => [
        markdown(one.account),
        one.kind,
        code(one.slot === undefined ? one.name : `${one.name} key ${one.slot}`),
        lastUse(one),
        one.evidence.map(markdown).join('; '),
        one.dependants.map(markdown).join('; '),
        one.ownerHints.map(markdown).join('; '),
      ]),
    ),
  ];
}

function followUps({ followUps, exempted }: Result): readonly string[] {
  if (followUps.length + exempted.length === 0) return [];
  return [
    '## The earlier plan, followed up',
    ...table(
      ['account', 'what', 'planned', 'in quarantine since', 'what to do'],
      followUps.map((one) => [
        markdown(one.account),
        code(itemName(one)),
        day(one.plannedAt),
        one.quarantinedAt === undefined ? '' : day(one.quarantinedAt),
        markdown(followUpWords(one)),
      ]),
    ),
    ...exempted.map(
      ({ kind, name, reason, expires }) =>
        `- exempt until ${day(expires)}: ${code(`${kind}/${name}`)}, ${markdown(reason)}`,
    ),
    '',
  ];
}

function findings({ findings }: Result): readonly string[] {
  const rows = findings.toSorted(
    (a, b) =>
      SEVERITIES.indexOf(b.severity) - SEVERITIES.indexOf(a.severity) || (a.id < b.id ? -1 : 1),
  );
  return [
    '## Findings',
    ...table(
      ['severity', 'finding', 'evidence'],
      rows.map((one) => [
        one.severity,
        markdown(one.title),
        [markWords(one.mark), ...one.evidence]
          .filter((part) => part !== '')
          .map(markdown)
          .join('; '),
      ]),
    ),
  ];
}

function identities({ identities }: Result): readonly string[] {
  return [
    '## Identities',
    ...table(
      ['identity', 'last used', 'granted', ...VERDICTS, 'denied calls'],
      identities.map((one) => [
        `${one.kind} ${code(one.name)}${one.manageability === 'editable' ? '' : ` (${one.manageability})`}`,
        day(one.lastUsedAt),
        number(one.granted),
        ...VERDICTS.map((verdict) => number(one.verdicts[verdict].count)),
        number(one.deniedCalls.reduce((sum, { count }) => sum + count, 0)),
      ]),
    ),
    ...identities.slice(0, MOST_ROWS).flatMap(identityDetails),
  ];
}

/** A second opinion on the same, from whoever has a paid analyzer. */
function secondOpinion({ identities }: Result): readonly string[] {
  const rows = identities.flatMap((one) =>
    (one.surroundings?.unusedAccess ?? []).map((opinion) => [
      `${one.kind} ${code(one.name)}`,
      markdown(theirWords(opinion)),
      ourWords(opinion),
    ]),
  );
  return rows.length === 0
    ? []
    : [
        '## Beside IAM Access Analyzer',
        '',
        'What it calls unused, and our verdicts on the same actions.',
        ...table(['identity', 'it calls unused', 'our verdicts'], rows),
      ];
}

function identityDetails(one: IdentityResult): readonly string[] {
  const rows = VERDICTS.flatMap((verdict) =>
    one.verdicts[verdict].reasons.map(
      (group) =>
        `- **${verdict}**, ${markdown(becauseOf(group.reason))}: ${names(group.actions ?? group.compact ?? [], group.count)}`,
    ),
  );
  const denied = one.deniedCalls.map(
    ({ action, errorCode, denial, count, lastSeen }) =>
      `- **denied** ${code(action)} ${number(count)}×, last ${day(lastSeen)} (${markdown(denial ?? errorCode)})`,
  );
  const around = wordsAround(one.surroundings).map(
    ({ title, lines }) => `- **${title}**: ${someOf(lines.map(markdown))}`,
  );
  if (rows.length + denied.length + around.length === 0) return [];
  return [
    `### ${one.kind} ${markdown(one.name)}`,
    '',
    code(one.arn),
    '',
    ...rows,
    ...denied,
    ...around,
    '',
  ];
}

function someOf(lines: readonly string[]): string {
  const more = lines.length - MOST_NAMES;
  return [...lines.slice(0, MOST_NAMES), ...(more > 0 ? [`and ${number(more)} more`] : [])].join(
    '; ',
  );
}

function names(list: readonly string[], count: number): string {
  const shown = list.slice(0, MOST_NAMES).map(code).join(', ');
  return list.length > MOST_NAMES
    ? `${shown} and more, ${plural(count, 'action')} in all`
    : `${shown}`;
}

function collectionGaps({ collection }: Result): readonly string[] {
  return collection.missing.length === 0
    ? []
    : [
        '## What the collection could not read',
        ...table(
          ['source', 'where', 'what', 'grant', 'what it costs'],
          collection.missing.map((gap) => [
            markdown(gap.source),
            markdown(gap.where),
            markdown(`${gap.operation} ${gap.code}: ${gap.message}`),
            gap.grant.map(code).join(', '),
            markdown(gap.costs),
          ]),
        ),
      ];
}

function coverage({ coverage, holes, window }: Result): readonly string[] {
  return [
    '## Coverage',
    ...table(
      ['account', 'region', 'events', 'gap-free days up to the end', 'covered'],
      coverage.map((row) => [
        markdown(row.account),
        markdown(row.region),
        markdown(row.events),
        coveredWords(row.coveredDays, window),
        row.intervals
          .slice(0, 20)
          .map(({ from, to }) => `${from} to ${to}`)
          .join(', '),
      ]),
    ),
    ...(holes.length === 0
      ? []
      : table(
          ['hole', 'why'],
          holes.map(({ where, reason }) => [markdown(where), markdown(reason)]),
        )),
  ];
}

function loose({ unmappedEvents, unattributed }: Result): readonly string[] {
  return [
    ...(unmappedEvents.length === 0
      ? []
      : [
          '## Events that no table maps',
          ...table(
            ['event', 'calls', 'callers', 'last'],
            unmappedEvents.map((one) => [
              code(`${one.eventSource} ${one.eventName}`),
              number(one.count),
              one.callers.slice(0, 10).map(markdown).join(', '),
              day(one.lastSeen),
            ]),
          ),
        ]),
    ...(unattributed.length === 0
      ? []
      : [
          '## Uses that belong to no identity listed here',
          ...table(
            ['who', 'account', 'outcome', 'uses', 'last'],
            unattributed.map((one) => [
              markdown(one.arn ?? one.bucket),
              markdown(one.account),
              one.outcome,
              number(one.count),
              day(one.lastSeen),
            ]),
          ),
        ]),
  ];
}

function accounting({ accounting, sources, problems }: Result): readonly string[] {
  const ignored = Object.entries(accounting.ignored);
  return [
    '## What was read',
    '',
    `${plural(accounting.records, 'record')} = ${number(accounting.uses)} uses + ${number(ignored.reduce((sum, [, count]) => sum + count, 0))} ignored by rule + ${number(accounting.problems)} problems.`,
    ...(ignored.length === 0
      ? []
      : table(
          ['ignored by rule', 'records'],
          ignored.map(([rule, count]) => [markdown(rule), number(count)]),
        )),
    ...table(
      ['source', 'kind', 'status', 'files', 'records', 'problems'],
      sources.map((one) => [
        code(one.name),
        one.kind,
        one.status,
        number(one.files),
        number(one.records),
        number(one.problems),
      ]),
    ),
    ...(problems.length === 0
      ? []
      : [
          '## Problems',
          ...table(
            ['problem', 'where', 'what to do'],
            problems.map((one) => [
              markdown(one.message),
              markdown(
                [
                  one.source,
                  one.record === undefined ? undefined : `record ${one.record}`,
                  one.subject,
                  one.path,
                ]
                  .filter((part) => part !== undefined)
                  .join(', '),
              ),
              markdown(one.hint ?? ''),
            ]),
          ),
        ]),
  ];
}
