/** One change: before and after, the two certificates in plain words, what it is worth, how to apply it. */
import type { ComponentChildren, JSX } from 'preact';
import type { Certificate } from '../../../model/recommendation.js';
import type { PolicyResult } from '../../../model/result.js';
import { number, plural } from '../../phrases.js';
import type { PageRecommendation } from '../unpack.js';
import { ActionNames } from './action-names.js';
import { MarkWords } from './decisions.js';
import { CopyButton } from './parts.js';
import { documentText, PolicyText } from './policy.js';

/** Before and after, side by side; below them what the change rests on. */
export function Change({
  one,
  before,
}: {
  readonly one: PageRecommendation;
  readonly before: ComponentChildren;
}): JSX.Element {
  return (
    <>
      <div class="sides">
        <div>
          <h3>Now: {one.before.name}</h3>
          {before}
        </div>
        <div>
          <h3>Proposed</h3>
          {one.after.length === 0 ? (
            <p class="empty">Nothing of it must stay: it goes as a whole.</p>
          ) : (
            one.after.map((policy) => <AfterPolicy key={policy.name} policy={policy} />)
          )}
        </div>
      </div>
      {one.mark === undefined ? null : (
        <p>
          <MarkWords mark={one.mark} />
        </p>
      )}
      <CertificateList certificates={one.certificates} />
      <RiskList one={one} />
      <HowToApply one={one} />
      <Notes notes={one.notes} />
      <details>
        <summary>Actions that go: {number(one.removes.count)}</summary>
        <ActionNames list={one.removes} />
      </details>
      <Scopes one={one} />
    </>
  );
}

export function AfterPolicy({ policy }: { readonly policy: PolicyResult }): JSX.Element {
  return (
    <div class="after">
      <div class="policy-head">
        <span>
          <strong>{policy.name}</strong> <span class="faint">{number(policy.size)} characters</span>
        </span>
        <CopyButton text={documentText(policy.document)}>Copy policy</CopyButton>
      </div>
      <PolicyText document={policy.document} label={`Proposed policy ${policy.name}`} />
    </div>
  );
}

function HowToApply({ one }: { readonly one: PageRecommendation }): JSX.Element | null {
  if (one.owners.length > 0) {
    return (
      <p class="note">
        Kept in code by {one.owners.join(' and ')}: change it there, or it drifts back.
      </p>
    );
  }
  if (one.script === undefined) return null;
  return (
    <p class="command">
      <code>bash {one.script}</code>
      <CopyButton text={`bash ${one.script}`}>Copy command</CopyButton>
      <span class="note">
        run in the out folder; it first checks that nothing changed since, and rollback.sh beside it
        takes it back
      </span>
    </p>
  );
}

/** What the change is worth. */
function RiskList({ one: { risk } }: { readonly one: PageRecommendation }): JSX.Element | null {
  if (risk === undefined) return null;
  const { before, after, escalationsBroken, outOfReach } = risk;
  const gone = outOfReach.filter(({ left }) => left.length === 0);
  return (
    <dl class="facts">
      <dt>Risk score</dt>
      <dd>
        {number(Math.round(before.score))} → {number(Math.round(after.score))}
      </dd>
      <dt>Ways to more permissions that close</dt>
      <dd>{escalationsBroken.length === 0 ? 'none' : escalationsBroken.join('; ')}</dd>
      <dt>Resource patterns out of reach</dt>
      <dd>
        {outOfReach.length === 0
          ? 'none'
          : `${plural(outOfReach.length, 'pattern')}, ${gone.length} of them whole`}
      </dd>
    </dl>
  );
}

function Scopes({ one }: { readonly one: PageRecommendation }): JSX.Element | null {
  const steps = (one.scopes ?? []).flatMap((scope) => scope.steps);
  if (steps.length === 0) return null;
  return (
    <details>
      <summary>{plural(steps.length, 'resource pattern')} from what was used</summary>
      <ul class="scopes">
        {steps.slice(0, 200).map((step) => (
          <li key={`${step.emitted} ${step.actions.join()}`}>
            <code>{step.emitted}</code> <span class="faint">{step.why}</span>
          </li>
        ))}
      </ul>
    </details>
  );
}

export function Notes({ notes }: { readonly notes: readonly string[] }): JSX.Element | null {
  return notes.length === 0 ? null : (
    <ul class="notes">
      {notes.map((note) => (
        <li key={note}>{note}</li>
      ))}
    </ul>
  );
}

const PROMISES = [
  {
    key: 'noNewAccess',
    promise: 'It grants nothing new',
    words:
      'Every request that the new policy allows, the old one allowed, for actions that AWS adds later too.',
  },
  {
    key: 'nothingUsedLost',
    promise: 'Nothing that must stay is lost',
    words:
      'Everything that was used, and everything whose use could not be ruled out, is allowed as before.',
  },
] as const;

export function CertificateList({
  certificates,
}: {
  readonly certificates: PageRecommendation['certificates'];
}): JSX.Element {
  return (
    <ul class="certificates">
      {PROMISES.map(({ key, promise, words }) => (
        <CertificateItem
          key={key}
          promise={promise}
          words={words}
          certificate={certificates[key]}
        />
      ))}
    </ul>
  );
}

function CertificateItem({
  promise,
  words,
  certificate: { status, by, reason, witness },
}: {
  readonly promise: string;
  readonly words: string;
  readonly certificate: Certificate;
}): JSX.Element {
  return (
    <li class={status}>
      <span aria-hidden="true">{status === 'proven' ? '✓' : '✕'}</span>
      <span>
        <strong>
          {promise}: {status}.
        </strong>{' '}
        {words} <span class="faint">Decided by {by}.</span>
        {reason === undefined ? null : ` ${reason}.`}
        {witness === undefined ? null : (
          <>
            {' '}
            Broken by <code>{witness.action}</code> on <code>{witness.resource}</code>.
          </>
        )}
      </span>
    </li>
  );
}
