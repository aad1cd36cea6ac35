/** Granted and yet allowed nowhere: a Deny, the boundary or an SCP takes it back. It can go whatever the usage. */

import { sizeOf } from '../../catalog/action-set.js';
import type { Finding } from '../../model/finding.js';
import { plural } from '../../model/number-words.js';
import { compactExact } from '../../policy/compress.js';
import type { Detector } from './detector.js';

const SHOWN = 12;

export const findDeadGrants: Detector = ({ catalog }, assessments) =>
  assessments
    .filter(({ manageability }) => manageability === 'editable')
    .flatMap((assessment): readonly Finding[] => {
      const count = sizeOf(assessment.dead);
      if (count === 0) return [];
      const patterns = compactExact(catalog, assessment.dead);
      const more = patterns.length > SHOWN ? ` and ${patterns.length - SHOWN} more` : '';
      return [
        {
          id: `dead-grant ${assessment.arn}`,
          kind: 'dead-grant',
          severity: 'low',
          account: assessment.account,
          identity: assessment.arn,
          title: `${assessment.kind} ${assessment.name} is granted ${plural(count, 'action that is', 'actions that are')} blocked everywhere`,
          evidence: [
            `a Deny, the permissions boundary, a service control policy or the statement's own resources rule out ${patterns.slice(0, SHOWN).join(', ')}${more}`,
          ],
          remediation: 'remove the grant, or the block if the grant was meant',
        },
      ];
    });
