/** What people decided: why something found does not count, and how the waivers met the result. */
import type { JSX } from 'preact';
import type { Mark } from '../../../model/mark.js';
import { plural } from '../../phrases.js';
import type { Head } from '../unpack.js';
import { DataTable } from './table.js';

/** `open`, `waived` or `known`: what a filter asks for. */
export function standingOf({ mark }: { readonly mark?: Mark }): string {
  return mark?.kind ?? 'open';
}

export function MarkWords({ mark }: { readonly mark: Mark | undefined }): JSX.Element | null {
  if (mark === undefined) return null;
  return (
    <span class="tag" title={wordsOf(mark)}>
      {mark.kind}
    </span>
  );
}

function wordsOf(mark: Mark): string {
  if (mark.kind === 'known') return `known since ${mark.since?.slice(0, 10) ?? 'the baseline'}`;
  const owner = mark.owner === undefined ? '' : `, ${mark.owner}`;
  const until = mark.expires === undefined ? '' : `, until ${mark.expires}`;
  return `waived: ${mark.reason}${owner}${until}`;
}

export function Decisions({ head }: { readonly head: Head }): JSX.Element | null {
  const { review, exempted = [] } = head;
  if (review === undefined && exempted.length === 0) return null;
  return (
    <section class="card" aria-labelledby="decisions">
      <h2 id="decisions">What was decided about them</h2>
      {review === undefined ? null : (
        <p class="note">
          Of {plural(review.findings.all, 'finding')}: {review.findings.counted} open,{' '}
          {review.findings.waived} waived, {review.findings.known} known before.
          {review.baseline === undefined
            ? ''
            : ` ${plural(review.baseline.gone.length, 'finding')} of the baseline ${review.baseline.gone.length === 1 ? 'is' : 'are'} gone.`}
        </p>
      )}
      {review === undefined || review.waivers.length === 0 ? null : (
        <DataTable
          caption="Waivers"
          columns={[
            {
              id: 'what',
              label: 'Waiver',
              width: 'auto',
              cell: ({ id, identity, actions, reason, owner }) => (
                <>
                  <span class="name">
                    {[id, identity, actions?.join(' ')].filter(Boolean).join(' · ')}
                  </span>
                  <span class="sub">
                    {reason}
                    {owner === undefined ? '' : ` (${owner})`}
                  </span>
                </>
              ),
            },
            {
              id: 'status',
              label: 'Status',
              width: '104px',
              cell: ({ status }) => status.replaceAll('-', ' '),
            },
            {
              id: 'until',
              label: 'Until',
              width: '114px',
              cell: ({ expires }) => expires ?? 'no end',
            },
            {
              id: 'covers',
              label: 'Covers',
              width: '76px',
              numeric: true,
              cell: ({ covers }) => covers,
            },
          ]}
          rows={review.waivers}
          keyOf={(one) => JSON.stringify(one)}
          empty="None."
        />
      )}
      {exempted.length === 0 ? null : (
        <ul class="notes">
          {exempted.map(({ id, name, kind, reason, expires }) => (
            <li key={id}>
              {kind} {name} is exempt from revocation until {expires.slice(0, 10)}: {reason}
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
