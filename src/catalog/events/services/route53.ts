/** Source: Service Authorization Reference, "Amazon Route 53". */
import type { EventTable } from '../event-table.js';

export const ROUTE53_EVENTS: EventTable = {
  ChangeResourceRecordSets: { arns: ['arn:{P}:route53:::hostedzone/<hostedZoneId:last>'] },
  DeleteHostedZone: { arns: ['arn:{P}:route53:::hostedzone/<id:last>'] },
  GetChange: { arns: ['arn:{P}:route53:::change/<id:last>'] },
  GetHostedZone: { arns: ['arn:{P}:route53:::hostedzone/<id:last>'] },
  ListResourceRecordSets: { arns: ['arn:{P}:route53:::hostedzone/<hostedZoneId:last>'] },
};
