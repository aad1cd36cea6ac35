/**
 * A table of any length: only rows in sight are in the document, yet `aria-rowcount` tells how many
 * there are. Rows have one height, so that their place is known without measuring.
 */
import type { ComponentChild, JSX } from 'preact';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { number } from '../../phrases.js';
import { PRINTED, usePrinting } from './printing.js';

export type Column<Row> = {
  readonly id: string;
  readonly label: string;
  readonly cell: (row: Row) => ComponentChild;
  /** `auto` shares what the others leave; what has a known length says it in pixels. */
  readonly width: string;
  readonly numeric?: true;
  /** Left out where the page is narrow. */
  readonly minor?: true;
  readonly sort?: string;
};

export type Order = { readonly by: string; readonly flip: boolean };

type Props<Row> = {
  readonly caption: string;
  readonly columns: readonly Column<Row>[];
  readonly rows: readonly Row[];
  readonly keyOf: (row: Row) => string;
  readonly empty: string;
  readonly rowHeight?: number;
  readonly order?: Order;
  readonly onOrder?: (by: string) => void;
};

/** Shorter tables are shown whole. */
const WHOLE = 60;
const SPARE = 8;

export function DataTable<Row>(props: Props<Row>): JSX.Element {
  const { caption, columns, rows, keyOf, empty, rowHeight = 46 } = props;
  const box = useRef<HTMLDivElement>(null);
  const [view, setView] = useState({ top: 0, height: 800 });
  const isPrinting = usePrinting();
  const isWhole = isPrinting || rows.length <= WHOLE;
  useLayoutEffect(() => {
    const element = box.current;
    if (element === null || isWhole) return;
    const look = () => setView({ top: element.scrollTop, height: element.clientHeight });
    look();
    addEventListener('resize', look);
    return () => removeEventListener('resize', look);
  }, [isWhole]);
  useLayoutEffect(() => {
    if (box.current !== null) box.current.scrollTop = 0;
  }, [rows]);
  if (rows.length === 0) return <p class="empty">{empty}</p>;
  const first = isWhole ? 0 : Math.max(0, Math.floor(view.top / rowHeight) - SPARE);
  const end = isWhole
    ? Math.min(rows.length, isPrinting ? PRINTED : WHOLE)
    : Math.min(rows.length, Math.ceil((view.top + view.height) / rowHeight) + SPARE);
  return (
    <section
      class={isWhole ? 'table-box whole' : 'table-box'}
      aria-label={`${caption}: table`}
      ref={box}
      onScroll={({ currentTarget }) =>
        setView({ top: currentTarget.scrollTop, height: currentTarget.clientHeight })
      }
    >
      <table aria-rowcount={rows.length + 1}>
        <caption class="hidden">{caption}</caption>
        <colgroup>
          {columns.map(({ id, width, minor }) => (
            <col key={id} class={minor ? 'minor' : undefined} style={{ width }} />
          ))}
        </colgroup>
        <Head {...props} />
        <tbody>
          <Spacer height={first * rowHeight} />
          {rows.slice(first, end).map((row, at) => (
            <tr
              key={keyOf(row)}
              aria-rowindex={first + at + 2}
              style={{ height: `${rowHeight}px` }}
            >
              {columns.map((column, position) => (
                <Cell key={column.id} column={column} row={row} isHead={position === 0} />
              ))}
            </tr>
          ))}
          <Spacer height={(rows.length - end) * rowHeight} />
        </tbody>
      </table>
      {isPrinting && end < rows.length ? <p>and {number(rows.length - end)} more</p> : null}
    </section>
  );
}

function Head<Row>({ columns, order, onOrder }: Props<Row>): JSX.Element {
  return (
    <thead>
      <tr aria-rowindex={1}>
        {columns.map(({ id, label, numeric, minor, sort }) => {
          const isSorted = sort !== undefined && order?.by === sort;
          const classes = [numeric ? 'num' : '', minor ? 'minor' : ''].join(' ').trim();
          const isUp = (sort === 'name') !== (order?.flip === true);
          return (
            <th
              key={id}
              scope="col"
              class={classes === '' ? undefined : classes}
              aria-sort={isSorted ? (isUp ? 'ascending' : 'descending') : undefined}
            >
              {sort === undefined || onOrder === undefined ? (
                label
              ) : (
                <button type="button" class="sort" onClick={() => onOrder(sort)}>
                  {label}
                  <span aria-hidden="true">{isSorted ? (isUp ? ' ↑' : ' ↓') : ''}</span>
                </button>
              )}
            </th>
          );
        })}
      </tr>
    </thead>
  );
}

function Cell<Row>({
  column,
  row,
  isHead,
}: {
  readonly column: Column<Row>;
  readonly row: Row;
  readonly isHead: boolean;
}): JSX.Element {
  const classes = [column.numeric ? 'num' : '', column.minor ? 'minor' : ''].join(' ').trim();
  const name = classes === '' ? undefined : classes;
  return isHead ? (
    <th scope="row" class={name}>
      {column.cell(row)}
    </th>
  ) : (
    <td class={name}>{column.cell(row)}</td>
  );
}

/** One cell: to span columns would bring those back that a narrow page leaves out. */
function Spacer({ height }: { readonly height: number }) {
  if (height <= 0) return null;
  return (
    <tr class="spacer" style={{ height: `${height}px` }}>
      <td />
    </tr>
  );
}
