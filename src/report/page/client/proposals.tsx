/** Proposals: which policy becomes which, what goes, and the two certificates in plain words. */
import type { ComponentChildren, JSX } from 'preact';
import { useMemo } from 'preact/hooks';
import type { Certificate } from '../../../model/recommendation.js';
import type { PolicyResult } from '../../../model/result.js';
import { number, plural, whose } from '../../phrases.js';
import type { PageRecommendation, Report } from '../unpack.js';
import { ActionNames } from './action-names.js';
import { bySize, proposalTitle } from './answer.js';
import { MarkWords } from './decisions.js';
import { CopyButton, Page, Search } from './parts.js';
import { documentText, PolicyText } from './policy.js';
import { href, identityHref, replaceRoute } from './route.js';
import { type Column, DataTable } from './table.js';
import type { ViewProps } from './view.js';
import { Families, WhereToBegin } from './where-to-begin.js';

const COLUMNS: readonly Column<PageRecommendation>[] = [
  {
    id: 'what',
    label: 'Proposal',
    width: '41%',
    cell: (one) => (
      <>
        <a class="name" href={href('proposal', [one.id])} title={one.before.arn ?? one.before.name}>
          {proposalTitle(one)}
        </a>
        <span class="sub">
          <MarkWords mark={one.mark} /> {whose(one)} · {one.account}
        </span>
      </>
    ),
  },
  {
    id: 'goes',
    label: 'Actions that go',
    width: '14%',
    numeric: true,
    cell: ({ removes }) => number(removes.count),
  },
  {
    id: 'narrows',
    label: 'On fewer resources',
    width: '15%',
    numeric: true,
    minor: true,
    cell: ({ narrows }) => number(narrows.count),
  },
  {
    id: 'kept',
    label: 'Kept unseen',
    width: '12%',
    numeric: true,
    minor: true,
    cell: (one) => number(one.keptUnobservable + one.keptUnknown),
  },
  {
    id: 'size',
    label: 'Size',
    width: '18%',
    numeric: true,
    minor: true,
    cell: ({ before, after }) =>
      `${number(before.size)} → ${number(after.reduce((sum, { size }) => sum + size, 0))}`,
  },
];

export function ProposalsView({ report, route }: ViewProps): JSX.Element {
  const { recommendations, head } = report;
  const q = route.query.q ?? '';
  const shown = useMemo(() => {
    const words = q.toLowerCase().split(/\s+/).filter(Boolean);
    return bySize(recommendations).filter((one) => {
      const text = `${one.id} ${one.before.name} ${one.holders.map(({ arn }) => arn).join(' ')}`;
      return words.every((word) => text.toLowerCase().includes(word));
    });
  }, [recommendations, q]);
  return (
    <Page
      title="Proposals"
      lead="Each carries two proofs, made by a decision procedure over all requests: it grants nothing new, and nothing that must stay is lost. leastwise changes nothing itself."
    >
      <search class="filters">
        <Search
          label="Search"
          hint="policy or holder"
          value={q}
          onChange={(text) => replaceRoute(href('proposals', [], { q: text }))}
        />
      </search>
      <p class="count" role="status">
        {plural(shown.length, 'proposal')}
      </p>
      <DataTable
        caption="Proposals"
        columns={COLUMNS}
        rows={shown}
        keyOf={({ id }) => id}
        empty={
          recommendations.length === 0
            ? 'No proposal could be made with both proofs.'
            : 'No proposal fits.'
        }
      />
      <WhereToBegin report={report} />
      <Families report={report} />
      <OtherProposals report={report} />
      {head.withheld.length === 0 ? null : (
        <section class="card">
          <h2>Not proposed</h2>
          <p class="note">What could not be proven, or does not fit, is not proposed.</p>
          <DataTable
            caption="Not proposed"
            columns={[
              { id: 'policy', label: 'Policy', width: '30%', cell: ({ policy }) => policy },
              { id: 'whose', label: 'Whose', width: '20%', minor: true, cell: whose },
              {
                id: 'why',
                label: 'Why',
                width: '50%',
                cell: ({ reason }) => <span title={reason}>{reason}</span>,
              },
            ]}
            rows={head.withheld}
            keyOf={({ account, policy, holders }) =>
              `${account} ${policy} ${holders.map(({ arn }) => arn).join()}`
            }
            empty="None."
          />
        </section>
      )}
    </Page>
  );
}

/** Trust policies, and boundaries or service control policies for whole accounts. */
function OtherProposals({ report: { head } }: { readonly report: Report }): JSX.Element | null {
  const trust = head.trust ?? [];
  const accounts = head.accountProposals ?? [];
  if (trust.length + accounts.length === 0) return null;
  return (
    <>
      {trust.length === 0 ? null : (
        <section class="card">
          <h2>Who may take a role</h2>
          <p class="note">
            Principals that a trust policy names and that nobody was seen taking the role as.
          </p>
          {trust.map((one) => (
            <details key={one.id}>
              <summary>
                {one.role.name}: {plural(one.removedPrincipals.length, 'principal')} would go
              </summary>
              <ul>
                {one.removedPrincipals.map((principal) => (
                  <li key={principal}>
                    <del>{principal}</del>
                  </li>
                ))}
                {one.keptPrincipals.map(({ principal, why }) => (
                  <li key={principal}>
                    {principal} stays: {why}
                  </li>
                ))}
              </ul>
              <Notes notes={one.notes} />
              <CertificateList certificates={one.certificates} />
              <AfterPolicy policy={one.after} />
            </details>
          ))}
        </section>
      )}
      {accounts.length === 0 ? null : (
        <section class="card">
          <h2>For whole accounts</h2>
          {accounts.map((one) => (
            <details key={one.id}>
              <summary>
                {one.kind === 'permissions-boundary'
                  ? 'Permissions boundary'
                  : 'Service control policy'}{' '}
                for {one.account}: {plural(one.deniedServices.length, 'service')} closed
              </summary>
              <p class="note">
                {one.wouldNotice.length === 0
                  ? 'No identity holds what it takes away.'
                  : `${plural(one.wouldNotice.length, 'identity', 'identities')} hold grants that it takes away.`}
              </p>
              <Notes notes={one.notes} />
              <AfterPolicy policy={one.policy} />
            </details>
          ))}
        </section>
      )}
    </>
  );
}

export function ProposalView({ report, route }: ViewProps): JSX.Element {
  const [id] = route.path;
  const one = report.recommendations.find((proposal) => proposal.id === id);
  if (one === undefined) {
    return (
      <Page title="No such proposal">
        <p class="empty">
          This result has no proposal of this name. <a href={href('proposals')}>See all</a>.
        </p>
      </Page>
    );
  }
  return (
    <Page
      title={proposalTitle(one)}
      lead={`${plural(one.removes.count, 'action')} ${one.removes.count === 1 ? 'goes' : 'go'}, ${number(one.narrows.count)} on fewer resources; account ${one.account}.`}
    >
      <section class="card">
        <h2>Held by {plural(one.holders.length, 'identity', 'identities')}</h2>
        <ul class="holders">
          {one.holders.slice(0, 200).map(({ arn, kind, name }) => (
            <li key={arn}>
              <a href={identityHref(arn)}>
                {kind} {name}
              </a>
            </li>
          ))}
        </ul>
        {one.holders.length > 200 ? <p class="note">and {one.holders.length - 200} more</p> : null}
      </section>
      <section class="card">
        <Change one={one} before={<PolicyText document={one.before.document} label="Before" />} />
      </section>
    </Page>
  );
}

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

function AfterPolicy({ policy }: { readonly policy: PolicyResult }): JSX.Element {
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
