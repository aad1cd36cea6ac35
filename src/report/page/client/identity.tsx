/** One identity: what it holds, what of that it used and when, who may be it. */
import type { JSX } from 'preact';
import { useMemo } from 'preact/hooks';
import { SEVERITIES } from '../../../model/severity.js';
import { VERDICTS, type Verdict, type VerdictReason } from '../../../model/verdict.js';
import { becauseOf, day, KIND_WORDS, number, plural, remedyOf } from '../../phrases.js';
import { wordsAround } from '../../surroundings-words.js';
import type { PageIdentity, PageRecommendation, Report } from '../unpack.js';
import { ActionNames } from './action-names.js';
import { Change } from './change.js';
import { TrustChange } from './other-proposals.js';
import { Missing, Page, SeverityName, VerdictBar, VerdictName } from './parts.js';
import { PolicyText } from './policy.js';
import { href, identityHref } from './route.js';
import { Timeline } from './timeline.js';
import type { ViewProps } from './view.js';

export function IdentityView({ report, rows, route }: ViewProps): JSX.Element {
  const [arn] = route.path;
  const row = rows.find((one) => one.arn === arn);
  const identity = useMemo(
    () => (row === undefined ? undefined : report.identity(row.index)),
    [report, row],
  );
  if (row === undefined || identity === undefined) {
    return <Missing what="identity" all="identities" />;
  }
  const own = report.recommendations.filter(({ holders }) =>
    holders.some((holder) => holder.arn === identity.arn),
  );
  return (
    <Page
      title={`${identity.kind} ${identity.name}`}
      lead={<code class="arn">{identity.arn}</code>}
    >
      <Facts identity={identity} report={report} />
      <section class="card totals">
        <h2 class="hidden">Granted and used</h2>
        <VerdictBar counts={row.counts} size="large" />
        <ul class="legend">
          {VERDICTS.map((verdict, at) => (
            <li key={verdict}>
              <VerdictName verdict={verdict} /> <strong>{number(row.counts[at] ?? 0)}</strong>
            </li>
          ))}
        </ul>
      </section>
      <Policies identity={identity} report={report} proposals={own} />
      <Timeline identity={identity} window={report.head.window} />
      <div class="columns">
        <Denied identity={identity} />
        <Trust identity={identity} report={report} />
      </div>
      <Around identity={identity} />
      <Verdicts identity={identity} />
      <Findings arn={identity.arn} report={report} />
    </Page>
  );
}

function Facts({
  identity,
  report,
}: {
  readonly identity: PageIdentity;
  readonly report: Report;
}): JSX.Element {
  const { tags = [], groups = [], boundary, dead, manageability } = identity;
  const revocation = report.head.revocations.find(({ arn }) => arn === identity.arn);
  return (
    <dl class="facts inline">
      <dt>Account</dt>
      <dd>{identity.account}</dd>
      <dt>Created</dt>
      <dd>{identity.createdAt === undefined ? 'not known' : day(identity.createdAt)}</dd>
      <dt>Last used</dt>
      <dd>{day(identity.lastUsedAt)}</dd>
      <dt>Granted</dt>
      <dd>
        {plural(identity.granted, 'action')}
        {dead.count === 0 ? '' : `, ${number(dead.count)} of them blocked everywhere`}
      </dd>
      {groups.length === 0 ? null : (
        <>
          <dt>Groups</dt>
          <dd>{groups.join(', ')}</dd>
        </>
      )}
      {boundary === undefined ? null : (
        <>
          <dt>Boundary</dt>
          <dd>
            <code>{boundary}</code>
          </dd>
        </>
      )}
      {tags.length === 0 ? null : (
        <>
          <dt>Tags</dt>
          <dd>
            {tags.map(({ key, value }) => (
              <span class="tag" key={key}>
                {key}: {value}
              </span>
            ))}
          </dd>
        </>
      )}
      {manageability === 'editable' ? null : (
        <>
          <dt>Changed by</dt>
          <dd>
            {manageability === 'service-linked'
              ? 'AWS only: a service-linked role'
              : 'IAM Identity Center: change its permission set'}
          </dd>
        </>
      )}
      {revocation === undefined ? null : (
        <>
          <dt>Stale</dt>
          <dd>
            <a href={href('plan', [revocation.id])}>It can be revoked</a>
          </dd>
        </>
      )}
    </dl>
  );
}

function reasonsOf({ verdicts }: PageIdentity): readonly VerdictReason[] {
  return VERDICTS.flatMap((verdict) => verdicts[verdict].reasons.map(({ reason }) => reason));
}

