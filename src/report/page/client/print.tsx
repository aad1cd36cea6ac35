/** On paper: each view prints itself, and the answer also what its other views hold. */
import type { JSX } from 'preact';
import { day, lastUse, number, plural, whose } from '../../phrases.js';
import type { Head, Report } from '../unpack.js';
import { bySize, headline, proposalTitle, Totals, windowText } from './answer.js';
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
              <td class="num">{number(row.grants)}</td>
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
                <td>
                  {one.holders.length === 1
                    ? whose(one)
                    : one.holders
                        .map(({ name }) => name)
                        .slice(0, 6)
                        .join(', ')}
                </td>
                <td class="nowrap">{one.account}</td>
                <td class="num">{number(one.removes.count)} go</td>
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
              <th scope="row">{one.name}</th>
              <td>{one.kind.replace('-', ' ')}</td>
              <td class="nowrap">{one.account}</td>
              <td class="num">{lastUse(one)}</td>
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

/** What the side of the screen says. */
export function PrintHead({ head }: { readonly head: Head }): JSX.Element {
  return (
    <p class="print-head">
      {head.accounts.map(({ account }) => account).join(', ')} · as of {head.asOf ?? 'no date'} ·
      leastwise {head.tool.version}
    </p>
  );
}
