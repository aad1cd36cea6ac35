/** The frame around all views: who is spoken of, the way to each view, the theme. */
import type { JSX } from 'preact';
import { useEffect, useMemo, useState } from 'preact/hooks';
import { rowsOf } from '../select.js';
import type { Head, Report } from '../unpack.js';
import { AnswerView } from './answer.js';
import { CoverageView } from './coverage.js';
import { FindingView } from './finding.js';
import { FindingsView } from './findings.js';
import { IdentitiesView } from './identities.js';
import { IdentityView } from './identity.js';
import { MapView } from './map.js';
import { Page } from './parts.js';
import { PlanView } from './plan.js';
import { PrintHead, PrintView } from './print.js';
import { ProblemsView } from './problems.js';
import { ProposalsView, ProposalView } from './proposals.js';
import { href, type Route, useRoute } from './route.js';
import { UsesView } from './uses.js';
import type { ViewProps } from './view.js';

const VIEWS: readonly {
  readonly view: string;
  readonly label: string;
  /** Views below it, which mark the same place in the navigation. */
  readonly below?: string;
  /** Shows more than what is read first. */
  readonly needs?: 'all';
  readonly show: (props: ViewProps) => JSX.Element;
}[] = [
  { view: '', label: 'Answer', show: AnswerView },
  { view: 'map', label: 'Map', needs: 'all', show: MapView },
  { view: 'identities', label: 'Identities', below: 'identity', show: IdentitiesView },
  { view: 'uses', label: 'Uses', needs: 'all', show: UsesView },
  { view: 'proposals', label: 'Proposals', below: 'proposal', show: ProposalsView },
  { view: 'plan', label: 'Revocation', show: PlanView },
  { view: 'findings', label: 'Findings', below: 'finding', show: FindingsView },
  { view: 'coverage', label: 'Coverage', show: CoverageView },
  { view: 'problems', label: 'Problems', show: ProblemsView },
];

const DETAILS: Readonly<Record<string, (props: ViewProps) => JSX.Element>> = {
  finding: FindingView,
  identity: IdentityView,
  proposal: ProposalView,
};

export function App({ report }: { readonly report: Report }): JSX.Element {
  const route = useRoute();
  const rows = useMemo(() => rowsOf(report), [report]);
  const listed = VIEWS.find(({ view }) => view === route.view);
  const detail = DETAILS[route.view];
  const waits = !report.isWhole && (detail !== undefined || listed?.needs === 'all');
  const View = waits ? Waiting : (detail ?? listed?.show ?? NoView);
  const isAnswer = route.view === '';
  useFocusOnView(route, waits);
  return (
    <>
      <button type="button" class="skip" onClick={() => document.getElementById('title')?.focus()}>
        Skip to the content
      </button>
      <div class={isAnswer ? 'frame' : 'frame printed'}>
        {isAnswer ? null : <PrintHead head={report.head} />}
        <Side head={report.head} route={route} />
        <main id="main">
          <View key={waits ? 'waiting' : route.view} report={report} rows={rows} route={route} />
        </main>
      </div>
      {isAnswer ? <PrintView report={report} /> : null}
    </>
  );
}

/** A new view begins at its heading, for eyes and for screen readers. */
function useFocusOnView({ view, path }: Route, waits: boolean): void {
  const place = [view, ...path].join('/');
  const [last, setLast] = useState(place);
  useEffect(() => {
    const heading = document.getElementById('title');
    document.title = `${heading?.textContent ?? ''} · leastwise`;
    showPlaceInNavigation();
    if (place === last) return;
    setLast(place);
    scrollTo(0, 0);
    heading?.focus({ preventScroll: true });
  }, [place, last, waits]);
}

/** Where the page is narrow, the navigation is one line that scrolls. */
function showPlaceInNavigation(): void {
  const here = document.querySelector<HTMLElement>('.side nav [aria-current]');
  const line = here?.closest('ul');
  if (here && line) line.scrollLeft = here.offsetLeft + here.offsetWidth / 2 - line.clientWidth / 2;
}

function Side({ head, route }: { readonly head: Head; readonly route: Route }): JSX.Element {
  return (
    <header class="side">
      <div class="brand">
        <span class="logo">leastwise</span>
        <span class="account">{accountsText(head)}</span>
      </div>
      <nav aria-label="Views">
        <ul>
          {VIEWS.map(({ view, label, below }) => (
            <li key={view}>
              <a
                href={href(view)}
                aria-current={route.view === view || route.view === below ? 'page' : undefined}
              >
                {label}
              </a>
            </li>
          ))}
        </ul>
      </nav>
      <div class="side-foot">
        <ThemeChoice />
        <p>
          As of {head.asOf?.slice(0, 16).replace('T', ' ') ?? 'no date'} UTC
          <br />
          leastwise {head.tool.version}, catalogue {head.catalog.publishedAt}
          {head.redacted === true ? (
            <>
              <br />
              names and account ids are replaced
            </>
          ) : null}
        </p>
      </div>
    </header>
  );
}

function accountsText({ accounts }: Head): string {
  const [first] = accounts;
  if (first === undefined) return 'no account';
  return accounts.length === 1 ? first.account : `${accounts.length} accounts`;
}

const THEMES = ['auto', 'light', 'dark'] as const;

function ThemeChoice(): JSX.Element {
  const [theme, setTheme] = useState<string>('auto');
  useEffect(() => {
    document.documentElement.dataset.theme = theme;
  }, [theme]);
  return (
    <fieldset class="themes">
      <legend class="hidden">Theme</legend>
      {THEMES.map((name) => (
        <label key={name}>
          <input
            type="radio"
            name="theme"
            value={name}
            checked={theme === name}
            onChange={() => setTheme(name)}
          />
          <span>{name}</span>
        </label>
      ))}
    </fieldset>
  );
}

function Waiting(): JSX.Element {
  return (
    <Page title="One moment">
      <p role="status">The rest of the report is being read.</p>
    </Page>
  );
}

function NoView(): JSX.Element {
  return (
    <Page title="No such page">
      <p class="empty">
        Nothing here has this address. <a href={href('')}>Go to the answer</a>.
      </p>
    </Page>
  );
}
