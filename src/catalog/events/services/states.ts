/** Source: Service Authorization Reference, "AWS Step Functions". */
import type { EventTable } from '../event-table.js';

export const STATES_EVENTS: EventTable = {
  CreateStateMachine: {
    actions: [
      { action: 'states:PublishStateMachineVersion', when: 'publish', conditional: true, arns: [] },
    ],
    arns: ['arn:{P}:states:{R}:{A}:stateMachine:<name:name>'],
  },
  DeleteStateMachine: { arns: ['<stateMachineArn:arn>'] },
  DescribeExecution: { arns: ['<executionArn:arn>'] },
  DescribeStateMachine: { arns: ['<stateMachineArn:arn>'] },
  GetActivityTask: { arns: ['<activityArn:arn>'] },
  GetExecutionHistory: { arns: ['<executionArn:arn>'] },
  ListExecutions: { arns: ['<stateMachineArn:arn> | <mapRunArn:arn>'] },
  StartExecution: { arns: ['<stateMachineArn:arn>'] },
  StartSyncExecution: { arns: ['<stateMachineArn:arn>'] },
  StopExecution: { arns: ['<executionArn:arn>'] },
  UpdateStateMachine: {
    actions: [
      { action: 'states:PublishStateMachineVersion', when: 'publish', conditional: true, arns: [] },
    ],
    arns: ['<stateMachineArn:arn>'],
  },
};
