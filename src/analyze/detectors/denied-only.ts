/**
 * Every call that the log shows of an identity was refused: it asks for what it was never given.
 * A call that no table maps may have been allowed: then nothing is said.
 */
import type { Finding } from '../../model/finding.js';
import { isInWindow } from '../ledger-index.js';
import type { Detector } from './detector.js';

export const findDeniedOnly: Detector = ({ ledger, window }, assessments) =>
  assessments
    .filter(({ id }) => !ledger.unmappedOf(id).some((event) => isInWindow(event, window)))
    .filter(({ kind, uses, denied }) => kind !== 'group' && uses.length === 0 && denied.length > 0)
    .map((assessment): Finding => {
      const calls = assessment.denied.reduce((sum, { count }) => sum + count, 0);
      const actions = [...new Set(assessment.denied.map(({ action }) => action))];
      return {
        id: `denied-only ${assessment.arn}`,
        kind: 'denied-only',
        severity: 'medium',
        account: assessment.account,
        identity: assessment.arn,
        title: `all ${calls} logged calls of ${assessment.kind} ${assessment.name} were denied`,
        evidence: [`refused: ${actions.slice(0, 8).join(', ')}`],
        remediation:
          'find out who calls and why; denied calls are no use and grant nothing in any proposal',
      };
    });
