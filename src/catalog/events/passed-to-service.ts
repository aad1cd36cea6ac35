/**
 * To which service a call passes the role that it names: the value of `iam:PassedToService` when
 * `iam:PassRole` is checked for it.
 *
 * Only calls that pass roles to one service, whatever their request says; `ecs:RunTask` is missing
 * because it may pass one to ECS for volumes beside those of the task. What is missing is not known.
 * Sources: AWS managed policies that allow these calls and name the service (AWSLambda_FullAccess,
 * AmazonECS_FullAccess, AmazonSageMakerFullAccess, AWSGlueConsoleFullAccess, …); IAM User Guide, "Grant
 * a user permissions to pass a role to an AWS service"; the guides of the services.
 */
import { hasAction } from '../action-set.js';
import type { Catalog } from '../catalog.js';
import { actionsPassingRoles } from './pass-role.js';
import { PASS_ROLE_PARAMETERS } from './pass-role-parameters.js';

/** By service principal, without its DNS suffix; in China some of them have another. */
const CALLS: Readonly<Record<string, readonly string[]>> = {
  appsync: ['appsync:CreateDataSource', 'appsync:UpdateDataSource'],
  backup: ['backup:CreateBackupSelection', 'backup:StartBackupJob', 'backup:StartRestoreJob'],
  cloudformation: [
    'cloudformation:ContinueUpdateRollback',
    'cloudformation:CreateChangeSet',
    'cloudformation:CreateStack',
    'cloudformation:DeleteStack',
    'cloudformation:RollbackStack',
    'cloudformation:UpdateStack',
  ],
  cloudtrail: ['cloudtrail:CreateTrail', 'cloudtrail:UpdateTrail'],
  codebuild: ['codebuild:CreateProject', 'codebuild:UpdateProject'],
  codepipeline: ['codepipeline:CreatePipeline', 'codepipeline:UpdatePipeline'],
  datasync: ['datasync:CreateLocationS3', 'datasync:UpdateLocationS3'],
  ec2: [
    'ec2:AssociateIamInstanceProfile',
    'ec2:ReplaceIamInstanceProfileAssociation',
    'ec2:RunInstances',
  ],
  'ecs-tasks': ['ecs:RegisterTaskDefinition'],
  eks: ['eks:CreateCluster'],
  'emr-serverless': ['emr-serverless:StartJobRun'],
  events: ['events:PutRule', 'events:PutTargets'],
  firehose: ['firehose:CreateDeliveryStream', 'firehose:UpdateDestination'],
  glue: [
    'glue:CreateCrawler',
    'glue:CreateDevEndpoint',
    'glue:CreateJob',
    'glue:CreateMLTransform',
    'glue:CreateSession',
    'glue:UpdateCrawler',
    'glue:UpdateJob',
    'glue:UpdateMLTransform',
  ],
  iot: ['iot:CreateTopicRule', 'iot:ReplaceTopicRule'],
  lambda: ['lambda:CreateFunction', 'lambda:UpdateFunctionConfiguration'],
  logs: ['logs:PutSubscriptionFilter'],
  mediaconvert: ['mediaconvert:CreateJob'],
  pipes: ['pipes:CreatePipe', 'pipes:UpdatePipe'],
  sagemaker: [
    'sagemaker:CreateAutoMLJob',
    'sagemaker:CreateCompilationJob',
    'sagemaker:CreateHyperParameterTuningJob',
    'sagemaker:CreateLabelingJob',
    'sagemaker:CreateModel',
    'sagemaker:CreateNotebookInstance',
    'sagemaker:CreatePipeline',
    'sagemaker:CreateProcessingJob',
    'sagemaker:CreateTrainingJob',
    'sagemaker:UpdateNotebookInstance',
    'sagemaker:UpdatePipeline',
  ],
  scheduler: ['scheduler:CreateSchedule', 'scheduler:UpdateSchedule'],
  ssm: ['ssm:CreateActivation', 'ssm:RegisterTaskWithMaintenanceWindow', 'ssm:SendCommand'],
  states: ['states:CreateStateMachine', 'states:UpdateStateMachine'],
  transfer: ['transfer:CreateServer', 'transfer:CreateUser', 'transfer:UpdateServer'],
};

const SERVICE_OF_CALL: ReadonlyMap<string, string> = new Map(
  Object.entries(CALLS).flatMap(([service, calls]) =>
    calls.map((call) => [call, `${service}.amazonaws.com`] as const),
  ),
);

/** All of the table, for tests. */
export const SERVICES_PASSED_TO: readonly string[] = Object.keys(CALLS).map(
  (service) => `${service}.amazonaws.com`,
);

export type PassedTo = (usedActions: Iterable<string>) => readonly string[] | 'any';

/**
 * The services to which calls of these actions may have passed a role.
 *
 * @returns `any` as soon as one of them may have passed one to a service that is not known
 */
export function servicesPassedTo(catalog: Catalog): PassedTo {
  const passing = actionsPassingRoles(catalog);
  const isPassing = (action: string) => hasAction(catalog, passing, action);
  const renamed = servicesOfRenamedCalls(catalog);
  return (usedActions) => {
    const services = new Set<string>();
    for (const action of usedActions) {
      const service = SERVICE_OF_CALL.get(action);
      if (service !== undefined) services.add(service);
      else if (isPassing(action) || isRenamed(renamed, action)) return 'any';
    }
    return [...services].sort();
  };
}

/** Operations that pass roles under a name that is none of an action: any action may stand for them. */
function servicesOfRenamedCalls({ positions }: Catalog): ReadonlySet<string> {
  return new Set(
    Object.entries(PASS_ROLE_PARAMETERS).flatMap(([prefix, operations]) =>
      Object.keys(operations).some(
        (operation) => !positions.has(`${prefix}:${operation}`.toLowerCase()),
      )
        ? [prefix]
        : [],
    ),
  );
}

/** S3's are those that set replication and metadata tables; of the others nobody looked. */
function isRenamed(renamed: ReadonlySet<string>, action: string): boolean {
  const prefix = action.slice(0, action.indexOf(':'));
  return renamed.has(prefix) && (prefix !== 's3' || /Replication|Metadata/.test(action));
}
