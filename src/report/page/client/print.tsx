/** On paper: each view prints itself, and the answer also what its other views hold. */
import type { JSX } from 'preact';
import { day, goingCount, number, plural, staleWords, whose } from '../../phrases.js';
import type { Head, PageRecommendation, Report } from '../unpack.js';
import { bySize, headline, proposalTitle, Totals, windowText } from './answer.js';
import { MarkWords } from './decisions.js';
import { PRINTED, usePrinting } from './printing.js';

export function PrintView({ report }: { readonly report: Report }): JSX.Element | null {
  const isPrinting = usePrinting();
  if (!isPrinting) return null;
  const { head, recommendations, unknowables } = report;
  return (
    <div class="print">
      <PrintHead head={head} />
      <h1>{headline(head)}</h1>
      <p>{windowText(head)}</p>
      <Totals head={head} />
      <h2>What cannot be known, and what would make it known</h2>
      <table class="plain rows">
        <tbody>
          {unknowables.map((row) => (
            <tr key={row.because}>
              <th scope="row">{row.because}</th>
              <td class="wide">{row.remedy ?? 'nothing that we know of'}</td>
              <td class="num">{plural(row.grants, 'grant')}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <h2>{plural(recommendations.length, 'proposal')}, each with both proofs</h2>
      <table class="plain rows">
        <tbody>
          {bySize(recommendations)
            .slice(0, PRINTED)
            .map((one) => (
              <tr key={one.id}>
                <th scope="row">{proposalTitle(one)}</th>
                <td>{one.holders.length === 1 ? whose(one) : holderNames(one)}</td>
                <td class="nowrap">{one.account}</td>
                <td class="num">{goingCount(one)} go</td>
              </tr>
            ))}
        </tbody>
      </table>
      {recommendations.length > PRINTED ? (
        <p>and {number(recommendations.length - PRINTED)} more</p>
      ) : null}
      <h2>{plural(head.revocations.length, 'thing')} that can be revoked</h2>
      <table class="plain rows">
        <tbody>
          {head.revocations.slice(0, PRINTED).map((one) => (
            <tr key={one.id}>
              <th scope="row">
                {one.slot === undefined ? one.name : `${one.name}, key ${one.slot}`}
              </th>
              <td>{one.kind.replaceAll('-', ' ')}</td>
              <td class="nowrap">{one.account}</td>
              <td class="num">
                <MarkWords mark={one.mark} /> {staleWords(one)}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <p>
        Logs from {day(head.window.firstRecord)} to {day(head.window.lastRecord)}.
      </p>
    </div>
  );
}

const HOLDERS = 6;

function holderNames({ holders }: PageRecommendation): string {
  const names = holders.slice(0, HOLDERS).map(({ name }) => name);
  const rest = holders.length - names.length;
  return rest > 0 ? `${names.join(', ')} and ${number(rest)} more` : names.join(', ');
}

/** What the side of the screen says. */
export function PrintHead({ head }: { readonly head: Head }): JSX.Element {
  return (
    <p class="print-head">
      {head.accounts.map(({ account }) => account).join(', ')} · as of {head.asOf ?? 'no date'} ·
      leastwise {head.tool.version}
    </p>
  );
}
