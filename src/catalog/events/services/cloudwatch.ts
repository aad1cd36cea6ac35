/** Source: CloudWatch User Guide, "Logging Amazon CloudWatch API calls"; Service Authorization Reference. */
import type { EventTable } from '../event-table.js';

export const CLOUDWATCH_EVENTS: EventTable = {
  DeleteAlarms: { arns: ['arn:{P}:cloudwatch:{R}:{A}:alarm:<alarmNames[]:name>'] },
  DisableAlarmActions: { arns: ['arn:{P}:cloudwatch:{R}:{A}:alarm:<alarmNames[]:name>'] },
  EnableAlarmActions: { arns: ['arn:{P}:cloudwatch:{R}:{A}:alarm:<alarmNames[]:name>'] },
  GetDashboard: { arns: ['arn:{P}:cloudwatch::{A}:dashboard/<dashboardName:name>'] },
  PutDashboard: { arns: ['arn:{P}:cloudwatch::{A}:dashboard/<dashboardName:name>'] },
  SetAlarmState: { arns: ['arn:{P}:cloudwatch:{R}:{A}:alarm:<alarmName:name>'] },
};
