/**
 * What `collect` needs, from what its sources say: one policy per part, so that parts can be left out.
 *
 * Everything only reads. Where an action could read data, its resources and conditions hold it to what
 * CloudTrail delivers.
 * Source: CloudTrail User Guide, "Granting decrypt permissions"; S3 User Guide, "Condition keys".
 */
import { AWS_SOURCES } from './index.js';
import { actionsOf } from './operations.js';
import { POLICY_PARTS, type PolicyPart } from './source.js';

export type CollectorStatement = {
  readonly Sid: string;
  readonly Effect: 'Allow';
  readonly Action: readonly string[];
  readonly Resource: string | readonly string[];
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string>>>>;
};

export type CollectorPolicy = {
  readonly Version: '2012-10-17';
  readonly Statement: readonly CollectorStatement[];
};

type Narrowed = Omit<CollectorStatement, 'Effect' | 'Action'>;

/** Actions that are not asked of everything. `PARTITION` is replaced by who renders. */
const NARROWED: Readonly<Record<string, Narrowed>> = {
  'kms:Decrypt': {
    Sid: 'DecryptWhatCloudTrailEncrypted',
    Resource: '*',
    Condition: { Null: { 'kms:EncryptionContext:aws:cloudtrail:arn': 'false' } },
  },
  's3:GetObject': {
    Sid: 'ReadWhatCloudTrailDelivered',
    Resource: [
      'arn:PARTITION:s3:::*/AWSLogs/*/CloudTrail/*',
      'arn:PARTITION:s3:::*/AWSLogs/*/CloudTrail-Digest/*',
    ],
  },
  's3:ListBucket': {
    Sid: 'ListWhatCloudTrailDelivered',
    Resource: '*',
    Condition: { StringLike: { 's3:prefix': '*AWSLogs/*' } },
  },
};

/** All parts, or those named. */
export function collectorPolicy(
  partition: string,
  parts: readonly PolicyPart[] = POLICY_PARTS,
): CollectorPolicy {
  return {
    Version: '2012-10-17',
    Statement: parts.flatMap((part) => statementsOf(part, partition)),
  };
}

function statementsOf(part: PolicyPart, partition: string): readonly CollectorStatement[] {
  const actions = actionsOfPart(part);
  const plain = actions.filter((action) => NARROWED[action] === undefined);
  const narrowed = actions.flatMap((action) => {
    const found = NARROWED[action];
    return found === undefined ? [] : [{ action, ...found }];
  });
  return [
    ...(plain.length === 0
      ? []
      : [{ Sid: sidOf(part), Effect: 'Allow', Action: plain, Resource: '*' } as const]),
    ...narrowed.map(
      ({ action, Sid, Resource, ...rest }): CollectorStatement => ({
        Sid,
        Effect: 'Allow',
        Action: [action],
        Resource: inPartition(Resource, partition),
        ...rest,
      }),
    ),
  ];
}

function inPartition(resource: string | readonly string[], partition: string) {
  return typeof resource === 'string'
    ? resource
    : resource.map((arn) => arn.replace('PARTITION', partition));
}

export function actionsOfPart(part: PolicyPart): readonly string[] {
  const own = Object.values(AWS_SOURCES).filter((source) => source.part === part);
  const actions = own.flatMap(({ operations, alsoNeeds = [] }) => [
    ...operations.flatMap(actionsOf),
    ...alsoNeeds,
  ]);
  return [...new Set(actions)].sort();
}

function sidOf(part: PolicyPart): string {
  const words = part.split('-').map((word) => word.charAt(0).toUpperCase() + word.slice(1));
  return `Read${words.join('')}`;
}
