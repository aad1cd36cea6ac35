/** What the logs could have shown: per account, region and class of events, day by day. */
import type { JSX } from 'preact';
import { useMemo } from 'preact/hooks';
import type { CoverageResult } from '../../../model/result.js';
import { coveredWords, day, plural, strayLogsWords, verificationWords } from '../../phrases.js';
import {
  type DayState,
  type Days,
  dayNumber,
  dayStates,
  dayText,
  gapsOf,
  monthsOf,
  runsOf,
} from '../calendar.js';
import type { Head } from '../unpack.js';
import { regionsText } from './answer.js';
import { distinct } from './identities.js';
import { Page, Search, Select } from './parts.js';
import { href, replaceRoute } from './route.js';
import { type Column, DataTable } from './table.js';
import type { ViewProps } from './view.js';

type CoverageRow = CoverageResult & {
  readonly key: string;
  readonly states: readonly DayState[];
};

export function CoverageView({ report, route }: ViewProps): JSX.Element {
  const { head } = report;
  const { coverage, accounts } = head;
  const days = useMemo(() => daysOf(head), [head]);
  const rows = useMemo(
    () =>
      coverage.map(
        (row): CoverageRow => ({
          ...row,
          key: `${row.account} ${row.region} ${row.events}`,
          states: dayStates(row.intervals, days, head.window.to ?? head.window.lastRecord),
        }),
      ),
    [coverage, days, head],
  );
  const { q = '', account } = route.query;
  const shown = useMemo(() => {
    const words = q.toLowerCase().split(/\s+/).filter(Boolean);
    return rows.filter(
      (row) =>
        (account === undefined || row.account === account) &&
        words.every((word) => row.key.toLowerCase().includes(word)),
    );
  }, [rows, q, account]);
  const picked = rows.find(({ key }) => key === route.path[0]) ?? shown[0];
  const columns = useMemo(
    () => columnsFor(head.window, days, picked?.key),
    [head.window, days, picked?.key],
  );
  const set = (change: Readonly<Record<string, string | undefined>>) =>
    replaceRoute(href('coverage', route.path, { ...route.query, ...change }));
  return (
    <Page
      title="Coverage"
      lead={`When the logs could have shown a use. Nothing is called unused on less than ${head.window.minDays} days without a gap; logs may begin up to a day late.`}
    >
      <search class="filters">
        <Search
          label="Search"
          hint="region or class of events"
          value={q}
          onChange={(text) => set({ q: text })}
        />
        {accounts.length < 2 ? null : (
          <Select
            label="Account"
            value={account}
            options={distinct(accounts.map((one) => one.account))}
            onChange={(value) => set({ account: value })}
          />
        )}
        <ul class="legend">
          <li>
            <span class="day full" aria-hidden="true" /> covered
          </li>
          <li>
            <span class="day part" aria-hidden="true" /> in part
          </li>
          <li>
            <span class="day none" aria-hidden="true" /> gap
          </li>
        </ul>
      </search>
      <DataTable
        caption="Coverage by account, region and class of events"
        columns={columns}
        rows={shown}
        keyOf={({ key }) => key}
        empty={
          coverage.length === 0
            ? 'No logs were read, so no silence proves anything.'
            : 'Nothing fits.'
        }
      />
      {picked === undefined ? null : <Calendar row={picked} days={days} />}
      <Accounts head={head} />
    </Page>
  );
}

function daysOf({ window, coverage }: Head): Days {
  const starts = coverage.flatMap(({ intervals }) => intervals.map(({ from }) => from));
  const first = [window.from, window.firstRecord, ...starts]
    .filter((one) => one !== undefined)
    .sort()[0];
  const last = window.to ?? window.lastRecord;
  if (first === undefined || last === undefined) return { first: 0, end: 0 };
  const end = dayNumber(last) + 1;
  // Ten years are more than anybody gives, and no page should draw a million days.
  return { first: Math.max(dayNumber(first), end - 3660), end };
}

