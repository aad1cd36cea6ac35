/**
 * An identity is granted actions that it did not use although every use would have been seen.
 *
 * As severe as the worst access level among them: who may change permissions may become anybody.
 */

import { actionsOf, emptySet, sizeOf, union } from '../../catalog/action-set.js';
import { accessLevelOf, type Catalog } from '../../catalog/catalog.js';
import type { AccessLevel, ActionSet } from '../../model/action.js';
import type { Finding } from '../../model/finding.js';
import { plural } from '../../model/number-words.js';
import { type Severity, worstOf } from '../../model/severity.js';
import { type Assessment, verdictOfReason } from '../../model/verdict.js';
import type { Detector } from './detector.js';

const SEVERITY_OF_LEVEL: Readonly<Record<AccessLevel, Severity>> = {
  List: 'low',
  'Permissions management': 'high',
  Read: 'low',
  Tagging: 'low',
  Write: 'medium',
};

export const findUnusedPermissions: Detector = ({ catalog, window }, assessments) =>
  assessments
    .filter(({ manageability }) => manageability === 'editable')
    .flatMap((assessment): readonly Finding[] => {
      const unused = unusedOf(catalog, assessment);
      const count = sizeOf(unused);
      if (count === 0) return [];
      const services = new Set(actionsOf(catalog, unused).map((action) => action.split(':')[0]));
      return [
        {
          id: `unused-permissions ${assessment.arn}`,
          kind: 'unused-permissions',
          severity: worstOf(
            actionsOf(catalog, unused).map(
              (action) => SEVERITY_OF_LEVEL[accessLevelOf(catalog, action) ?? 'Write'],
            ),
          ),
          account: assessment.account,
          identity: assessment.arn,
          title: `${assessment.kind} ${assessment.name} holds ${plural(count, 'action')} that it did not use`,
          evidence: [
            `${plural(count, 'action')} of ${plural(services.size, 'service')} ${count === 1 ? 'was' : 'were'} observable without a gap up to ${window.to} and stayed silent`,
          ],
          remediation: 'apply the trimmed policies of this identity',
        },
      ];
    });

function unusedOf(catalog: Catalog, { groups }: Assessment): ActionSet {
  return groups
    .filter(({ reason }) => verdictOfReason(reason) === 'unused')
    .map(({ actions }) => actions)
    .reduce(union, emptySet(catalog));
}