function Policies({
  identity,
  report,
  proposals,
}: {
  readonly identity: PageIdentity;
  readonly report: Report;
  readonly proposals: readonly PageRecommendation[];
}): JSX.Element {
  const { policies } = identity;
  const reasons = useMemo(() => reasonsOf(identity), [identity]);
  // A boundary is no policy that is held, and yet it is changed for this identity.
  const others = proposals.filter(
    (one) =>
      !policies?.some(({ policy, through }) => through === undefined && changes(one, policy)),
  );
  if (policies === undefined) {
    return (
      <section class="card">
        <h2>Policies</h2>
        <p class="empty">This result is older than this page and does not hold the policies.</p>
      </section>
    );
  }
  return (
    <section class="card" aria-labelledby="policies">
      <h2 id="policies">Policies</h2>
      {policies.length === 0 ? <p class="empty">It holds no policy.</p> : null}
      {policies.length === 0 ? null : (
        <p class="note">
          Struck through: no action of it was used by this {identity.kind}, and its use would have
          been seen.
        </p>
      )}
      {policies.map(({ policy: id, parts, through }) => {
        const policy = report.policy(id);
        if (policy === undefined) return null;
        const proposal =
          through === undefined ? proposals.find((one) => changes(one, id)) : undefined;
        const text = (
          <PolicyText
            document={policy.document}
            parts={parts}
            reasons={reasons}
            label={`Policy ${policy.name} as it is; arrow keys move between its actions`}
          />
        );
        return (
          <article class="held" key={`${id} ${through}`}>
            <p class="held-head">
              <strong>{policy.name}</strong>{' '}
              <span class="faint">
                {policy.kind.replace('-', ' ')}
                {through === undefined ? '' : `, through group ${through}`}
                {policy.arn === undefined ? '' : ` · ${policy.arn}`}
              </span>
            </p>
            {proposal === undefined ? (
              <>
                {text}
                <p class="note">
                  {through === undefined
                    ? 'No change is proposed.'
                    : 'A change of it is proposed, if at all, on the page of the group.'}
                </p>
              </>
            ) : (
              <Change one={proposal} before={text} />
            )}
          </article>
        );
      })}
      {others.map((one) => (
        <article class="held" key={one.id}>
          <p class="held-head">
            <strong>{one.before.name}</strong>{' '}
            <span class="faint">
              {one.before.arn === identity.boundary ? 'permissions boundary' : KIND_WORDS[one.kind]}
              {one.before.arn === undefined ? '' : ` · ${one.before.arn}`}
            </span>
          </p>
          <Change one={one} before={<PolicyText document={one.before.document} label="Before" />} />
        </article>
      ))}
    </section>
  );
}

/** A proposal names a managed policy by ARN, an inline one by name and holder. */
function changes({ before, holders }: PageRecommendation, id: string): boolean {
  if (before.arn !== undefined) return before.arn === id;
  return holders.some(({ arn }) => id === `inline ${arn} ${before.name}`);
}

function Denied({ identity: { deniedCalls } }: { readonly identity: PageIdentity }): JSX.Element {
  return (
    <section class="card" aria-labelledby="denied">
      <h2 id="denied">Denied calls</h2>
      {deniedCalls.length === 0 ? (
        <p class="empty">None in the window.</p>
      ) : (
        <>
          <p class="note">Asked for and refused: no use, and nothing that is added.</p>
          <table class="plain rows">
            <thead>
              <tr>
                <th scope="col">Action</th>
                <th scope="col">Error</th>
                <th scope="col" class="num">
                  Calls
                </th>
                <th scope="col">Last</th>
              </tr>
            </thead>
            <tbody>
              {deniedCalls.slice(0, 100).map((call) => (
                <tr key={`${call.action} ${call.errorCode} ${call.denial}`}>
                  <th scope="row">
                    <code>{call.action}</code>
                  </th>
                  <td>{call.denial ?? call.errorCode}</td>
                  <td class="num">{number(call.count)}</td>
                  <td class="nowrap">{day(call.lastSeen)}</td>
                </tr>
              ))}
            </tbody>
          </table>
          {deniedCalls.length > 100 ? (
            <p class="note">and {deniedCalls.length - 100} more</p>
          ) : null}
        </>
      )}
    </section>
  );
}