function columnsFor(
  window: Head['window'],
  days: Days,
  picked: string | undefined,
): readonly Column<CoverageRow>[] {
  return [
    {
      id: 'where',
      label: 'Region and events',
      width: '42%',
      cell: (row) => (
        <>
          <a
            class="name"
            href={href('coverage', [row.key])}
            title={row.key}
            aria-current={row.key === picked ? 'true' : undefined}
          >
            {row.region}
          </a>
          <span class="sub">
            {row.events} · {row.account}
          </span>
        </>
      ),
    },
    {
      id: 'strip',
      label: `${dayText(days.first)} to ${dayText(Math.max(days.first, days.end - 1))}`,
      width: 'auto',
      cell: (row) => <Strip row={row} days={days} />,
    },
    {
      id: 'days',
      label: 'Without a gap',
      width: '244px',
      numeric: true,
      minor: true,
      cell: ({ coveredDays }) => coveredWords(coveredDays, window),
    },
  ];
}

function Strip({ row, days }: { readonly row: CoverageRow; readonly days: Days }): JSX.Element {
  const runs = runsOf(row.states);
  const gaps = gapsOf(runs, days.first);
  const text =
    gaps.length === 0
      ? 'no gap'
      : `gaps: ${gaps.slice(0, 8).join(', ')}${gaps.length > 8 ? ', …' : ''}`;
  const length = Math.max(1, row.states.length);
  return (
    <span class="strip" role="img" aria-label={text} title={text}>
      {runs.map(({ state, first, end }) => (
        <span
          key={first}
          class={`day ${state}`}
          style={{ width: `${((end - first) / length) * 100}%` }}
        />
      ))}
    </span>
  );
}

const WEEKDAYS = ['Mo', 'Tu', 'We', 'Th', 'Fr', 'Sa', 'Su'];
const STATE_WORDS: Readonly<Record<DayState, string>> = {
  full: 'covered',
  none: 'gap',
  part: 'covered in part',
};

function Calendar({ row, days }: { readonly row: CoverageRow; readonly days: Days }): JSX.Element {
  const gaps = gapsOf(runsOf(row.states), days.first);
  return (
    <section class="card" aria-labelledby="calendar">
      <h2 id="calendar">
        {row.region}, {row.events} <span class="faint">{row.account}</span>
      </h2>
      <p class="note">
        {gaps.length === 0
          ? `No gap from ${dayText(days.first)} to ${dayText(days.end - 1)}.`
          : `${plural(gaps.length, 'gap')}: ${gaps.slice(0, 20).join(', ')}${gaps.length > 20 ? ', …' : ''}`}
      </p>
      <div class="months">
        {monthsOf(days)
          .slice(-14)
          .map(({ name, weeks }) => (
            <table class="month" key={name}>
              <caption>{name}</caption>
              <thead>
                <tr>
                  {WEEKDAYS.map((weekday) => (
                    <th scope="col" key={weekday}>
                      {weekday}
                    </th>
                  ))}
                </tr>
              </thead>
              <tbody>
                {weeks.map((week, at) => (
                  <tr key={at}>
                    {week.map((one, weekday) => {
                      if (one === undefined) return <td key={weekday} />;
                      const state = row.states[one - days.first] ?? 'none';
                      return (
                        <td
                          key={weekday}
                          class={`day ${state}`}
                          title={`${dayText(one)}: ${STATE_WORDS[state]}`}
                        >
                          {Number(dayText(one).slice(8))}
                          <span class="hidden"> {STATE_WORDS[state]}</span>
                        </td>
                      );
                    })}
                  </tr>
                ))}
              </tbody>
            </table>
          ))}
      </div>
    </section>
  );
}

function Accounts({ head }: { readonly head: Head }): JSX.Element {
  const stray = strayLogsWords(head);
  return (
    <section class="card" aria-labelledby="accounts">
      <h2 id="accounts">Accounts, and regions without a record</h2>
      <DataTable
        caption="Accounts"
        rowHeight={64}
        columns={[
          { id: 'account', label: 'Account', width: '140px', cell: ({ account }) => account },
          {
            id: 'regions',
            label: 'Regions',
            width: 'auto',
            cell: (account) => <span class="two-lines">{regionsText(account)}</span>,
          },
        ]}
        rows={head.accounts}
        keyOf={({ account }) => account}
        empty="No account was read."
      />
      <p class="note">
        Logs read from {day(head.window.firstRecord)} to {day(head.window.lastRecord)}.
      </p>
      {head.verification === undefined ? null : (
        <p class="note">{verificationWords(head.verification)}.</p>
      )}
      {stray === undefined ? null : <p class="note">Besides, {stray}.</p>}
    </section>
  );
}
