/**
 * The account with one of everything, made one with several: each list has three things, one a page.
 *
 * What is answered to questions on single things stays the same; it is the questions that count here.
 */
import { authorizationDetails, user } from './account.js';
import type { Handler, Handlers, Reply } from './fake.js';
import { richAccountHandlers } from './rich-account.js';

const COPIES = 3;

/** Lists that are multiplied: the member with the things, and what tells one from another. */
const LISTS: Readonly<Record<string, readonly [list: string, ...ids: string[]]>> = {
  'accessanalyzer:GetFindingV2': ['findingDetails'],
  'accessanalyzer:ListFindingsV2': ['findings', 'id'],
  'cloudformation:DescribeStacks': ['Stacks', 'StackId', 'StackName'],
  'cloudformation:ListStackResources': ['StackResourceSummaries', 'PhysicalResourceId'],
  'cloudtrail:ListPublicKeys': ['PublicKeyList', 'Fingerprint'],
  'ec2:DescribeInstances': ['reservationSet', 'reservationId'],
  'ecr:DescribeRepositories': ['repositories', 'repositoryName', 'repositoryArn'],
  'ecs:ListClusters': ['clusterArns'],
  'ecs:ListServices': ['serviceArns'],
  'ecs:ListTaskDefinitionFamilies': ['families'],
  'eks:ListClusters': ['clusters'],
  'eks:ListNodegroups': ['nodegroups'],
  'eks:ListPodIdentityAssociations': ['associations', 'associationId', 'associationArn'],
  'iam:ListInstanceProfiles': ['InstanceProfiles', 'InstanceProfileName', 'Arn'],
  'kms:ListAliases': ['Aliases', 'AliasName', 'AliasArn'],
  'kms:ListGrants': ['Grants', 'GrantId'],
  'kms:ListKeys': ['Keys', 'KeyId', 'KeyArn'],
  'lambda:ListFunctions': ['Functions', 'FunctionName', 'FunctionArn'],
  'organizations:ListDelegatedServicesForAccount': ['DelegatedServices', 'ServicePrincipal'],
  'organizations:ListPolicies': ['Policies', 'Id', 'Arn'],
  'organizations:ListTargetsForPolicy': ['Targets', 'Arn'],
  'secrets-manager:ListSecrets': ['SecretList', 'ARN', 'Name'],
  'sns:ListTopics': ['Topics', 'TopicArn'],
  'sqs:ListQueues': ['QueueUrls'],
  'sso-admin:ListAccountAssignments': ['AccountAssignments', 'PrincipalId'],
  'sso-admin:ListManagedPoliciesInPermissionSet': ['AttachedManagedPolicies', 'Arn', 'Name'],
  'sso-admin:ListPermissionSets': ['PermissionSets'],
};

type Thing = string | Readonly<Record<string, unknown>>;

function copyOf(thing: Thing, n: number, ids: readonly string[]): Thing {
  if (n === 0) return thing;
  if (typeof thing === 'string') return `${thing}${n}`;
  return { ...thing, ...Object.fromEntries(ids.map((id) => [id, `${thing[id]}${n}`])) };
}

/** Tokens and flags of all services: each reads the ones that it knows. */
const TOKENS = ['Marker', 'NextToken', 'nextToken', 'continuation-token'] as const;

function paged(list: string, things: readonly Thing[], input: Readonly<Record<string, unknown>>) {
  const token = TOKENS.flatMap((name) => input[name] ?? [])[0];
  const at = token === undefined ? 0 : Number(String(token).replace('page-', ''));
  const isMore = at + 1 < things.length;
  const next = `page-${at + 1}`;
  return {
    [list]: things.slice(at, at + 1),
    IsTruncated: isMore,
    Truncated: isMore,
    ...(isMore ? { Marker: next, NextMarker: next, NextToken: next, nextToken: next } : {}),
  };
}

function several(handler: Handler, [list, ...ids]: readonly [string, ...string[]]): Handler {
  return (request): Reply => {
    const reply = handler(request);
    if (!('answer' in reply)) return reply;
    const found = (reply.answer[list] ?? []) as readonly Thing[];
    const things = found.flatMap((thing) =>
      Array.from({ length: COPIES }, (_, n) => copyOf(thing, n, ids)),
    );
    return { answer: { ...reply.answer, ...paged(list, things, request.input) } };
  };
}

/** Three buckets on three pages: their list lies one level deeper. */
const listBuckets: Handler = ({ input }) => {
  const at = Number(String(input['continuation-token'] ?? 'page-0').replace('page-', ''));
  return {
    answer: {
      Buckets: { Bucket: [{ Name: `cargo-${at}`, BucketRegion: 'us-east-1' }] },
      ...(at + 1 < COPIES ? { ContinuationToken: `page-${at + 1}` } : {}),
    },
  };
};

/** Three pages of roles, and as many users on the first. */
const details: Handler = (request) => {
  const reply = authorizationDetails([['ship', 'dock'], ['pier'], ['quay']])(request);
  if (!('answer' in reply) || request.input.Marker !== undefined) return reply;
  const users = ['mara', 'nils', 'ove'].map((name) => user(request.account, name));
  return { answer: { ...reply.answer, UserDetailList: users } };
};

export function harbourHandlers(): Handlers {
  const handlers = richAccountHandlers();
  const multiplied = Object.entries(LISTS).map(([operation, list]) => {
    const handler = handlers[operation];
    if (handler === undefined) throw new Error(`no ${operation} in the account`);
    return [operation, several(handler, list)] as const;
  });
  return {
    ...handlers,
    ...Object.fromEntries(multiplied),
    'iam:GetAccountAuthorizationDetails': details,
    's3:ListBuckets': listBuckets,
  };
}
