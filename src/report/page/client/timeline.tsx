/** When each used action was first and last seen. What lies between the two is not kept day by day. */
import type { JSX } from 'preact';
import { useMemo } from 'preact/hooks';
import type { ActionUse } from '../../../model/verdict.js';
import { day, number, plural } from '../../phrases.js';
import type { Head, PageIdentity } from '../unpack.js';
import { type Column, DataTable } from './table.js';

export function Timeline({
  identity: { uses },
  window,
}: {
  readonly identity: PageIdentity;
  readonly window: Head['window'];
}): JSX.Element {
  const newest = useMemo(
    () => uses.toSorted((a, b) => (a.lastSeen < b.lastSeen ? 1 : a.lastSeen > b.lastSeen ? -1 : 0)),
    [uses],
  );
  const from = window.firstRecord ?? window.from ?? newest.at(-1)?.firstSeen ?? '';
  const to = window.to ?? newest[0]?.lastSeen ?? '';
  const columns = useMemo(() => columnsFor(from, to), [from, to]);
  return (
    <section class="card" aria-labelledby="uses">
      <h2 id="uses">Uses, newest first</h2>
      {uses.length === 0 ? null : (
        <p class="note">
          {plural(uses.length, 'row')}, from {day(from)} to {day(to)}.{' '}
          <span class="wide-only">
            Each line runs from the first to the last call seen; what lies between is not kept day
            by day.
          </span>
        </p>
      )}
      <DataTable
        caption="Uses, newest first"
        columns={columns}
        rows={newest}
        keyOf={({ action, kind }) => `${action} ${kind}`}
        empty="No use was seen inside the window."
      />
    </section>
  );
}

const KIND_NOTES: Readonly<Record<ActionUse['kind'], string>> = {
  conditional: 'checked beside another call',
  inferred: 'inferred from another call',
  primary: '',
};

function columnsFor(from: string, to: string): readonly Column<ActionUse>[] {
  return [
    {
      id: 'action',
      label: 'Action',
      width: 'auto',
      cell: ({ action, kind, via }) => (
        <>
          <code class="name" title={action}>
            {action}
          </code>
          <span class="sub">
            {[KIND_NOTES[kind], ...via.map((service) => `via ${service}`)]
              .filter(Boolean)
              .join(', ')}
          </span>
        </>
      ),
    },
    {
      id: 'when',
      label: 'When',
      width: '16%',
      minor: true,
      cell: (use) => <Span use={use} from={from} to={to} />,
    },
    {
      id: 'last',
      label: 'Last seen',
      width: '106px',
      cell: ({ lastSeen }) => <time dateTime={lastSeen}>{day(lastSeen)}</time>,
    },
    {
      id: 'count',
      label: 'Calls',
      width: '68px',
      numeric: true,
      cell: ({ count }) => number(count),
    },
    {
      id: 'where',
      label: 'Where',
      width: '34%',
      minor: true,
      cell: ({ resources, regions = [] }) => (
        <>
          <span class="name" title={resources === 'any' ? undefined : resources.join('\n')}>
            {resourceText(resources)}
          </span>
          <span class="sub">{regions.join(', ')}</span>
        </>
      ),
    },
  ];
}

function resourceText(resources: ActionUse['resources']): string {
  if (resources === 'any') return 'resource not logged';
  const [first = 'no resource', ...more] = resources;
  return more.length === 0 ? first : `${first} and ${number(more.length)} more`;
}

function Span({
  use,
  from,
  to,
}: {
  readonly use: ActionUse;
  readonly from: string;
  readonly to: string;
}): JSX.Element {
  const [start, end] = [Date.parse(from), Date.parse(to)];
  const at = (instant: string) =>
    end > start
      ? Math.min(100, Math.max(0, ((Date.parse(instant) - start) / (end - start)) * 100))
      : 0;
  const [first, last] = [at(use.firstSeen ?? use.lastSeen), at(use.lastSeen)];
  const text = `from ${day(use.firstSeen ?? use.lastSeen)} to ${day(use.lastSeen)}`;
  return (
    <svg class="span" role="img" aria-label={text} viewBox="0 0 100 10" preserveAspectRatio="none">
      <title>{text}</title>
      <path d="M0 5H100" class="axis" />
      <path d={`M${first} 5H${Math.max(last, first + 0.8)}`} class="stretch" />
      <path d={`M${Math.min(99, last)} 1V9`} class="end" />
    </svg>
  );
}
