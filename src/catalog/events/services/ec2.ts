/** Source: Service Authorization Reference, "Amazon EC2"; EC2 API Reference, request parameters. */
import type { EventTable } from '../event-table.js';

export const EC2_EVENTS: EventTable = {
  AssociateAddress: {
    arns: [
      'arn:{P}:ec2:{R}:*:elastic-ip/<allocationId:id>',
      'arn:{P}:ec2:{R}:*:instance/*',
      'arn:{P}:ec2:{R}:*:network-interface/*',
    ],
  },
  AttachInternetGateway: {
    arns: [
      'arn:{P}:ec2:{R}:{A}:internet-gateway/<internetGatewayId:id>',
      'arn:{P}:ec2:{R}:*:vpc/<vpcId:id>',
    ],
  },
  AttachVolume: {
    arns: [
      'arn:{P}:ec2:{R}:{A}:volume/<volumeId:id>',
      'arn:{P}:ec2:{R}:{A}:instance/<instanceId:id>',
    ],
  },
  AuthorizeSecurityGroupEgress: {
    arns: [
      'arn:{P}:ec2:{R}:*:security-group/<groupId:id>',
      'arn:{P}:ec2:{R}:{A}:security-group-rule/*',
    ],
  },
  AuthorizeSecurityGroupIngress: {
    arns: [
      'arn:{P}:ec2:{R}:*:security-group/<groupId:id>',
      'arn:{P}:ec2:{R}:{A}:security-group-rule/*',
    ],
  },
  CopySnapshot: { arns: ['arn:{P}:ec2:{R}::snapshot/*'] },
  CreateFlowLogs: {
    actions: [
      {
        action: 'logs:CreateLogDelivery',
        when: 'CreateFlowLogsRequest.LogDestinationType=s3,CreateFlowLogsRequest.LogDestinationType=kinesis-data-firehose,CreateFlowLogsRequest.LogDestination',
        conditional: true,
        arns: [],
      },
    ],
  },
  CreateImage: {
    arns: [
      'arn:{P}:ec2:{R}:{A}:instance/<instanceId:id>',
      'arn:{P}:ec2:{R}::image/*',
      'arn:{P}:ec2:{R}::snapshot/*',
    ],
  },
  CreateInternetGateway: { arns: ['arn:{P}:ec2:{R}:{A}:internet-gateway/*'] },
  CreateKeyPair: { arns: ['arn:{P}:ec2:{R}:{A}:key-pair/<keyName:name>'] },
  CreateLaunchTemplate: { arns: ['arn:{P}:ec2:{R}:{A}:launch-template/*'] },
  CreateNetworkAclEntry: { arns: ['arn:{P}:ec2:{R}:{A}:network-acl/<networkAclId:id>'] },
  CreateNetworkInterface: {
    arns: [
      'arn:{P}:ec2:{R}:*:subnet/<subnetId:id>',
      'arn:{P}:ec2:{R}:*:network-interface/*',
      'arn:{P}:ec2:{R}:*:security-group/*',
    ],
  },
  CreateRoute: { arns: ['arn:{P}:ec2:{R}:{A}:route-table/<routeTableId:id>'] },
  CreateRouteTable: {
    arns: ['arn:{P}:ec2:{R}:*:vpc/<vpcId:id>', 'arn:{P}:ec2:{R}:{A}:route-table/*'],
  },
  CreateSecurityGroup: {
    arns: ['arn:{P}:ec2:{R}:*:vpc/<vpcId:id>', 'arn:{P}:ec2:{R}:*:security-group/*'],
  },
  CreateSnapshot: {
    arns: ['arn:{P}:ec2:{R}:{A}:volume/<volumeId:id>', 'arn:{P}:ec2:{R}::snapshot/*'],
  },
  CreateSubnet: {
    arns: [
      'arn:{P}:ec2:{R}:*:vpc/<vpcId:id>',
      'arn:{P}:ec2:{R}:*:subnet/*',
      'arn:{P}:ec2::*:ipam-pool/*',
    ],
  },
  CreateVolume: {
    arns: ['arn:{P}:ec2:{R}:{A}:volume/*', '? arn:{P}:ec2:{R}::snapshot/<snapshotId:id>'],
  },
  CreateVpcEndpoint: {
    actions: [
      {
        action: 'route53:AssociateVPCWithHostedZone',
        when: 'CreateVpcEndpointRequest.VpcEndpointType=Interface,vpcEndpointType=Interface',
        conditional: true,
        arns: [],
      },
      {
        action: 'vpce:AllowMultiRegion',
        when: 'CreateVpcEndpointRequest.ServiceRegion,serviceRegion',
        conditional: true,
        arns: [],
      },
    ],
  },
  DeleteFlowLogs: {
    arns: ['arn:{P}:ec2:{R}:{A}:vpc-flow-log/<DeleteFlowLogsRequest.FlowLogId.content:id>'],
  },
  DeleteInternetGateway: { arns: ['arn:{P}:ec2:{R}:{A}:internet-gateway/<internetGatewayId:id>'] },
  DeleteKeyPair: { arns: ['arn:{P}:ec2:{R}:{A}:key-pair/<keyName:name>'] },
  DeleteNatGateway: {
    arns: ['arn:{P}:ec2:{R}:{A}:natgateway/<DeleteNatGatewayRequest.NatGatewayId:id>'],
  },
  DeleteNetworkAcl: { arns: ['arn:{P}:ec2:{R}:{A}:network-acl/<networkAclId:id>'] },
  DeleteNetworkAclEntry: { arns: ['arn:{P}:ec2:{R}:{A}:network-acl/<networkAclId:id>'] },
  DeleteNetworkInterface: { arns: ['arn:{P}:ec2:{R}:*:network-interface/<networkInterfaceId:id>'] },
  DeleteRoute: { arns: ['arn:{P}:ec2:{R}:{A}:route-table/<routeTableId:id>'] },
  DeleteRouteTable: { arns: ['arn:{P}:ec2:{R}:{A}:route-table/<routeTableId:id>'] },
  DeleteSecurityGroup: { arns: ['arn:{P}:ec2:{R}:*:security-group/<groupId:id>'] },
  DeleteSnapshot: { arns: ['arn:{P}:ec2:{R}::snapshot/<snapshotId:id>'] },
  DeleteSubnet: { arns: ['arn:{P}:ec2:{R}:*:subnet/<subnetId:id>'] },
  DeleteVolume: { arns: ['arn:{P}:ec2:{R}:{A}:volume/<volumeId:id>'] },
  DeleteVpc: { arns: ['arn:{P}:ec2:{R}:*:vpc/<vpcId:id>'] },
  DeregisterImage: { arns: ['arn:{P}:ec2:{R}::image/<imageId:id>'] },
  DescribeImageAttribute: { arns: ['arn:{P}:ec2:{R}::image/<imageId:id>'] },
  DescribeInstanceAttribute: { arns: ['arn:{P}:ec2:{R}:{A}:instance/<instanceId:id>'] },
  DescribeSnapshotAttribute: { arns: ['arn:{P}:ec2:{R}::snapshot/<snapshotId:id>'] },
  DescribeVpcAttribute: { arns: ['arn:{P}:ec2:{R}:*:vpc/<vpcId:id>'] },
  DetachInternetGateway: {
    arns: [
      'arn:{P}:ec2:{R}:{A}:internet-gateway/<internetGatewayId:id>',
      'arn:{P}:ec2:{R}:*:vpc/<vpcId:id>',
    ],
  },
  DetachVolume: {
    arns: [
      'arn:{P}:ec2:{R}:{A}:volume/<volumeId:id>',
      'arn:{P}:ec2:{R}:{A}:instance/<instanceId:id>',
    ],
  },
  GetConsoleOutput: { arns: ['arn:{P}:ec2:{R}:{A}:instance/<instanceId:id>'] },
  GetConsoleScreenshot: { arns: ['arn:{P}:ec2:{R}:{A}:instance/<instanceId:id>'] },
  GetPasswordData: { arns: ['arn:{P}:ec2:{R}:{A}:instance/<instanceId:id>'] },
  ImportKeyPair: { arns: ['arn:{P}:ec2:{R}:{A}:key-pair/<keyName:name>'] },
  ModifyImageAttribute: { arns: ['arn:{P}:ec2:{R}::image/<imageId:id>'] },
  ModifySnapshotAttribute: { arns: ['arn:{P}:ec2:{R}::snapshot/<snapshotId:id>'] },
  ModifyVpcAttribute: { arns: ['arn:{P}:ec2:{R}:*:vpc/<vpcId:id>'] },
  MonitorInstances: { arns: ['arn:{P}:ec2:{R}:{A}:instance/<instancesSet.items[].instanceId:id>'] },
  RebootInstances: { arns: ['arn:{P}:ec2:{R}:{A}:instance/<instancesSet.items[].instanceId:id>'] },
  ReleaseAddress: { arns: ['arn:{P}:ec2:{R}:*:elastic-ip/<allocationId:id>'] },
  RevokeSecurityGroupEgress: { arns: ['arn:{P}:ec2:{R}:*:security-group/<groupId:id>'] },
  RevokeSecurityGroupIngress: { arns: ['arn:{P}:ec2:{R}:*:security-group/<groupId:id>'] },
  RunInstances: {
    actions: [
      {
        action: 'ssm:GetParameters',
        when: 'instancesSet.items[].imageId^=resolve:ssm:',
        conditional: true,
        arns: [],
      },
    ],
  },
  StartInstances: {
    arns: [
      'arn:{P}:ec2:{R}:{A}:instance/<instancesSet.items[].instanceId:id>',
      'arn:{P}:license-manager:{R}:*:license-configuration:*',
      'arn:{P}:resource-groups:{R}:*:group/*',
    ],
  },
  StopInstances: { arns: ['arn:{P}:ec2:{R}:{A}:instance/<instancesSet.items[].instanceId:id>'] },
  TerminateInstances: {
    arns: ['arn:{P}:ec2:{R}:{A}:instance/<instancesSet.items[].instanceId:id>'],
  },
};
