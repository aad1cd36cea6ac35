/** All uses of all identities: who does what, when last. */
import type { JSX } from 'preact';
import { useMemo } from 'preact/hooks';
import type { ActionUse } from '../../../model/verdict.js';
import { day, number, plural } from '../../phrases.js';
import type { Row } from '../select.js';
import { Page, Search } from './parts.js';
import { href, identityHref, replaceRoute } from './route.js';
import { type Column, DataTable } from './table.js';
import type { ViewProps } from './view.js';

type UseRow = { readonly row: Row; readonly use: ActionUse; readonly text: string };

const COLUMNS: readonly Column<UseRow>[] = [
  {
    id: 'action',
    label: 'Action',
    width: 'auto',
    cell: ({ use }) => (
      <>
        <code class="name" title={use.action}>
          {use.action}
        </code>
        <span class="sub">{use.kind === 'primary' ? '' : use.kind}</span>
      </>
    ),
  },
  {
    id: 'who',
    label: 'Identity',
    width: 'auto',
    cell: ({ row }) => (
      <>
        <a class="name" href={identityHref(row.arn)} title={row.arn}>
          {row.name}
        </a>
        <span class="sub">
          {row.kind} · {row.account}
        </span>
      </>
    ),
  },
  { id: 'last', label: 'Last', width: '114px', cell: ({ use }) => day(use.lastSeen) },
  {
    id: 'first',
    label: 'First',
    width: '114px',
    minor: true,
    cell: ({ use }) => day(use.firstSeen ?? use.lastSeen),
  },
  {
    id: 'count',
    label: 'Calls',
    width: '84px',
    numeric: true,
    minor: true,
    cell: ({ use }) => number(use.count),
  },
];

export function UsesView({ report, rows, route }: ViewProps): JSX.Element {
  const q = route.query.q ?? '';
  const all = useMemo(
    () =>
      rows
        .flatMap((row): readonly UseRow[] =>
          report.uses(row.index).map((use) => ({
            row,
            use,
            text: `${use.action} ${row.name}`.toLowerCase(),
          })),
        )
        .sort((a, b) =>
          a.use.lastSeen < b.use.lastSeen ? 1 : a.use.lastSeen > b.use.lastSeen ? -1 : 0,
        ),
    [report, rows],
  );
  const shown = useMemo(() => {
    const words = q.toLowerCase().split(/\s+/).filter(Boolean);
    return words.length === 0
      ? all
      : all.filter(({ text }) => words.every((word) => text.includes(word)));
  }, [all, q]);
  return (
    <Page title="Uses" lead="What was done inside the window, by whom, newest first.">
      <search class="filters">
        <Search
          label="Search"
          hint="action or identity"
          value={q}
          onChange={(text) => replaceRoute(href('uses', [], { q: text }))}
        />
      </search>
      <p class="count" role="status">
        {plural(shown.length, 'use')}
      </p>
      <DataTable
        caption="Uses"
        columns={COLUMNS}
        rows={shown}
        keyOf={({ row, use }) => `${row.index} ${use.action} ${use.kind}`}
        empty={all.length === 0 ? 'No use was seen inside the window.' : 'No use fits.'}
      />
    </Page>
  );
}
