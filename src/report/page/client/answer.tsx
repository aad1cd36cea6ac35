/** The answer first: how much is used, what can go today, what nobody can know and what would show it. */
import type { JSX } from 'preact';
import { useMemo } from 'preact/hooks';
import type { VerdictCounts } from '../../../model/result.js';
import { SEVERITIES } from '../../../model/severity.js';
import { VERDICTS } from '../../../model/verdict.js';
import {
  coveredRange,
  day,
  elsewhereWords,
  goingCount,
  KIND_WORDS,
  lastUse,
  number,
  organizationWords,
  percent,
  plural,
  SELECTED_LOGS,
  WHAT_VERDICT_MEANS,
  whose,
} from '../../phrases.js';
import type { Head, PageRecommendation, Report } from '../unpack.js';
import { Page, SeverityName, VerdictBar, VerdictName } from './parts.js';
import { href } from './route.js';
import type { ViewProps } from './view.js';

const SHOWN = 8;

export function AnswerView({ report }: ViewProps): JSX.Element {
  const { head } = report;
  return (
    <Page title={headline(head)} lead={windowText(head)}>
      <Warnings head={head} />
      <Totals head={head} />
      <div class="columns">
        <CanGo report={report} />
        <CanBeRevoked head={head} />
      </div>
      <CannotBeKnown report={report} />
      <div class="columns">
        <FindingCounts head={head} />
        <Evidence head={head} />
      </div>
    </Page>
  );
}

export function headline({ totals, accounting }: Head): string {
  if (totals.identities === 0) return 'No identities were read';
  if (totals.granted === 0) return 'Nothing is granted to anybody';
  if (accounting.records === 0) {
    return `${number(totals.granted)} grants, and no logs to say what is used`;
  }
  const used = percent(totals.used, totals.granted);
  const share = used === '<1 %' ? 'Less than 1 %' : used === '>99 %' ? 'More than 99 %' : used;
  const lead = `${share} of what is granted is used`;
  return totals.unused === 0
    ? `${lead}; nothing is known to be unused`
    : `${lead}; ${percent(totals.unused, totals.granted)} can go`;
}

export function windowText({ totals, window, accounts }: Head): string {
  const where = accounts.length === 1 ? '' : ` in ${plural(accounts.length, 'account')}`;
  const logs =
    window.firstRecord === undefined
      ? 'No logs were read.'
      : `Logs from ${day(window.firstRecord)} to ${day(window.lastRecord)}.`;
  return `${plural(totals.identities, 'identity', 'identities')}${where} hold ${plural(totals.granted, 'granted action')}. Looked at ${plural(window.requestedDays, 'day')} from ${day(window.from)}. ${logs}`;
}

/** What was given and could not be read: it is missing from every verdict. */
function Warnings({ head }: { readonly head: Head }): JSX.Element | null {
  const broken = head.sources.filter(({ status }) => status === 'partial' || status === 'failed');
  if (broken.length === 0 && head.holes.length === 0) return null;
  return (
    <p class="notice" role="note">
      <strong>The evidence is incomplete.</strong> {plural(broken.length, 'source')} could not be
      read in full and {plural(head.holes.length, 'gap')} in the logs{' '}
      {head.holes.length === 1 ? 'is' : 'are'} known; what they hold counts as unknown.{' '}
      <a href={href('problems')}>See what is missing</a>.
    </p>
  );
}

