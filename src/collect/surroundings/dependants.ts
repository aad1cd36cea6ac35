/**
 * What runs with a role, or made it: instances, functions, tasks, clusters, stacks.
 *
 * Sources: API References of EC2, Lambda, ECS, EKS and CloudFormation.
 */
import type { Dependant, DependantKind } from '../../model/surroundings.js';
import { type Members, member, membersOf, textMember } from '../members.js';
import { type AnswerReader, objectsOf } from './api-answer.js';

type Rule = {
  readonly kind: DependantKind;
  /** Member that holds the thing, or the things. */
  readonly of: string;
  /** Members that name it, the best first. */
  readonly resource: readonly string[];
  /** Members that hold the role, and what it is. */
  readonly roles: Readonly<Record<string, string>>;
};

const RULES: Readonly<Record<string, Rule>> = {
  'cloudformation:DescribeStacks': {
    kind: 'CloudFormation stack',
    of: 'Stacks',
    resource: ['StackId', 'StackName'],
    roles: { RoleARN: 'service role' },
  },
  'ecs:DescribeServices': {
    kind: 'ECS service',
    of: 'services',
    resource: ['serviceArn'],
    roles: { roleArn: 'load balancer role' },
  },
  'ecs:DescribeTaskDefinition': {
    kind: 'ECS task definition',
    of: 'taskDefinition',
    resource: ['taskDefinitionArn'],
    roles: { taskRoleArn: 'task role', executionRoleArn: 'execution role' },
  },
  'eks:DescribeCluster': {
    kind: 'EKS cluster',
    of: 'cluster',
    resource: ['arn', 'name'],
    roles: { roleArn: 'cluster role' },
  },
  'eks:DescribeNodegroup': {
    kind: 'EKS node group',
    of: 'nodegroup',
    resource: ['nodegroupArn', 'nodegroupName'],
    roles: { nodeRole: 'node role' },
  },
  'eks:DescribePodIdentityAssociation': {
    kind: 'EKS pod identity',
    of: 'association',
    resource: ['associationArn', 'associationId'],
    roles: { roleArn: 'pod role', targetRoleArn: 'target role' },
  },
  'lambda:ListFunctions': {
    kind: 'Lambda function',
    of: 'Functions',
    resource: ['FunctionArn', 'FunctionName'],
    roles: { Role: 'execution role' },
  },
};

export const DEPENDANT_READERS: Readonly<Record<string, AnswerReader>> = {
  ...Object.fromEntries(
    Object.entries(RULES).map(([operation, rule]): [string, AnswerReader] => [
      operation,
      (place, source) => {
        const things = thingsOf(place.answer, rule.of);
        return things === undefined
          ? undefined
          : dependants(things.flatMap((thing) => readThing(rule, thing, { ...place, source })));
      },
    ]),
  ),
  'ec2:DescribeInstances': ({ answer, partition, region, account }, source) => {
    const instances = objectsOf(answer, 'Instances');
    if (instances === undefined) return undefined;
    return dependants(
      instances.flatMap((instance): readonly Dependant[] => {
        const profile = membersOf(member(instance, 'IamInstanceProfile'));
        const arn = profile === undefined ? undefined : textMember(profile, 'Arn');
        const id = textMember(instance, 'InstanceId');
        if (arn === undefined || id === undefined || isGone(instance)) return [];
        const resource = `arn:${partition}:ec2:${region}:${account}:instance/${id}`;
        const as = 'instance profile';
        return [{ source, region, kind: 'EC2 instance', resource, names: arn, as }];
      }),
    );
  },
  'cloudformation:ListStackResources': ({ answer, request, region }, source) => {
    const resources = objectsOf(answer, 'StackResourceSummaries');
    const resource = textMember(request, 'StackName');
    if (resources === undefined || resource === undefined) return undefined;
    return dependants(
      resources.flatMap((one): readonly Dependant[] => {
        const names = textMember(one, 'PhysicalResourceId');
        if (names === undefined || textMember(one, 'ResourceType') !== 'AWS::IAM::Role') return [];
        return [{ source, region, kind: 'CloudFormation stack', resource, names, as: 'made by' }];
      }),
    );
  },
};

function dependants(found: readonly Dependant[]) {
  return { surroundings: { dependants: found } };
}

function thingsOf(answer: Members, name: string): readonly Members[] | undefined {
  const one = membersOf(member(answer, name));
  return one === undefined ? objectsOf(answer, name) : [one];
}

function readThing(
  { kind, resource: naming, roles }: Rule,
  thing: Members,
  { source, region }: Pick<Dependant, 'source' | 'region'>,
): readonly Dependant[] {
  const resource = naming.flatMap((name) => textMember(thing, name) ?? [])[0];
  if (resource === undefined) return [];
  return Object.entries(roles).flatMap(([name, as]): readonly Dependant[] => {
    const role = textMember(thing, name);
    return role === undefined ? [] : [{ source, region, kind, resource, names: role, as }];
  });
}

/** Terminated instances are listed for a while. */
function isGone(instance: Members): boolean {
  const state = membersOf(member(instance, 'State'));
  return state !== undefined && textMember(state, 'Name') === 'terminated';
}
