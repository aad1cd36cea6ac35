/** Source: Service Authorization Reference, "Amazon Athena". */
import type { EventTable } from '../event-table.js';

export const ATHENA_EVENTS: EventTable = {
  CreateNamedQuery: { arns: ['arn:{P}:athena:{R}:{A}:workgroup/<workGroup:name>'] },
  CreateWorkGroup: { arns: ['arn:{P}:athena:{R}:{A}:workgroup/<name:name>'] },
  DeleteDataCatalog: { arns: ['arn:{P}:athena:{R}:{A}:datacatalog/<name:name>'] },
  DeleteWorkGroup: { arns: ['arn:{P}:athena:{R}:{A}:workgroup/<workGroup:name>'] },
  GetDataCatalog: { arns: ['arn:{P}:athena:{R}:{A}:datacatalog/<name:name>'] },
  GetDatabase: { arns: ['arn:{P}:athena:{R}:{A}:datacatalog/<catalogName:name>'] },
  GetTableMetadata: { arns: ['arn:{P}:athena:{R}:{A}:datacatalog/<catalogName:name>'] },
  GetWorkGroup: { arns: ['arn:{P}:athena:{R}:{A}:workgroup/<workGroup:name>'] },
  ListDatabases: { arns: ['arn:{P}:athena:{R}:{A}:datacatalog/<catalogName:name>'] },
  ListTableMetadata: { arns: ['arn:{P}:athena:{R}:{A}:datacatalog/<catalogName:name>'] },
  StartQueryExecution: {
    actions: [{ action: 'lakeformation:GetDataAccess', conditional: true, arns: [] }],
    arns: ['arn:{P}:athena:{R}:{A}:workgroup/<workGroup:name>'],
  },
  UpdateWorkGroup: { arns: ['arn:{P}:athena:{R}:{A}:workgroup/<workGroup:name>'] },
};
