/** What could not be read or placed, and what became of each record. Nothing is dropped. */
import type { JSX } from 'preact';
import { day, number, plural } from '../../phrases.js';
import type { Head } from '../unpack.js';
import { Page } from './parts.js';
import { type Column, DataTable } from './table.js';
import type { ViewProps } from './view.js';

const COLUMNS: readonly Column<Head['problems'][number]>[] = [
  {
    id: 'problem',
    label: 'Problem',
    width: 'auto',
    cell: ({ message }) => <Lines text={message} />,
  },
  {
    id: 'where',
    label: 'Where',
    width: '22%',
    minor: true,
    cell: (one) => <Lines text={whereOf(one)} />,
  },
  {
    id: 'now',
    label: 'What now',
    width: '42%',
    cell: ({ hint = '' }) => <Lines text={hint} />,
  },
];

function Lines({ text }: { readonly text: string }): JSX.Element {
  return (
    <span class="two-lines" title={text}>
      {text}
    </span>
  );
}

export function ProblemsView({ report }: ViewProps): JSX.Element {
  const { head } = report;
  const { accounting } = head;
  const ignored = Object.entries(accounting.ignored);
  const ignoredSum = ignored.reduce((sum, [, count]) => sum + count, 0);
  return (
    <Page
      title="Problems"
      lead={`${plural(accounting.records, 'record')} = ${number(accounting.uses)} uses + ${number(ignoredSum)} ignored by rule + ${number(accounting.problems)} problems.`}
    >
      <section class="card">
        <h2>Could not be read or placed</h2>
        <DataTable
          caption="Problems"
          rowHeight={64}
          columns={COLUMNS.filter(
            ({ id }) => id !== 'where' || head.problems.some((one) => whereOf(one) !== ''),
          )}
          rows={head.problems}
          keyOf={(one) => JSON.stringify(one)}
          empty="None: everything that was given was read and placed."
        />
      </section>
      <Unread head={head} />
      {head.holes.length === 0 ? null : (
        <section class="card">
          <h2>Holes in the logs</h2>
          <DataTable
            caption="Holes in the logs"
            columns={[
              {
                id: 'where',
                label: 'Where',
                width: '55%',
                cell: ({ where }) => <span title={where}>{where}</span>,
              },
              {
                id: 'why',
                label: 'Why',
                width: '45%',
                cell: ({ reason }) => <span title={reason}>{reason}</span>,
              },
            ]}
            rows={head.holes}
            keyOf={({ where, reason }) => `${where} ${reason}`}
            empty="None."
          />
        </section>
      )}
      <section class="card">
        <h2>Events that no table maps</h2>
        <p class="note">Their callers keep what such a call may concern.</p>
        <DataTable
          caption="Events that no table maps"
          columns={[
            {
              id: 'event',
              label: 'Event',
              width: 'auto',
              cell: ({ eventSource, eventName, callers }) => (
                <>
                  <code class="name">
                    {eventSource} {eventName}
                  </code>
                  <span class="sub" title={callers.join('\n')}>
                    {callers.join(', ')}
                  </span>
                </>
              ),
            },
            {
              id: 'count',
              label: 'Calls',
              width: '70px',
              numeric: true,
              cell: ({ count }) => number(count),
            },
            { id: 'last', label: 'Last', width: '106px', cell: ({ lastSeen }) => day(lastSeen) },
          ]}
          rows={head.unmappedEvents}
          keyOf={({ eventSource, eventName }) => `${eventSource} ${eventName}`}
          empty="None."
        />
      </section>
      <section class="card">
        <h2>Uses that belong to no identity here</h2>
        <DataTable
          caption="Uses that belong to no identity here"
          columns={[
            {
              id: 'who',
              label: 'Who',
              width: 'auto',
              cell: ({ arn, bucket, account }) => (
                <>
                  <span class="name" title={arn ?? bucket}>
                    {arn ?? bucket}
                  </span>
                  <span class="sub">{account}</span>
                </>
              ),
            },
            {
              id: 'outcome',
              label: 'Outcome',
              width: '104px',
              minor: true,
              cell: ({ outcome }) => outcome,
            },
            {
              id: 'count',
              label: 'Uses',
              width: '70px',
              numeric: true,
              cell: ({ count }) => number(count),
            },
            { id: 'last', label: 'Last', width: '106px', cell: ({ lastSeen }) => day(lastSeen) },
          ]}
          rows={head.unattributed}
          keyOf={(one) => JSON.stringify(one)}
          empty="None."
        />
      </section>
      <Sources head={head} />
      {ignored.length === 0 ? null : (
        <section class="card">
          <h2>Set aside by rule</h2>
          <dl class="facts">
            {ignored.map(([rule, count]) => (
              <>
                <dt key={`${rule} rule`}>{rule}</dt>
                <dd key={rule}>{plural(count, 'record')}</dd>
              </>
            ))}
          </dl>
        </section>
      )}
    </Page>
  );
}

/** What a live collection was refused, what that costs and what to grant. */
function Unread({ head: { collection } }: { readonly head: Head }): JSX.Element | null {
  const missing = collection?.missing ?? [];
  if (missing.length === 0) return null;
  return (
    <section class="card" aria-labelledby="unread">
      <h2 id="unread">What the collection could not read</h2>
      <table class="plain rows top">
        <thead>
          <tr>
            <th scope="col">Source</th>
            <th scope="col">What happened</th>
            <th scope="col">Grant</th>
            <th scope="col">What it costs</th>
          </tr>
        </thead>
        <tbody>
          {missing.map((gap) => (
            <tr key={`${gap.source} ${gap.where} ${gap.operation} ${gap.code}`}>
              <th scope="row">
                {gap.source}
                <span class="sub">{gap.where}</span>
              </th>
              <td>
                {gap.operation} {gap.code}: {gap.message}
              </td>
              <td>
                <code>{gap.grant.join(' ')}</code>
              </td>
              <td>{gap.costs}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function Sources({ head }: { readonly head: Head }): JSX.Element {
  return (
    <section class="card">
      <h2>What was read</h2>
      <DataTable
        caption="What was read"
        columns={[
          {
            id: 'name',
            label: 'Source',
            width: 'auto',
            cell: ({ name, kind }) => (
              <>
                <span class="name" title={name}>
                  {name}
                </span>
                <span class="sub">{kind.replaceAll('-', ' ')}</span>
              </>
            ),
          },
          { id: 'status', label: 'Status', width: '80px', cell: ({ status }) => status },
          {
            id: 'files',
            label: 'Files',
            width: '84px',
            numeric: true,
            minor: true,
            cell: ({ files }) => number(files),
          },
          {
            id: 'records',
            label: 'Records',
            width: '76px',
            numeric: true,
            cell: ({ records }) => number(records),
          },
          {
            id: 'problems',
            label: 'Problems',
            width: '92px',
            numeric: true,
            minor: true,
            cell: ({ problems }) => number(problems),
          },
        ]}
        rows={head.sources}
        keyOf={(one) => JSON.stringify(one)}
        empty="Nothing was read."
      />
    </section>
  );
}

function whereOf({ source, record, subject, path }: Head['problems'][number]): string {
  return [source, record === undefined ? undefined : `record ${record}`, subject, path]
    .filter((part) => part !== undefined)
    .join(', ');
}
