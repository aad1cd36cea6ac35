/** Granted against used, as areas: by account, then by service and identity or the other way round. */
import { hierarchy, treemap } from 'd3-hierarchy';
import type { JSX } from 'preact';
import { useMemo } from 'preact/hooks';
import type { VerdictCounts } from '../../../model/result.js';
import { VERDICTS } from '../../../model/verdict.js';
import { number, percent, plural } from '../../phrases.js';
import type { Row } from '../select.js';
import type { Report } from '../unpack.js';
import { countsText, Page, VerdictBar, VerdictName } from './parts.js';
import { href, identityHref } from './route.js';
import { type Column, DataTable } from './table.js';
import type { ViewProps } from './view.js';

type Level = 'account' | 'identity' | 'service';

/** One area. */
export type Cell = {
  readonly id: string;
  readonly label: string;
  readonly counts: VerdictCounts;
  readonly target: string;
};

type By = 'identity' | 'service';

const ORDER: Readonly<Record<By, readonly Level[]>> = {
  identity: ['account', 'identity', 'service'],
  service: ['account', 'service', 'identity'],
};

/** What lies beyond shares one area that leads nowhere; the table below has them all. */
const DRAWN = 120;
const WIDTH = 1000;
const HEIGHT = 520;

export function MapView({ report, rows, route }: ViewProps): JSX.Element {
  const by: By = route.query.by === 'identity' ? 'identity' : 'service';
  const isOneAccount = report.head.accounts.length === 1;
  const [only] = report.head.accounts;
  const path =
    route.path.length === 0 && isOneAccount && only !== undefined ? [only.account] : route.path;
  const cells = useMemo(() => cellsAt(report, rows, by, path), [report, rows, by, path.join('\n')]);
  const level = ORDER[by][path.length] ?? 'service';
  return (
    <Page
      title="Map"
      lead={`Every area is as large as what is granted; what fills it is the verdicts. Here: ${PLURALS[level]}.`}
    >
      <div class="filters">
        <nav aria-label="Path" class="crumbs">
          <Crumbs by={by} path={path} rows={rows} isOneAccount={isOneAccount} />
        </nav>
        <fieldset class="themes">
          <legend class="hidden">Go from accounts to</legend>
          {(['service', 'identity'] as const).map((one) => (
            <a
              key={one}
              class="choice"
              aria-current={by === one ? 'true' : undefined}
              href={href('map', path.slice(0, 1), { by: one })}
            >
              by {one}
            </a>
          ))}
        </fieldset>
        <ul class="legend">
          {VERDICTS.map((verdict) => (
            <li key={verdict}>
              <span class={`swatch fill ${verdict}`} aria-hidden="true" />{' '}
              <VerdictName verdict={verdict} />
            </li>
          ))}
        </ul>
      </div>
      {cells.length === 0 ? null : <Treemap cells={cells} />}
      <DataTable
        caption={`Granted and used by ${level}`}
        columns={COLUMNS}
        rows={cells}
        keyOf={({ id }) => id}
        empty="Nothing is granted here."
      />
    </Page>
  );
}

const PLURALS: Readonly<Record<Level, string>> = {
  account: 'accounts',
  identity: 'identities',
  service: 'services',
};

const COLUMNS: readonly Column<Cell>[] = [
  {
    id: 'name',
    label: 'Area',
    width: 'auto',
    cell: ({ label, target }) => (
      <a class="name" href={target} title={label}>
        {label}
      </a>
    ),
  },
  {
    id: 'bar',
    label: 'Verdicts',
    width: '24%',
    cell: ({ counts }) => <VerdictBar counts={counts} />,
  },
  {
    id: 'granted',
    label: 'Granted',
    width: '84px',
    numeric: true,
    cell: ({ counts }) => number(sum(counts)),
  },
  {
    id: 'used',
    label: 'Used',
    width: '76px',
    numeric: true,
    cell: ({ counts }) => number(counts[0]),
  },
  {
    id: 'share',
    label: 'Share used',
    width: '104px',
    numeric: true,
    minor: true,
    cell: ({ counts }) => percent(counts[0], sum(counts)),
  },
];

function sum(counts: VerdictCounts): number {
  return counts.reduce((total, count) => total + count, 0);
}

function Crumbs({
  by,
  path,
  rows,
  isOneAccount,
}: {
  readonly by: By;
  readonly path: readonly string[];
  readonly rows: readonly Row[];
  readonly isOneAccount: boolean;
}): JSX.Element {
  const names = path.map((part) => rows.find(({ arn }) => arn === part)?.name ?? part);
  const steps = [
    ...(isOneAccount ? [] : [{ name: 'All accounts', path: [] as readonly string[] }]),
    ...names.map((name, at) => ({ name, path: path.slice(0, at + 1) })),
  ];
  return (
    <ol>
      {steps.map((step, at) => (
        <li key={step.path.join('/')}>
          {at === steps.length - 1 ? (
            <span aria-current="location">{step.name}</span>
          ) : (
            <a href={href('map', step.path, { by })}>{step.name}</a>
          )}
        </li>
      ))}
    </ol>
  );
}

