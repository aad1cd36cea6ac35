/** Certificates proven again, or what stands against them, as text. */
import type { ProofCheck } from '../model/proof-check.js';
import { plain } from './escape.js';
import { plural } from './phrases.js';
import { wrap } from './wrap.js';

const GROUND: Readonly<Record<ProofCheck['evidence'], string>> = {
  compared:
    'The policies before and what must stay were taken from the evidence anew, and compared with result.json.',
  absent:
    'No evidence lies beside the result: this shows that the policies keep what result.json says must stay, not that result.json says it rightly.',
  'other-release':
    'The evidence was not compared: the result is of another release of leastwise or its action catalogue. Run leastwise recommend on the folder, then verify.',
};

export function renderVerification({ proposals, evidence }: ProofCheck): string {
  const open = proposals.filter(({ status }) => status !== 'proven');
  const proven = proposals.length - open.length;
  const lines = [
    `${plural(proven, 'proposal')} of ${proposals.length}: certificates proven again from the files`,
    ...wrap(GROUND[evidence], ''),
    ...open.flatMap(({ policy, account, status, reason }) => [
      '',
      `${status}: ${policy} in ${account}`,
      ...wrap(reason ?? 'no reason', '  '),
    ]),
    ...(open.length === 0
      ? []
      : [
          '',
          'Do not apply what is listed: run the audit again, and compare the files with what it writes.',
        ]),
  ];
  return `${lines.map(plain).join('\n')}\n`;
}
