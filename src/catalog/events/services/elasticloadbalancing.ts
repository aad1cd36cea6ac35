/** Source: Service Authorization Reference, "AWS Elastic Load Balancing V2" and "AWS Elastic Load Balancing". */
import type { EventTable } from '../event-table.js';

export const ELASTICLOADBALANCING_EVENTS: EventTable = {
  AddTags: {
    arns: [
      '<resourceArns[]:arn> | arn:{P}:elasticloadbalancing:{R}:{A}:loadbalancer/<loadBalancerNames[]:id>',
    ],
  },
  CreateListener: { arns: ['<loadBalancerArn:arn>'] },
  CreateLoadBalancer: {
    actions: [{ action: 'iam:CreateServiceLinkedRole', conditional: true, arns: [] }],
    arns: [
      'arn:{P}:elasticloadbalancing:{R}:{A}:loadbalancer/<loadBalancerName:id> | arn:{P}:elasticloadbalancing:{R}:{A}:loadbalancer/*/<name:id>/*',
    ],
  },
  CreateRule: { arns: ['<listenerArn:arn>'] },
  DeleteListener: { arns: ['<listenerArn:arn>'] },
  DeleteLoadBalancer: {
    arns: [
      '<loadBalancerArn:arn> | arn:{P}:elasticloadbalancing:{R}:{A}:loadbalancer/<loadBalancerName:id>',
    ],
  },
  DeleteTargetGroup: { arns: ['<targetGroupArn:arn>'] },
  DeregisterInstancesFromLoadBalancer: {
    arns: ['arn:{P}:elasticloadbalancing:{R}:{A}:loadbalancer/<loadBalancerName:id>'],
  },
  DeregisterTargets: { arns: ['<targetGroupArn:arn>'] },
  ModifyListener: { arns: ['<listenerArn:arn>'] },
  ModifyLoadBalancerAttributes: {
    arns: [
      '<loadBalancerArn:arn> | arn:{P}:elasticloadbalancing:{R}:{A}:loadbalancer/<loadBalancerName:id>',
    ],
  },
  ModifyTargetGroup: { arns: ['<targetGroupArn:arn>'] },
  RegisterInstancesWithLoadBalancer: {
    arns: ['arn:{P}:elasticloadbalancing:{R}:{A}:loadbalancer/<loadBalancerName:id>'],
  },
  RegisterTargets: { arns: ['<targetGroupArn:arn>'] },
  RemoveTags: {
    arns: [
      '<resourceArns[]:arn> | arn:{P}:elasticloadbalancing:{R}:{A}:loadbalancer/<loadBalancerNames[]:id>',
    ],
  },
  SetSecurityGroups: { arns: ['<loadBalancerArn:arn>'] },
};