/** Areas one step below a path such as `[account, service]`; largest first. */
export function cellsAt(
  report: Report,
  rows: readonly Row[],
  by: By,
  path: readonly string[],
): readonly Cell[] {
  const order = ORDER[by];
  const level = order[path.length];
  if (level === undefined) return [];
  const wanted = new Map(order.slice(0, path.length).map((name, at) => [name, path[at]]));
  const sums = new Map<string, { label: string; counts: [number, number, number, number] }>();
  const add = (id: string, label: string, counts: VerdictCounts) => {
    const known = sums.get(id) ?? { label, counts: [0, 0, 0, 0] };
    counts.forEach((count, at) => {
      known.counts[at] = (known.counts[at] ?? 0) + count;
    });
    sums.set(id, known);
  };
  for (const row of rows) {
    if (!row.editable) continue;
    if (wanted.has('account') && wanted.get('account') !== row.account) continue;
    if (wanted.has('identity') && wanted.get('identity') !== row.arn) continue;
    const service = wanted.get('service');
    if (level === 'account') add(row.account, row.account, row.counts);
    else if (level === 'identity' && service === undefined) add(row.arn, row.name, row.counts);
    else {
      for (const [prefix, counts] of Object.entries(report.services(row.index) ?? {})) {
        if (level === 'service') add(prefix, prefix, counts);
        else if (prefix === service) add(row.arn, row.name, counts);
      }
    }
  }
  return [...sums]
    .map(([id, { label, counts }]) => ({ id, label, counts, target: targetOf(id, by, path) }))
    .filter(({ counts }) => sum(counts) > 0)
    .sort((a, b) => sum(b.counts) - sum(a.counts) || (a.id < b.id ? -1 : 1));
}

/** The last step leads to the identity itself. */
function targetOf(id: string, by: By, path: readonly string[]): string {
  if (path.length < 2) return href('map', [...path, id], { by });
  return identityHref(by === 'service' ? id : (path[1] ?? id));
}

type Leaf = { readonly cell: Cell; readonly value: number };

function Treemap({ cells }: { readonly cells: readonly Cell[] }): JSX.Element {
  const boxes = useMemo(() => layout(cells), [cells]);
  return (
    <div class="treemap">
      {boxes.map(({ cell, left, top, width, height }) => (
        <Area key={cell.id} cell={cell} left={left} top={top} width={width} height={height} />
      ))}
    </div>
  );
}

/** In shares of the whole, so that it fits any width. */
export type Box = {
  readonly cell: Cell;
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
};

export function layout(cells: readonly Cell[]): readonly Box[] {
  const drawn = cells.slice(0, DRAWN);
  const rest = cells.slice(DRAWN);
  const leaves: Leaf[] = drawn.map((cell) => ({ cell, value: sum(cell.counts) }));
  if (rest.length > 0) {
    const counts = [0, 1, 2, 3].map((at) =>
      rest.reduce((total, cell) => total + (cell.counts[at] ?? 0), 0),
    ) as [number, number, number, number];
    const cell = { id: 'rest', label: `${plural(rest.length, 'smaller one')}`, counts, target: '' };
    leaves.push({ cell, value: sum(counts) });
  }
  const root = hierarchy<{ children?: readonly Leaf[]; value?: number; cell?: Cell }>({
    children: leaves,
  }).sum(({ value = 0 }) => value);
  const placed = treemap<{ children?: readonly Leaf[]; value?: number; cell?: Cell }>()
    .size([WIDTH, HEIGHT])
    .paddingInner(3)(root);
  return placed.leaves().flatMap(({ x0, x1, y0, y1, data }) =>
    data.cell === undefined
      ? []
      : [
          {
            cell: data.cell,
            left: (x0 / WIDTH) * 100,
            top: (y0 / HEIGHT) * 100,
            width: ((x1 - x0) / WIDTH) * 100,
            height: ((y1 - y0) / HEIGHT) * 100,
          },
        ],
  );
}

function Area({
  cell,
  left,
  top,
  width,
  height,
}: {
  readonly cell: Cell;
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}): JSX.Element {
  const total = sum(cell.counts);
  const style = {
    left: `${left}%`,
    top: `${top}%`,
    width: `${width}%`,
    height: `${height}%`,
  };
  const text = `${cell.label} ${number(total)} granted: ${countsText(cell.counts)}`;
  const inside = (
    <>
      <span class="area-fills" aria-hidden="true">
        {VERDICTS.map((verdict, at) => {
          const count = cell.counts[at] ?? 0;
          return count === 0 ? null : (
            <span
              key={verdict}
              class={`fill ${verdict}`}
              style={{ height: `${(count / total) * 100}%` }}
            />
          );
        })}
      </span>
      {width * height < 12 || width < 4 || height < 5 ? null : (
        <span class="area-label" aria-hidden="true">
          <b>{cell.label}</b> {height < 10 ? null : <span>{number(total)}</span>}
        </span>
      )}
    </>
  );
  return cell.target === '' ? (
    <span class="area" style={style} role="img" aria-label={text} title={text}>
      {inside}
    </span>
  ) : (
    <a class="area" style={style} href={cell.target} aria-label={text} title={text}>
      {inside}
    </a>
  );
}
