/** Source: Service Authorization Reference, "AWS CloudTrail". */
import type { EventTable } from '../event-table.js';

export const CLOUDTRAIL_EVENTS: EventTable = {
  CreateTrail: { arns: ['<name:arn> | arn:{P}:cloudtrail:{R}:{A}:trail/<name:id>'] },
  DeleteTrail: { arns: ['<name:arn> | arn:{P}:cloudtrail:{R}:{A}:trail/<name:id>'] },
  GetEventSelectors: {
    arns: ['<trailName:arn> | arn:{P}:cloudtrail:{R}:{A}:trail/<trailName:id>'],
  },
  GetTrail: { arns: ['<name:arn> | arn:{P}:cloudtrail:{R}:{A}:trail/<name:id>'] },
  GetTrailStatus: { arns: ['<name:arn> | arn:{P}:cloudtrail:{R}:{A}:trail/<name:id>'] },
  PutEventSelectors: {
    arns: ['<trailName:arn> | arn:{P}:cloudtrail:{R}:{A}:trail/<trailName:id>'],
  },
  StartLogging: { arns: ['<name:arn> | arn:{P}:cloudtrail:{R}:{A}:trail/<name:id>'] },
  StopLogging: { arns: ['<name:arn> | arn:{P}:cloudtrail:{R}:{A}:trail/<name:id>'] },
  UpdateTrail: { arns: ['<name:arn> | arn:{P}:cloudtrail:{R}:{A}:trail/<name:id>'] },
};
