/** Source: Service Authorization Reference, "Amazon ECS". */
import type { EventTable } from '../event-table.js';

export const ECS_EVENTS: EventTable = {
  CreateCluster: {
    actions: [{ action: 'iam:CreateServiceLinkedRole', conditional: true, arns: [] }],
    arns: ['arn:{P}:ecs:{R}:{A}:cluster/<clusterName:id>'],
  },
  CreateService: {
    actions: [{ action: 'iam:CreateServiceLinkedRole', conditional: true, arns: [] }],
    arns: ['arn:{P}:ecs:{R}:{A}:service/<cluster:last>/<serviceName:id>'],
  },
  DeleteCluster: { arns: ['arn:{P}:ecs:{R}:{A}:cluster/<cluster:last>'] },
  DeleteService: { arns: ['arn:{P}:ecs:{R}:{A}:service/<cluster:last>/<service:last>'] },
  DescribeClusters: { arns: ['arn:{P}:ecs:{R}:{A}:cluster/<clusters[]:last>'] },
  DescribeTasks: { arns: ['arn:{P}:ecs:{R}:{A}:task/<cluster:last>/<tasks[]:last>'] },
  ExecuteCommand: {
    arns: [
      'arn:{P}:ecs:{R}:{A}:cluster/<cluster:last>',
      'arn:{P}:ecs:{R}:{A}:task/<cluster:last>/<task:last>',
    ],
  },
  StopTask: { arns: ['arn:{P}:ecs:{R}:{A}:task/<cluster:last>/<task:last>'] },
  UpdateService: { arns: ['arn:{P}:ecs:{R}:{A}:service/<cluster:last>/<service:last>'] },
};
