/**
 * `iam:PassRole`, which CloudTrail never records: inferred from the roles that a request names.
 *
 * Sources: IAM User Guide, "Grant a user permissions to pass a role to an AWS service"; the request
 * members of each operation in its API reference.
 */
import type { Action, ActionSet } from '../../model/action.js';
import type { TrailEvent } from '../../model/trail-event.js';
import { setOfActions } from '../action-set.js';
import { type Catalog, dependentActionsOf } from '../catalog.js';
import { type Condition, compileCondition, pathsOfCondition } from './condition.js';
import type { MappedAction, MappingContext } from './mapping.js';
import { compilePath, type ParameterPath } from './parameter-path.js';
import { PASS_ROLE_PARAMETERS } from './pass-role-parameters.js';
import { accountOf, partitionOf } from './resource-template.js';
import { isLiteral } from './value-kinds.js';

/**
 * Operations that may pass roles which the request does not name: those of a task definition, a
 * launch template or an attribute string. `true` is always; a text is a condition on the request.
 */
export const MAY_PASS_ROLES: Readonly<Record<string, Readonly<Record<string, string | true>>>> = {
  autoscaling: {
    CreateAutoScalingGroup:
      'launchTemplate,mixedInstancesPolicy,launchConfigurationName,instanceId',
    StartInstanceRefresh: true,
    UpdateAutoScalingGroup: 'launchTemplate,mixedInstancesPolicy,launchConfigurationName',
  },
  cloudformation: {
    CreateStackInstances: true,
    ExecuteChangeSet: true,
    UpdateStackSet: true,
  },
  config: {
    PutConformancePack: true,
    PutOrganizationConfigRule: true,
    PutOrganizationConformancePack: true,
    PutRemediationConfigurations: true,
    PutServiceLinkedConfigurationRecorder: true,
    StartRemediationExecution: true,
  },
  drs: { StartRecovery: true },
  ec2: {
    CreateFleet: true,
    EnableFastLaunch: true,
    ModifyFleet: true,
    RequestSpotFleet: true,
    RunInstances: 'launchTemplate',
  },
  ecs: {
    CreateService: true,
    CreateTaskSet: true,
    RunTask: true,
    StartTask: true,
    UpdateService: true,
  },
  eks: { CreateNodegroup: 'launchTemplate' },
  elasticbeanstalk: { CreateEnvironment: true, UpdateEnvironment: true },
  mediastore: { StartAccessLogging: true },
  mgn: { StartCutover: true, StartTest: true },
  rds: { CreateOptionGroup: true, ModifyOptionGroup: true },
  rolesanywhere: { EnableProfile: true },
  sns: {
    CreatePlatformApplication: true,
    CreateTopic: 'attributes',
    SetPlatformApplicationAttributes: true,
    SetTopicAttributes: true,
  },
  ssm: { CreateDocument: true, StartAutomationExecution: true },
};

/** The known actions whose calls may pass a role: by their requests, or because AWS says so. */
export function actionsPassingRoles(catalog: Catalog): ActionSet {
  const tables = [PASS_ROLE_PARAMETERS, MAY_PASS_ROLES].flatMap((table) =>
    Object.entries(table).flatMap(([prefix, operations]) =>
      Object.keys(operations).map((operation) => `${prefix}:${operation}`),
    ),
  );
  const dependent = catalog.actions.filter((action) =>
    dependentActionsOf(catalog, action).some((needed) => needed === 'iam:PassRole'),
  );
  return setOfActions(catalog, [...tables, ...dependent]);
}

type Parameter = { readonly path: ParameterPath; readonly holds: 'role' | 'profile' };

export type PassRoleRule = (event: TrailEvent) => MappedAction | undefined;

/** `undefined` for operations that pass no role. */
export function passRoleRule(
  prefix: string,
  operation: string,
  {
    passRole,
    rolesOfInstanceProfile,
  }: Pick<MappingContext, 'rolesOfInstanceProfile'> & {
    readonly passRole: Action;
  },
): PassRoleRule | undefined {
  const paths = own(own(PASS_ROLE_PARAMETERS, prefix), operation) ?? [];
  const may = own(own(MAY_PASS_ROLES, prefix), operation);
  if (paths.length === 0 && may === undefined) return undefined;
  const parameters = paths.map(compileParameter);
  const mayPass: Condition =
    typeof may === 'string' ? compileCondition(may) : () => (may === true ? 'yes' : 'no');
  const anyRole: MappedAction = { action: passRole, kind: 'conditional', resources: undefined };
  return (event) => {
    const passed = rolesPassed(event, parameters, rolesOfInstanceProfile);
    if (passed !== 'none') return { action: passRole, kind: 'inferred', resources: passed };
    // Nobody knows what a request that is not in the record named.
    if (event.requestParameters === undefined) return anyRole;
    return mayPass(event) === 'no' ? undefined : anyRole;
  };
}

/** The paths that the rule of an operation reads. */
export function pathsOfPassRole(prefix: string, operation: string): readonly string[] {
  const may = own(own(MAY_PASS_ROLES, prefix), operation);
  return [
    ...(own(own(PASS_ROLE_PARAMETERS, prefix), operation) ?? []).map(pathOf),
    ...(typeof may === 'string' ? pathsOfCondition(may) : []),
  ];
}

function pathOf(text: string): string {
  return text.split('#', 1)[0] ?? '';
}

function own<T>(table: Readonly<Record<string, T>> | undefined, name: string): T | undefined {
  return table !== undefined && Object.hasOwn(table, name) ? table[name] : undefined;
}

function compileParameter(text: string): Parameter {
  const [, holds] = text.split('#');
  return { path: compilePath(pathOf(text)), holds: holds === 'profile' ? 'profile' : 'role' };
}

function rolesPassed(
  event: TrailEvent,
  parameters: readonly Parameter[],
  rolesOfProfile: MappingContext['rolesOfInstanceProfile'],
): readonly string[] | undefined | 'none' {
  const roles = new Set<string>();
  let resolved = true;
  for (const { path, holds } of parameters) {
    for (const value of path(event).values) {
      if (value === '' || value === false) continue;
      const arns =
        typeof value !== 'string'
          ? undefined
          : holds === 'profile' || value.includes(':instance-profile/')
            ? rolesOfProfile(value)
            : [roleArn(value, event)];
      if (arns === undefined) resolved = false;
      for (const arn of arns ?? []) {
        if (arn !== undefined && isLiteral(arn.replace(':role/*', ':role/'))) roles.add(arn);
        else resolved = false;
      }
    }
  }
  if (!resolved) return undefined;
  return roles.size === 0 ? 'none' : [...roles].sort();
}

/** A role by ARN, or by name: the path is not in the request, so any path. */
function roleArn(value: string, event: TrailEvent): string | undefined {
  if (/^arn:[\w-]{1,20}:iam::\d{12}:role\//.test(value)) return value;
  const partition = partitionOf(event);
  const account = accountOf(event);
  if (partition === undefined || account === undefined) return undefined;
  if (!/^[\w+=,.@/-]{1,640}$/.test(value)) return undefined;
  return `arn:${partition}:iam::${account}:role/*${value.replace(/^\/+/, '')}`;
}