export function Totals({ head }: { readonly head: Head }): JSX.Element {
  const { totals } = head;
  const counts: VerdictCounts = [totals.used, totals.unused, totals.unobservable, totals.unknown];
  return (
    <section class="card totals" aria-labelledby="totals">
      <h2 id="totals" class="hidden">
        Granted and used
      </h2>
      <VerdictBar counts={counts} size="large" />
      <table class="plain">
        <thead class="hidden-visually">
          <tr>
            <th scope="col">Verdict</th>
            <th scope="col">Grants</th>
            <th scope="col">Share</th>
            <th scope="col">What it means</th>
          </tr>
        </thead>
        <tbody>
          {VERDICTS.map((verdict) => (
            <tr key={verdict}>
              <th scope="row">
                <a href={href('identities', [], { verdict, sort: verdict })}>
                  <VerdictName verdict={verdict} />
                </a>
              </th>
              <td class="num big">{number(totals[verdict])}</td>
              <td class="num">{percent(totals[verdict], totals.granted)}</td>
              <td class="wide">{WHAT_VERDICT_MEANS[verdict]}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {totals.dead === 0 ? null : (
        <p class="note">
          Of all these, {number(totals.dead)} are granted and blocked everywhere: dead grants.
        </p>
      )}
    </section>
  );
}

/** Most removed grants first, as in every other format. */
export function bySize(all: readonly PageRecommendation[]): readonly PageRecommendation[] {
  return all.toSorted(
    (a, b) =>
      b.removes.count * b.holders.length - a.removes.count * a.holders.length ||
      (a.id < b.id ? -1 : 1),
  );
}

export function proposalTitle(one: PageRecommendation): string {
  const parts = one.after.length > 1 ? ` by ${one.after.length} policies` : '';
  return `${KIND_WORDS[one.kind]} ${one.before.name}${parts}`;
}

function CanGo({ report }: { readonly report: Report }): JSX.Element {
  const { recommendations } = report;
  const largest = useMemo(() => bySize(recommendations).slice(0, SHOWN), [recommendations]);
  return (
    <section class="card" aria-labelledby="can-go">
      <h2 id="can-go">What can go safely today</h2>
      {recommendations.length === 0 ? (
        <p class="empty">
          No proposal: nothing could be taken away with both proofs. What stands in the way is
          below.
        </p>
      ) : (
        <>
          <p class="note">
            {plural(recommendations.length, 'proposal')}, each with two proofs: it grants nothing
            new, and nothing that must stay is lost.
          </p>
          <table class="plain rows">
            <thead>
              <tr>
                <th scope="col">Proposal</th>
                <th scope="col" class="num">
                  Actions that go
                </th>
              </tr>
            </thead>
            <tbody>
              {largest.map((one) => (
                <tr key={one.id}>
                  <th scope="row">
                    <a href={href('proposal', [one.id])}>{proposalTitle(one)}</a>
                    <span class="sub">{whose(one)}</span>
                  </th>
                  <td class="num">{goingCount(one)}</td>
                </tr>
              ))}
            </tbody>
          </table>
          {recommendations.length > SHOWN ? (
            <p class="more">
              <a href={href('proposals')}>All {number(recommendations.length)} proposals</a>
            </p>
          ) : null}
        </>
      )}
    </section>
  );
}

function CanBeRevoked({ head: { revocations } }: { readonly head: Head }): JSX.Element {
  return (
    <section class="card" aria-labelledby="revoke">
      <h2 id="revoke">What nobody uses any more</h2>
      {revocations.length === 0 ? (
        <p class="empty">Nothing is known to be stale.</p>
      ) : (
        <>
          <p class="note">
            {plural(revocations.length, 'thing')} can be revoked, in stages that begin with one that
            can be taken back.
          </p>
          <table class="plain rows">
            <thead>
              <tr>
                <th scope="col">What</th>
                <th scope="col" class="num">
                  Last used
                </th>
              </tr>
            </thead>
            <tbody>
              {revocations.slice(0, SHOWN).map((one) => (
                <tr key={one.id}>
                  <th scope="row">
                    <a href={href('plan', [one.id])}>
                      {one.name}
                      {one.slot === undefined ? '' : `, key ${one.slot}`}
                    </a>
                    <span class="sub">{one.kind.replaceAll('-', ' ')}</span>
                  </th>
                  <td class="num">{lastUse(one)}</td>
                </tr>
              ))}
            </tbody>
          </table>
          {revocations.length > SHOWN ? (
            <p class="more">
              <a href={href('plan')}>All {number(revocations.length)}</a>
            </p>
          ) : null}
        </>
      )}
    </section>
  );
}

function CannotBeKnown({ report }: { readonly report: Report }): JSX.Element {
  const { head, unknowables } = report;
  return (
    <section class="card" aria-labelledby="unknowable">
      <h2 id="unknowable">What cannot be known, and what would make it known</h2>
      {unknowables.length === 0 ? (
        <p class="empty">Every grant has a verdict of used or unused.</p>
      ) : (
        <table class="plain rows top">
          <thead>
            <tr>
              <th scope="col">Because</th>
              <th scope="col">What would show it</th>
              <th scope="col" class="num">
                Grants
              </th>
              <th scope="col" class="num">
                Identities
              </th>
            </tr>
          </thead>
          <tbody>
            {unknowables.slice(0, 12).map((row) => (
              <tr key={row.because}>
                <th scope="row">{row.because}</th>
                <td>{row.remedy ?? <span class="faint">nothing that we know of</span>}</td>
                <td class="num">{number(row.grants)}</td>
                <td class="num">{number(row.identities)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {unknowables.length > 12 ? (
        <p class="note">
          and {number(unknowables.length - 12)} more reasons, on the pages of the identities
        </p>
      ) : null}
      {head.options.selectedLogs === 'show-use-only' ? <p class="note">{SELECTED_LOGS}</p> : null}
      {head.accounts.length > 3 ? (
        <p class="note">
          Regions without a single record are listed for each account under{' '}
          <a href={href('coverage')}>coverage</a>.
        </p>
      ) : (
        head.accounts.map((account) => (
          <p class="note" key={account.account}>
            {regionsText(account)}
          </p>
        ))
      )}
    </section>
  );
}

export function regionsText(account: Head['accounts'][number]): string {
  // Results of leastwise 0.1.0 do not say what the trails record.
  const known = { ...account, elsewhere: account.elsewhere ?? { kind: 'assumed-quiet' as const } };
  return [...organizationWords(known), elsewhereWords(known)].join('; ');
}

function FindingCounts({ head: { findings } }: { readonly head: Head }): JSX.Element {
  const counts = SEVERITIES.toReversed().map((severity) => ({
    severity,
    count: findings.filter((one) => one.severity === severity).length,
  }));
  return (
    <section class="card" aria-labelledby="findings">
      <h2 id="findings">Findings</h2>
      {findings.length === 0 ? (
        <p class="empty">None.</p>
      ) : (
        <ul class="tally">
          {counts
            .filter(({ count }) => count > 0)
            .map(({ severity, count }) => (
              <li key={severity}>
                <a href={href('findings', [], { severity })}>
                  <SeverityName severity={severity} />
                </a>
                <span class="num">{number(count)}</span>
              </li>
            ))}
        </ul>
      )}
    </section>
  );
}

function Evidence({ head }: { readonly head: Head }): JSX.Element {
  const { accounting, window, problems } = head;
  const ignored = Object.values(accounting.ignored).reduce((sum, count) => sum + count, 0);
  return (
    <section class="card" aria-labelledby="evidence">
      <h2 id="evidence">The evidence</h2>
      <dl class="facts">
        <dt>Records</dt>
        <dd>
          {number(accounting.records)} = {number(accounting.uses)} uses + {number(ignored)} ignored
          by rule + {number(accounting.problems)} problems
        </dd>
        <dt>Without a gap</dt>
        <dd>
          <a href={href('coverage')}>{coveredRange(window)}</a> up to the end; unused takes{' '}
          {window.minDays}
        </dd>
        <dt>Problems</dt>
        <dd>
          <a href={href('problems')}>{plural(problems.length, 'problem')}</a>
        </dd>
      </dl>
    </section>
  );
}
