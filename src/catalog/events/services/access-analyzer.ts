/** Source: IAM Access Analyzer API Reference. */
import type { EventTable } from '../event-table.js';

export const ACCESS_ANALYZER_EVENTS: EventTable = {
  GetFindingV2: { actions: ['access-analyzer:GetFinding'] },
  ListFindingsV2: { actions: ['access-analyzer:ListFindings'] },
};
