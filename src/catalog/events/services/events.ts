/** Source: Service Authorization Reference, "Amazon EventBridge". */
import type { EventTable } from '../event-table.js';

export const EVENTS_EVENTS: EventTable = {
  CreateEventBus: { arns: ['arn:{P}:events:{R}:{A}:event-bus/<name:last>'] },
  DeleteEventBus: { arns: ['arn:{P}:events:{R}:{A}:event-bus/<name:last>'] },
  DeleteRule: {
    arns: [
      'arn:{P}:events:{R}:{A}:rule/<eventBusName:last>/<name:id> | arn:{P}:events:{R}:{A}:rule/<name:id>',
      'arn:{P}:events:{R}:{A}:rule/<name:id>',
    ],
  },
  DescribeEventBus: { arns: ['arn:{P}:events:{R}:{A}:event-bus/<name:last>'] },
  DescribeRule: {
    arns: [
      'arn:{P}:events:{R}:{A}:rule/<eventBusName:last>/<name:id> | arn:{P}:events:{R}:{A}:rule/<name:id>',
      'arn:{P}:events:{R}:{A}:rule/<name:id>',
    ],
  },
  DisableRule: {
    arns: [
      'arn:{P}:events:{R}:{A}:rule/<eventBusName:last>/<name:id> | arn:{P}:events:{R}:{A}:rule/<name:id>',
      'arn:{P}:events:{R}:{A}:rule/<name:id>',
    ],
  },
  EnableRule: {
    arns: [
      'arn:{P}:events:{R}:{A}:rule/<eventBusName:last>/<name:id> | arn:{P}:events:{R}:{A}:rule/<name:id>',
      'arn:{P}:events:{R}:{A}:rule/<name:id>',
    ],
  },
  ListTargetsByRule: {
    arns: [
      'arn:{P}:events:{R}:{A}:rule/<eventBusName:last>/<rule:id> | arn:{P}:events:{R}:{A}:rule/<rule:id>',
      'arn:{P}:events:{R}:{A}:rule/<rule:id>',
    ],
  },
  PutRule: {
    arns: [
      'arn:{P}:events:{R}:{A}:rule/<eventBusName:last>/<name:id> | arn:{P}:events:{R}:{A}:rule/<name:id>',
      'arn:{P}:events:{R}:{A}:rule/<name:id>',
    ],
  },
  PutTargets: {
    arns: [
      'arn:{P}:events:{R}:{A}:rule/<eventBusName:last>/<rule:id> | arn:{P}:events:{R}:{A}:rule/<rule:id>',
      'arn:{P}:events:{R}:{A}:rule/<rule:id>',
    ],
  },
  RemoveTargets: {
    arns: [
      'arn:{P}:events:{R}:{A}:rule/<eventBusName:last>/<rule:id> | arn:{P}:events:{R}:{A}:rule/<rule:id>',
      'arn:{P}:events:{R}:{A}:rule/<rule:id>',
    ],
  },
};
