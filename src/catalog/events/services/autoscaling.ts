/** Source: EC2 Auto Scaling User Guide, "Identity-based policies"; Service Authorization Reference, "Amazon EC2 Auto Scaling". */
import type { EventTable } from '../event-table.js';

export const AUTOSCALING_EVENTS: EventTable = {
  AttachInstances: {
    arns: [
      'arn:{P}:autoscaling:{R}:{A}:autoScalingGroup:*:autoScalingGroupName/<autoScalingGroupName:name>',
    ],
  },
  CompleteLifecycleAction: {
    arns: [
      'arn:{P}:autoscaling:{R}:{A}:autoScalingGroup:*:autoScalingGroupName/<autoScalingGroupName:name>',
    ],
  },
  CreateAutoScalingGroup: {
    actions: [
      {
        action: 'ec2:CreateTags',
        when: 'launchTemplate,mixedInstancesPolicy',
        conditional: true,
        arns: [],
      },
      {
        action: 'ec2:RunInstances',
        when: 'launchTemplate,mixedInstancesPolicy',
        conditional: true,
        arns: [],
      },
      { action: 'iam:CreateServiceLinkedRole', conditional: true, arns: [] },
    ],
    arns: [
      'arn:{P}:autoscaling:{R}:{A}:autoScalingGroup:*:autoScalingGroupName/<autoScalingGroupName:name>',
    ],
  },
  CreateLaunchConfiguration: {
    arns: [
      'arn:{P}:autoscaling:{R}:{A}:launchConfiguration:*:launchConfigurationName/<launchConfigurationName:name>',
    ],
  },
  DeleteAutoScalingGroup: {
    arns: [
      'arn:{P}:autoscaling:{R}:{A}:autoScalingGroup:*:autoScalingGroupName/<autoScalingGroupName:name>',
    ],
  },
  DeleteLaunchConfiguration: {
    arns: [
      'arn:{P}:autoscaling:{R}:{A}:launchConfiguration:*:launchConfigurationName/<launchConfigurationName:name>',
    ],
  },
  DetachInstances: {
    arns: [
      'arn:{P}:autoscaling:{R}:{A}:autoScalingGroup:*:autoScalingGroupName/<autoScalingGroupName:name>',
    ],
  },
  PutLifecycleHook: {
    arns: [
      'arn:{P}:autoscaling:{R}:{A}:autoScalingGroup:*:autoScalingGroupName/<autoScalingGroupName:name>',
    ],
  },
  PutScalingPolicy: {
    arns: [
      'arn:{P}:autoscaling:{R}:{A}:autoScalingGroup:*:autoScalingGroupName/<autoScalingGroupName:name>',
    ],
  },
  SetDesiredCapacity: {
    arns: [
      'arn:{P}:autoscaling:{R}:{A}:autoScalingGroup:*:autoScalingGroupName/<autoScalingGroupName:name>',
    ],
  },
  UpdateAutoScalingGroup: {
    actions: [
      {
        action: 'ec2:CreateTags',
        when: 'launchTemplate,mixedInstancesPolicy',
        conditional: true,
        arns: [],
      },
      {
        action: 'ec2:RunInstances',
        when: 'launchTemplate,mixedInstancesPolicy',
        conditional: true,
        arns: [],
      },
      { action: 'iam:CreateServiceLinkedRole', conditional: true, arns: [] },
    ],
    arns: [
      'arn:{P}:autoscaling:{R}:{A}:autoScalingGroup:*:autoScalingGroupName/<autoScalingGroupName:name>',
    ],
  },
};
