/** All identities: search, filters, order. What was chosen is in the address. */
import type { JSX } from 'preact';
import { useMemo } from 'preact/hooks';
import { SEVERITIES } from '../../../model/severity.js';
import { VERDICTS } from '../../../model/verdict.js';
import { day, number, plural } from '../../phrases.js';
import { type Filter, type Row, SORTS, type Sort, selectRows, sortRows } from '../select.js';
import { Page, Search, Select, SeverityName, VerdictBar } from './parts.js';
import { href, identityHref, replaceRoute } from './route.js';
import { type Column, DataTable } from './table.js';
import type { ViewProps } from './view.js';

const LEVELS = ['List', 'Read', 'Write', 'Permissions management', 'Tagging'];
const KINDS = ['user', 'group', 'role'];

const COLUMNS: readonly Column<Row>[] = [
  {
    id: 'name',
    label: 'Identity',
    width: 'auto',
    sort: 'name',
    cell: (row) => (
      <>
        <a class="name" href={identityHref(row.arn)} title={row.arn}>
          {row.name}
        </a>
        <span class="sub">
          {row.kind} · {row.account}
          {row.editable ? '' : ' · only AWS may change it'}
        </span>
      </>
    ),
  },
  {
    id: 'bar',
    label: 'Verdicts',
    width: '92px',
    cell: ({ counts }) => <VerdictBar counts={counts} />,
  },
  count('granted', 'Granted', ({ granted }) => granted, 'minor'),
  count('used', 'Used', ({ counts }) => counts[0], 'minor'),
  count('unused', 'Unused', ({ counts }) => counts[1]),
  count('unobservable', 'Unobs.', ({ counts }) => counts[2], 'minor'),
  count('unknown', 'Unknown', ({ counts }) => counts[3], 'minor'),
  count('denied', 'Denied', ({ denied }) => denied, 'minor'),
  {
    id: 'last-used',
    label: 'Last used',
    width: '114px',
    sort: 'last-used',
    minor: true,
    cell: ({ lastUsedAt }) => day(lastUsedAt),
  },
  {
    id: 'severity',
    label: 'Worst',
    width: '104px',
    sort: 'severity',
    minor: true,
    cell: ({ severity }) => (severity === undefined ? '' : <SeverityName severity={severity} />),
  },
];

function count(id: Sort, label: string, of: (row: Row) => number, minor?: 'minor'): Column<Row> {
  return {
    id,
    label,
    width: '80px',
    sort: id,
    numeric: true,
    ...(minor === undefined ? {} : { minor: true }),
    cell: (row) => {
      const value = of(row);
      return value === 0 ? <span class="faint">0</span> : number(value);
    },
  };
}

export function IdentitiesView({ rows, route, report }: ViewProps): JSX.Element {
  const { query } = route;
  const filter: Filter = { ...query, text: query.q };
  const sort = SORTS.find((one) => one === query.sort) ?? 'unused';
  const flip = query.flip === 'yes';
  const shown = useMemo(
    () => sortRows(selectRows(rows, filter), sort, { flip }),
    [rows, JSON.stringify(query)],
  );
  const set = (change: Readonly<Record<string, string | undefined>>) =>
    replaceRoute(href('identities', [], { ...query, ...change }));
  const accounts = useMemo(() => distinct(rows.map(({ account }) => account)), [rows]);
  const owners = useMemo(() => distinct(rows.flatMap((row) => row.owners)), [rows]);
  const select = (key: string, label: string, options: readonly string[]) =>
    options.length < 2 && query[key] === undefined ? null : (
      <Select
        label={label}
        value={query[key]}
        options={options}
        onChange={(value) => set({ [key]: value })}
      />
    );
  const isFiltered = shown.length !== rows.length;
  return (
    <Page
      title="Identities"
      lead="Users, groups and roles, and what the verdicts say of their grants."
    >
      <search class="filters">
        <Search
          label="Search"
          hint="name, ARN or tag"
          value={query.q ?? ''}
          onChange={(q) => set({ q })}
        />
        {select('kind', 'Kind', KINDS)}
        {select('account', 'Account', accounts)}
        {select('verdict', 'Holds', VERDICTS)}
        {select('level', 'Access level', LEVELS)}
        {select('severity', 'Worst finding', [...SEVERITIES.toReversed(), 'none'])}
        {select('owner', 'Owner tag', owners)}
      </search>
      <p class="count" role="status">
        {isFiltered
          ? `${number(shown.length)} of ${plural(rows.length, 'identity', 'identities')}`
          : plural(rows.length, 'identity', 'identities')}
        {isFiltered ? (
          <a class="clear" href={href('identities')}>
            Clear filters
          </a>
        ) : null}
      </p>
      <DataTable
        caption="Identities"
        columns={COLUMNS}
        rows={shown}
        keyOf={({ arn }) => arn}
        order={{ by: sort, flip }}
        onOrder={(by) => set({ sort: by, flip: by === sort && !flip ? 'yes' : undefined })}
        empty={
          report.identityCount === 0
            ? 'No identities were read: give the output of get-account-authorization-details.'
            : 'No identity fits all of these filters.'
        }
      />
    </Page>
  );
}

export function distinct(values: readonly string[]): readonly string[] {
  return [...new Set(values)].sort();
}
