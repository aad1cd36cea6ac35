/** What is true of the accounts and worth somebody's time, worst first. */
import type { JSX } from 'preact';
import { useMemo } from 'preact/hooks';
import { SEVERITIES } from '../../../model/severity.js';
import { plural } from '../../phrases.js';
import { ourWords, theirWords } from '../../surroundings-words.js';
import type { Head, Report } from '../unpack.js';
import { Decisions, MarkWords, standingOf } from './decisions.js';
import { distinct } from './identities.js';
import { Page, Search, Select, SeverityName } from './parts.js';
import { href, identityHref, replaceRoute } from './route.js';
import { type Column, DataTable } from './table.js';
import type { ViewProps } from './view.js';

type Finding = Head['findings'][number];

const COLUMNS: readonly Column<Finding>[] = [
  {
    id: 'finding',
    label: 'Finding',
    width: 'auto',
    cell: (one) => (
      <>
        <a class="two-lines" href={href('finding', [one.id])} title={one.title}>
          {one.title}
        </a>
        <span class="sub">
          <MarkWords mark={one.mark} /> {one.kind.replaceAll('-', ' ')} · {one.account}
        </span>
      </>
    ),
  },
  {
    id: 'severity',
    label: 'Severity',
    width: '104px',
    cell: ({ severity }) => <SeverityName severity={severity} />,
  },
  {
    id: 'evidence',
    label: 'Evidence',
    width: '42%',
    minor: true,
    cell: ({ evidence, remediation }) => (
      <>
        <span class="two-lines" title={evidence.join('\n')}>
          {evidence.join('; ')}
        </span>
        <span class="sub" title={remediation}>
          {remediation}
        </span>
      </>
    ),
  },
];

export function FindingsView({ report, route }: ViewProps): JSX.Element {
  const { findings } = report.head;
  const { q = '', severity, kind, standing } = route.query;
  const shown = useMemo(() => {
    const words = q.toLowerCase().split(/\s+/).filter(Boolean);
    return findings
      .filter((one) => {
        const text = `${one.title} ${one.identity} ${one.evidence.join(' ')}`.toLowerCase();
        return (
          (severity === undefined || one.severity === severity) &&
          (kind === undefined || one.kind === kind) &&
          (standing === undefined || standingOf(one) === standing) &&
          words.every((word) => text.includes(word))
        );
      })
      .toSorted(
        (a, b) =>
          SEVERITIES.indexOf(b.severity) - SEVERITIES.indexOf(a.severity) || (a.id < b.id ? -1 : 1),
      );
  }, [findings, q, severity, kind, standing]);
  const set = (change: Readonly<Record<string, string | undefined>>) =>
    replaceRoute(href('findings', [], { ...route.query, ...change }));
  return (
    <Page
      title="Findings"
      lead="What is true of the accounts and worth somebody's time, worst first."
    >
      <search class="filters">
        <Search label="Search" hint="words" value={q} onChange={(text) => set({ q: text })} />
        <Select
          label="Severity"
          value={severity}
          options={SEVERITIES.toReversed()}
          onChange={(value) => set({ severity: value })}
        />
        <Select
          label="Kind"
          value={kind}
          options={distinct(findings.map((one) => one.kind))}
          onChange={(value) => set({ kind: value })}
        />
        {findings.some(({ mark }) => mark !== undefined) ? (
          <Select
            label="Standing"
            value={standing}
            options={distinct(findings.map(standingOf))}
            onChange={(value) => set({ standing: value })}
          />
        ) : null}
      </search>
      <p class="count" role="status">
        {plural(shown.length, 'finding')}
      </p>
      <DataTable
        caption="Findings"
        columns={COLUMNS}
        rowHeight={78}
        rows={shown}
        keyOf={({ id }) => id}
        empty={findings.length === 0 ? 'Nothing was found.' : 'No finding fits.'}
      />
      <SecondOpinion report={report} />
      <Decisions head={report.head} />
    </Page>
  );
}

/** More are on the pages of the identities. */
const SHOWN_OPINIONS = 200;

function SecondOpinion({ report }: { readonly report: Report }): JSX.Element | null {
  const rows = useMemo(
    () =>
      Array.from({ length: report.identityCount }, (_, index) => report.brief(index).rest).flatMap(
        ({ arn, kind, name, surroundings }) =>
          (surroundings?.unusedAccess ?? []).map((opinion) => ({ arn, kind, name, opinion })),
      ),
    [report],
  );
  if (rows.length === 0) return null;
  return (
    <section class="card" aria-labelledby="opinion">
      <h2 id="opinion">Beside IAM Access Analyzer</h2>
      <p class="note">What it calls unused, and our verdicts on the same actions.</p>
      <table class="plain rows">
        <thead>
          <tr>
            <th scope="col">Identity</th>
            <th scope="col">It calls unused</th>
            <th scope="col">Our verdicts</th>
          </tr>
        </thead>
        <tbody>
          {rows.slice(0, SHOWN_OPINIONS).map(({ arn, kind, name, opinion }) => (
            <tr key={`${arn} ${theirWords(opinion)}`}>
              <th scope="row">
                <a href={identityHref(arn)}>{name}</a>
                <span class="sub">{kind}</span>
              </th>
              <td>{theirWords(opinion)}</td>
              <td>{ourWords(opinion)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {rows.length > SHOWN_OPINIONS ? (
        <p class="note">and {plural(rows.length - SHOWN_OPINIONS, 'more', 'more')}</p>
      ) : null}
    </section>
  );
}
