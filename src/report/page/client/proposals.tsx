/** Proposals: which policy becomes which, what goes, and the two certificates in plain words. */
import type { JSX } from 'preact';
import { useMemo } from 'preact/hooks';
import { goingCount, number, plural, whose } from '../../phrases.js';
import type { PageRecommendation } from '../unpack.js';
import { bySize, proposalTitle } from './answer.js';
import { Change } from './change.js';
import { MarkWords } from './decisions.js';
import { OtherProposals } from './other-proposals.js';
import { Missing, Page, Search } from './parts.js';
import { PolicyText } from './policy.js';
import { href, identityHref, replaceRoute } from './route.js';
import { type Column, DataTable } from './table.js';
import type { ViewProps } from './view.js';
import { Families, WhereToBegin } from './where-to-begin.js';

const COLUMNS: readonly Column<PageRecommendation>[] = [
  {
    id: 'what',
    label: 'Proposal',
    width: 'auto',
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
    label: 'Actions go',
    width: '88px',
    numeric: true,
    cell: goingCount,
  },
  {
    id: 'narrows',
    label: 'On fewer resources',
    width: '130px',
    numeric: true,
    minor: true,
    cell: ({ narrows }) => number(narrows.count),
  },
  {
    id: 'kept',
    label: 'Kept unseen',
    width: '110px',
    numeric: true,
    minor: true,
    cell: (one) => number(one.keptUnobservable + one.keptUnknown),
  },
  {
    id: 'size',
    label: 'Size',
    width: '150px',
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

export function ProposalView({ report, route }: ViewProps): JSX.Element {
  const [id] = route.path;
  const one = report.recommendations.find((proposal) => proposal.id === id);
  if (one === undefined) {
    return <Missing what="proposal" all="proposals" />;
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
