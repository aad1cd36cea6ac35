/** Few edits that buy much, and roles that are copies of each other. */
import type { JSX } from 'preact';
import { useMemo } from 'preact/hooks';
import { number, paretoSteps, percentOf, plural, whose } from '../../phrases.js';
import type { Head, PageRecommendation, Report } from '../unpack.js';
import { proposalTitle } from './answer.js';
import { href, identityHref } from './route.js';

export function WhereToBegin({ report }: { readonly report: Report }): JSX.Element | null {
  const { pareto = [] } = report.head;
  const byId = useMemo(
    () => new Map(report.recommendations.map((one) => [one.id, one])),
    [report.recommendations],
  );
  if (pareto.length < 2) return null;
  return (
    <section class="card" aria-labelledby="begin">
      <h2 id="begin">Where to begin</h2>
      <p class="note">
        Each next edit is the one that takes most risk away. Risk is what policies permit, weighed
        by access level.
      </p>
      <Curve points={pareto} />
      <table class="plain rows">
        <thead>
          <tr>
            <th scope="col">Edit</th>
            <th scope="col" class="num">
              Edits so far
            </th>
            <th scope="col" class="num">
              Risk taken away
            </th>
          </tr>
        </thead>
        <tbody>
          {paretoSteps({ pareto }).map((point) => (
            <tr key={point.id}>
              <th scope="row">
                <Proposal id={point.id} one={byId.get(point.id)} />
              </th>
              <td class="num">{number(point.edits)}</td>
              <td class="num">{percentOf(point.share)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function Proposal({
  id,
  one,
}: {
  readonly id: string;
  readonly one: PageRecommendation | undefined;
}): JSX.Element {
  if (one === undefined) return <>{id}</>;
  return (
    <>
      <a href={href('proposal', [id])}>{proposalTitle(one)}</a>
      <span class="sub">{whose(one)}</span>
    </>
  );
}

const [WIDE, HIGH] = [1000, 120];
/** More than the eye can tell apart. */
const MOST_POINTS = 500;

/** Share of the risk over edits; the table below says it in words. */
function Curve({ points: all }: { readonly points: Head['pareto'] }): JSX.Element {
  const step = Math.max(1, Math.floor(all.length / MOST_POINTS));
  const edits = all.at(-1)?.edits ?? 1;
  const points = all.flatMap((point, at) =>
    at % step === 0 || at === all.length - 1
      ? `${Math.round((point.edits / edits) * WIDE)},${Math.round((1 - point.share) * HIGH)}`
      : [],
  );
  return (
    <svg
      class="curve"
      viewBox={`0 0 ${WIDE} ${HIGH}`}
      preserveAspectRatio="none"
      aria-hidden="true"
    >
      <polygon points={`0,${HIGH} ${points.join(' ')} ${WIDE},${HIGH}`} />
      <polyline points={`0,${HIGH} ${points.join(' ')}`} />
    </svg>
  );
}

/** More are in result.json. */
const SHOWN_FAMILIES = 50;

export function Families({ report }: { readonly report: Report }): JSX.Element | null {
  const { families = [] } = report.head;
  if (families.length === 0) return null;
  return (
    <section class="card" aria-labelledby="families">
      <h2 id="families">
        Families <span class="faint">{plural(families.length, 'family', 'families')}</span>
      </h2>
      <p class="note">Roles that are copies of each other: one template serves all.</p>
      {families.slice(0, SHOWN_FAMILIES).map(({ id, name, members, recommendations }) => (
        <details key={id}>
          <summary>
            {name}: {plural(members.length, 'role')},{' '}
            {recommendations.length === 0
              ? 'no proposal that is alike in all'
              : plural(recommendations.length, 'proposal')}
          </summary>
          <ul class="holders">
            {members.map((member) => (
              <li key={member.arn}>
                <a href={identityHref(member.arn)}>{member.name}</a>{' '}
                <span class="faint">{member.arn.split(':')[4]}</span>
              </li>
            ))}
          </ul>
        </details>
      ))}
      {families.length > SHOWN_FAMILIES ? (
        <p class="note">and {families.length - SHOWN_FAMILIES} more in result.json</p>
      ) : null}
    </section>
  );
}
