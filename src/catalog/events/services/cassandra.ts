/** Source: Keyspaces Developer Guide, "Logging Amazon Keyspaces API calls with AWS CloudTrail"; Service Authorization Reference. */
import type { EventTable } from '../event-table.js';

export const CASSANDRA_EVENTS: EventTable = {
  Batch: { actions: ['cassandra:Modify'] },
  CreateKeyspace: { actions: ['cassandra:Create'] },
  CreateTable: { actions: ['cassandra:Create'] },
  CreateType: { actions: ['cassandra:Create'] },
  Delete: { actions: ['cassandra:Modify'] },
  DeleteKeyspace: { actions: ['cassandra:Drop'] },
  DeleteTable: { actions: ['cassandra:Drop'] },
  DeleteType: { actions: ['cassandra:Drop'] },
  GetKeyspace: { actions: ['cassandra:Select'] },
  GetTable: { actions: ['cassandra:Select'] },
  GetTableAutoScalingSettings: { actions: ['cassandra:Select'] },
  GetType: { actions: ['cassandra:Select'] },
  Insert: { actions: ['cassandra:Modify'] },
  ListKeyspaces: { actions: ['cassandra:Select'] },
  ListTables: { actions: ['cassandra:Select'] },
  ListTagsForResource: { actions: ['cassandra:Select'] },
  ListTypes: { actions: ['cassandra:Select'] },
  RestoreTable: { actions: ['cassandra:Restore'] },
  Update: { actions: ['cassandra:Modify'] },
  UpdateKeyspace: { actions: ['cassandra:Alter'] },
  UpdateTable: { actions: ['cassandra:Alter'] },
};