function Trust({
  identity,
  report,
}: {
  readonly identity: PageIdentity;
  readonly report: Report;
}): JSX.Element | null {
  const { kind, trusts = [], taken = [], takenCount } = identity;
  if (kind !== 'role') return null;
  const proposal = report.head.trust?.find(({ role }) => role.arn === identity.arn);
  return (
    <section class="card" aria-labelledby="trust">
      <h2 id="trust">Who can assume it</h2>
      {trusts.length === 0 ? (
        <p class="empty">Its trust policy names nobody, or was not read.</p>
      ) : (
        <ul class="trusts">
          {trusts.map(({ principal, conditionKeys, negated }) => (
            <li key={principal}>
              <code>{negated ? `everybody but ${principal}` : principal}</code>
              {conditionKeys.length === 0 ? null : (
                <span class="sub">if {conditionKeys.join(' and ')} fits</span>
              )}
            </li>
          ))}
        </ul>
      )}
      {proposal === undefined ? null : (
        <details>
          <summary>
            {plural(proposal.removedPrincipals.length, 'principal')} of them would go
          </summary>
          <TrustChange one={proposal} />
        </details>
      )}
      <h3>Who did, as far as the logs go back</h3>
      {taken.length === 0 ? (
        <p class="empty">Nobody was seen.</p>
      ) : (
        <ul class="trusts">
          {taken.map(({ by, event, outcome, count, lastSeen }) => (
            <li key={`${by} ${event} ${outcome}`}>
              <code>{by}</code>
              <span class="sub">
                {outcome === 'allowed' ? '' : `${outcome}, `}
                {number(count)}×, last {day(lastSeen)}
              </span>
            </li>
          ))}
          {takenCount > taken.length ? (
            <li>and {number(takenCount - taken.length)} more, in result.json</li>
          ) : null}
        </ul>
      )}
    </section>
  );
}

/** More are in result.json. */
const SHOWN_AROUND = 50;

/** Resource policies, what runs with it, its permission set, and a second opinion beside ours. */
function Around({ identity }: { readonly identity: PageIdentity }): JSX.Element | null {
  const blocks = wordsAround(identity.surroundings);
  if (blocks.length === 0) return null;
  return (
    <section class="card" aria-labelledby="around">
      <h2 id="around">What stands around it</h2>
      {blocks.map(({ title, lines }) => (
        <div key={title}>
          <h3>{title}</h3>
          <ul class="trusts">
            {lines.slice(0, SHOWN_AROUND).map((line) => (
              <li key={line}>{line}</li>
            ))}
            {lines.length > SHOWN_AROUND ? (
              <li>and {number(lines.length - SHOWN_AROUND)} more, in result.json</li>
            ) : null}
          </ul>
        </div>
      ))}
    </section>
  );
}

function Verdicts({ identity: { verdicts } }: { readonly identity: PageIdentity }): JSX.Element {
  return (
    <section class="card" aria-labelledby="verdicts">
      <h2 id="verdicts">Verdicts, and why</h2>
      {VERDICTS.every((verdict) => verdicts[verdict].count === 0) ? (
        <p class="empty">Nothing is granted, so there is nothing to judge.</p>
      ) : null}
      {VERDICTS.filter((verdict) => verdicts[verdict].count > 0).map((verdict: Verdict) => (
        <div key={verdict} class="reason-group">
          <h3>
            <VerdictName verdict={verdict} /> {number(verdicts[verdict].count)}
          </h3>
          {verdicts[verdict].reasons.map((group) => {
            const remedy = remedyOf(group.reason);
            return (
              <details key={JSON.stringify(group.reason)}>
                <summary>
                  {plural(group.count, 'action')}: {becauseOf(group.reason)}
                </summary>
                {remedy === undefined ? null : <p class="note">To see it: {remedy}</p>}
                <ActionNames list={group} />
              </details>
            );
          })}
        </div>
      ))}
    </section>
  );
}

function Findings({ arn, report }: { readonly arn: string; readonly report: Report }): JSX.Element {
  const own = report.head.findings
    .filter(({ identity }) => identity === arn)
    .toSorted((a, b) => SEVERITIES.indexOf(b.severity) - SEVERITIES.indexOf(a.severity));
  return (
    <section class="card" aria-labelledby="own-findings">
      <h2 id="own-findings">Findings</h2>
      {own.length === 0 ? (
        <p class="empty">None.</p>
      ) : (
        <ul class="findings">
          {own.map((one) => (
            <li key={one.id}>
              <SeverityName severity={one.severity} />{' '}
              <a href={href('finding', [one.id])}>{one.title}</a>
              <span class="sub">{one.evidence.join('; ')}</span>
            </li>
          ))}
        </ul>
      )}
      <p class="more">
        <a href={identityHref(arn)}>Link to this identity</a>
      </p>
    </section>
  );
}
