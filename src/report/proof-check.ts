/** Certificates proven again, or what stands against them, as text. */
import type { ProofCheck } from '../model/proof-check.js';
import { plain } from './escape.js';
import { plural } from './phrases.js';
import { wrap } from './wrap.js';

export function renderVerification({ proposals }: ProofCheck): string {
  const open = proposals.filter(({ status }) => status !== 'proven');
  const proven = proposals.length - open.length;
  const lines = [
    `${plural(proven, 'proposal')} of ${proposals.length}: certificates proven again from the files`,
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
