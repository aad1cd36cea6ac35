/**
 * Policies of resources and grants of keys, as far as they name principals of AWS accounts.
 *
 * Sources: API References of S3 ("GetBucketPolicy"), KMS ("GetKeyPolicy", "ListGrants", "ListAliases"), SQS
 * ("GetQueueAttributes"), SNS ("GetTopicAttributes"), Lambda ("GetPolicy"), Secrets Manager
 * ("GetResourcePolicy") and ECR ("GetRepositoryPolicy"): the policy is JSON text in all of them.
 */
import type { LiveSourceName } from '../../model/collected.js';
import type { PolicyDocument } from '../../model/policy.js';
import type {
  KeyGrant,
  KeyManager,
  ResourcePolicy,
  ResourcePolicyKind,
} from '../../model/surroundings.js';
import { parsePolicy } from '../../policy/parse-policy.js';
import { type Members, member, membersOf, textMember } from '../members.js';
import {
  type AnswerReader,
  type ApiAnswer,
  type Learned,
  objectsOf,
  textsOf,
} from './api-answer.js';

type Rule = {
  readonly kind: ResourcePolicyKind;
  readonly text: (place: ApiAnswer) => unknown;
  readonly resource: (place: ApiAnswer) => string | undefined;
};

const attributesOf = ({ answer }: ApiAnswer): Members =>
  membersOf(member(answer, 'Attributes')) ?? {};

const RULES: Readonly<Record<string, Rule>> = {
  'ecr:GetRepositoryPolicy': {
    kind: 'ECR repository',
    text: ({ answer }) => member(answer, 'policyText'),
    resource: ({ partition, account, region, request }) =>
      named(
        textMember(request, 'repositoryName'),
        `arn:${partition}:ecr:${region}:${account}:repository/`,
      ),
  },
  'kms:GetKeyPolicy': {
    kind: 'KMS key',
    text: ({ answer }) => member(answer, 'Policy'),
    resource: ({ request }) => textMember(request, 'KeyId'),
  },
  'lambda:GetPolicy': {
    kind: 'Lambda function',
    text: ({ answer }) => member(answer, 'Policy'),
    resource: ({ request }) => textMember(request, 'FunctionName'),
  },
  's3:GetBucketPolicy': {
    kind: 'S3 bucket',
    text: ({ answer }) => member(answer, 'Policy'),
    resource: ({ partition, request }) =>
      named(textMember(request, 'Bucket'), `arn:${partition}:s3:::`),
  },
  'secrets-manager:GetResourcePolicy': {
    kind: 'secret',
    text: ({ answer }) => member(answer, 'ResourcePolicy'),
    resource: ({ answer, request }) => textMember(answer, 'ARN') ?? textMember(request, 'SecretId'),
  },
  'sns:GetTopicAttributes': {
    kind: 'SNS topic',
    text: (place) => member(attributesOf(place), 'Policy'),
    resource: ({ request }) => textMember(request, 'TopicArn'),
  },
  'sqs:GetQueueAttributes': {
    kind: 'SQS queue',
    text: (place) => member(attributesOf(place), 'Policy'),
    resource: (place) =>
      textMember(attributesOf(place), 'QueueArn') ?? textMember(place.request, 'QueueUrl'),
  },
};

function named(name: string | undefined, before: string): string | undefined {
  return name === undefined ? undefined : `${before}${name}`;
}

export const RESOURCE_POLICY_READERS: Readonly<Record<string, AnswerReader>> = Object.fromEntries(
  Object.entries(RULES).map(([operation, rule]) => [
    operation,
    (answer: ApiAnswer, source: LiveSourceName) => readPolicy(rule, answer, source),
  ]),
);

function readPolicy(rule: Rule, place: ApiAnswer, source: LiveSourceName): Learned | undefined {
  const resource = rule.resource(place);
  const text = rule.text(place);
  if (resource === undefined) return undefined;
  if (text === undefined || text === '') return {};
  const { document, problems } = parsePolicy(text, { subject: resource });
  if (!namesPrincipals(document)) return { problems };
  const { region } = place;
  const policy: ResourcePolicy = { source, region, resource, kind: rule.kind, document };
  return { surroundings: { resourcePolicies: [policy] }, problems };
}

/** A statement that was not understood may name anybody. */
function namesPrincipals({ statements }: PolicyDocument): boolean {
  return statements.some(
    ({ principals, opaque }) =>
      opaque ||
      (principals !== undefined &&
        (principals.negated ||
          principals.set.kind === 'any' ||
          principals.set.aws.length > 0 ||
          principals.set.canonicalUser.length > 0)),
  );
}

export const readAliases: AnswerReader = ({ partition, account, region, answer }, source) => {
  const managers = objectsOf(answer, 'Aliases')?.flatMap((one): readonly KeyManager[] => {
    const [alias, id] = [textMember(one, 'AliasName'), textMember(one, 'TargetKeyId')];
    // AWS keeps names for keys that it has not made yet.
    if (alias === undefined || id === undefined) return [];
    const key = `arn:${partition}:kms:${region}:${account}:key/${id}`;
    return [{ source, region, key, manager: alias.startsWith('alias/aws/') ? 'AWS' : 'customer' }];
  });
  return managers === undefined ? undefined : { surroundings: { keyManagers: managers } };
};

export const readGrants: AnswerReader = ({ answer, region }, source) => {
  const grants = objectsOf(answer, 'Grants')?.map((one): KeyGrant | undefined => {
    const [key, grantId, grantee, retiring] = [
      'KeyId',
      'GrantId',
      'GranteePrincipal',
      'RetiringPrincipal',
    ].map((name) => textMember(one, name));
    if (key === undefined || grantId === undefined) return undefined;
    return {
      source,
      region,
      key,
      grantId,
      // A grant to a service is told without its principal in some answers.
      grantee: grantee ?? textMember(one, 'GranteeServicePrincipal') ?? 'not told',
      ...(retiring === undefined ? {} : { retiring }),
      operations: textsOf(one, 'Operations').toSorted(),
    };
  });
  return grants?.every((grant) => grant !== undefined) === true
    ? { surroundings: { keyGrants: grants } }
    : undefined;
};
