/** What can be revoked, by stage: first what can be taken back, deleting last. */
import type { JSX } from 'preact';
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { plain } from '../../escape.js';
import { followUpWords, itemName } from '../../follow-up-words.js';
import { day, number, plural, staleWords } from '../../phrases.js';
import { renderStage } from '../../revocation-script.js';
import type { Head } from '../unpack.js';
import { MarkWords } from './decisions.js';
import { CopyButton, Page, Search } from './parts.js';
import { href, identityHref, replaceRoute } from './route.js';
import type { ViewProps } from './view.js';

type Revocation = Head['revocations'][number];
type Stage = Revocation['stages'][number]['stage'];

const STAGE_WORDS: readonly {
  readonly stage: Stage;
  readonly title: string;
  readonly words: string;
}[] = [
  {
    stage: 'quarantine',
    title: 'First: quarantine',
    words:
      'Takes effect at once and can be taken back. Then wait, and see whether anybody misses it.',
  },
  {
    stage: 'delete',
    title: 'Then: delete',
    words: 'Lossy: what is made again has a new unique id. The backup is under revocation/backup.',
  },
];

/** More are in revocation/plan.json. */
const SHOWN = 300;

export function PlanView({ report, route }: ViewProps): JSX.Element {
  const { revocations } = report.head;
  const [asked] = route.path;
  const q = route.query.q ?? '';
  const shown = useMemo(() => {
    const words = q.toLowerCase().split(/\s+/).filter(Boolean);
    const fits = revocations.filter((one) => {
      const text = `${one.name} ${one.kind.replaceAll('-', ' ')} ${one.arn} ${one.account}`;
      return words.every((word) => text.toLowerCase().includes(word));
    });
    // A link to one of them leads to it, however many there are.
    const first = fits.filter(({ id }) => id === asked);
    return fits.length > SHOWN ? [...new Set([...first, ...fits])] : fits;
  }, [revocations, asked, q]);
  return (
    <Page
      title="Revocation"
      lead="What nobody uses any more, by stage. leastwise runs none of these commands."
    >
      <FollowUps head={report.head} />
      {revocations.length === 0 ? <p class="empty">Nothing is known to be stale.</p> : null}
      {revocations.length < 10 ? null : (
        <search class="filters">
          <Search
            label="Search"
            hint="name, kind or account"
            value={q}
            onChange={(text) => replaceRoute(href('plan', route.path, { q: text }))}
          />
        </search>
      )}
      {STAGE_WORDS.map(({ stage, title, words }) => {
        const own = shown.filter(({ stages }) => stages.some((one) => one.stage === stage));
        return own.length === 0 ? null : (
          <section class="card" key={stage} aria-labelledby={`stage-${stage}`}>
            <h2 id={`stage-${stage}`}>
              {title} <span class="faint">{plural(own.length, 'thing')}</span>
            </h2>
            <p class="note">{words}</p>
            <ul class="plan">
              {own.slice(0, SHOWN).map((one) => (
                <li key={one.id}>
                  <Item one={one} stage={stage} isAsked={one.id === asked} />
                </li>
              ))}
            </ul>
            {own.length > SHOWN ? (
              <p class="note">
                and {number(own.length - SHOWN)} more: search for them, or see revocation/plan.json
              </p>
            ) : null}
          </section>
        );
      })}
    </Page>
  );
}

/** What became of the earlier plan: whoever must stop reads it first. */
function FollowUps({ head: { followUps = [] } }: { readonly head: Head }): JSX.Element | null {
  if (followUps.length === 0) return null;
  return (
    <section class="card" aria-labelledby="earlier">
      <h2 id="earlier">
        The earlier plan, followed up <span class="faint">{plural(followUps.length, 'thing')}</span>
      </h2>
      <table class="plain rows">
        <thead>
          <tr>
            <th scope="col">What</th>
            <th scope="col">Planned</th>
            <th scope="col">In quarantine since</th>
            <th scope="col">What to do</th>
          </tr>
        </thead>
        <tbody>
          {followUps.slice(0, SHOWN).map((one) => (
            <tr key={one.id}>
              <th scope="row">
                {itemName(one)}
                <span class="sub">{one.account}</span>
              </th>
              <td class="nowrap">{day(one.plannedAt)}</td>
              <td class="nowrap">
                {one.quarantinedAt === undefined ? '' : day(one.quarantinedAt)}
              </td>
              <td>{followUpWords(one)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function Item({
  one,
  stage,
  isAsked,
}: {
  readonly one: Revocation;
  readonly stage: Stage;
  readonly isAsked: boolean;
}): JSX.Element {
  const [isOpen, setOpen] = useState(isAsked);
  const place = useRef<HTMLDetailsElement>(null);
  useEffect(() => {
    if (!isAsked) return;
    setOpen(true);
    // Behind the step to the top that a new view begins with.
    requestAnimationFrame(() => place.current?.scrollIntoView({ block: 'nearest' }));
  }, [isAsked]);
  const step = one.stages.find((each) => each.stage === stage);
  return (
    <details
      ref={place}
      open={isOpen}
      onToggle={({ currentTarget }) => setOpen(currentTarget.open)}
    >
      <summary>
        <strong>
          {one.name}
          {one.slot === undefined ? '' : `, key ${one.slot}`}
        </strong>
        <span class="faint">
          {one.kind.replaceAll('-', ' ')} · {one.account} · {staleWords(one)}{' '}
          <MarkWords mark={one.mark} />
        </span>
      </summary>
      {isOpen ? (
        <div class="plan-body">
          <dl class="facts">
            <dt>Evidence</dt>
            <dd>{one.evidence.join('; ')}</dd>
            <dt>Would notice</dt>
            <dd>
              {one.dependants.length === 0 ? 'nothing that was read' : one.dependants.join('; ')}
            </dd>
            <dt>Ask</dt>
            <dd>{one.ownerHints.length === 0 ? 'no owner tag' : one.ownerHints.join('; ')}</dd>
            <dt>Why so</dt>
            <dd>{step?.why}</dd>
          </dl>
          <Script one={one} stage={stage} direction="do" />
          <Script one={one} stage={stage} direction="undo" />
          {one.kind === 'role' || one.kind === 'user' || one.kind === 'empty-group' ? (
            <p class="more">
              <a href={identityHref(one.arn)}>Page of {one.name}</a>{' '}
              <a href={href('plan', [one.id])}>Link to this</a>
            </p>
          ) : null}
        </div>
      ) : null}
    </details>
  );
}

function Script({
  one,
  stage,
  direction,
}: {
  readonly one: Revocation;
  readonly stage: Stage;
  readonly direction: 'do' | 'undo';
}): JSX.Element {
  const script = renderStage([one], one.account, stage, direction);
  if (script === undefined) {
    return <p class="note">{direction === 'undo' ? 'AWS has no way to take this back.' : ''}</p>;
  }
  return (
    <div class="script">
      <div class="policy-head">
        <strong>{direction === 'do' ? 'Do' : 'Undo'}</strong>
        <CopyButton text={script}>Copy commands</CopyButton>
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: long lines scroll, so it must be reached by keyboard */}
      <pre tabIndex={0}>{script.split('\n').map(plain).join('\n')}</pre>
    </div>
  );
}
