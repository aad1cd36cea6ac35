/** A result that holds something of everything that a page can show: what one account alone never has. */
import type { Result } from '../../../src/model/result.js';
import { instantOfMs } from '../../../src/model/time.js';

const ACCOUNT = '111122223333';
const PROVEN = { status: 'proven', by: 'inclusion by cover, both readings of *' } as const;
const DOCUMENT = {
  Version: '2012-10-17',
  Statement: [
    { Effect: 'Allow', Action: 's3:GetObject', Resource: 'arn:aws:s3:::meadow-ledger/*' },
  ],
};
const AT = instantOfMs(Date.UTC(2026, 9, 1));

/** @param role ARN of the role that all of it is told of */
export function withEverything(
  result: Result,
  role: string = `arn:aws:iam::${ACCOUNT}:role/meadow-inventory-sync`,
): Result {
  const name = role.slice(role.lastIndexOf('/') + 1);
  const holder = { kind: 'role', name, arn: role } as const;
  const policy = { name: 'inline', size: 120, document: DOCUMENT };
  const [planned] = result.revocations;
  if (planned === undefined) throw new Error('the example has something stale');
  const { backup: _backup, ...item } = planned;
  return {
    ...result,
    identities: result.identities.map((one) =>
      one.arn === role ? { ...one, surroundings: SURROUNDINGS } : one,
    ),
    trust: [
      {
        id: `trust ${role}`,
        account: ACCOUNT,
        role: holder,
        before: policy,
        after: policy,
        owners: [],
        removedPrincipals: ['arn:aws:iam::444455556666:root'],
        keptPrincipals: [{ principal: 'lambda.amazonaws.com', why: 'it took the role' }],
        notes: ['sessions that run go on until they end'],
        certificates: { noNewAccess: PROVEN, nothingUsedLost: PROVEN },
      },
    ],
    permissionSets: [
      {
        id: 'set Deployers',
        account: ACCOUNT,
        name: 'Deployers',
        arn: 'arn:aws:sso:::permissionSet/ssoins-1/ps-1',
        instanceArn: 'arn:aws:sso:::instance/ssoins-1',
        accounts: [ACCOUNT, '444455556666'],
        holders: [holder],
        before: [
          { ...policy, name: 'PowerUserAccess', arn: 'arn:aws:iam::aws:policy/PowerUserAccess' },
        ],
        after: [policy],
        removes: { count: 2, actions: ['s3:DeleteObject', 's3:PutObject'] },
        kept: [],
        notes: ['all accounts get it when the set is provisioned'],
        certificates: { noNewAccess: PROVEN, nothingUsedLost: PROVEN },
      },
    ],
    families: [{ id: 'family 1', name, members: [holder], recommendations: [] }],
    followUps: [
      {
        id: planned.id,
        kind: planned.kind,
        account: planned.account,
        arn: planned.arn,
        name: planned.name,
        plannedAt: AT,
        quarantinedAt: AT,
        verdict: { kind: 'touched', event: 'AssumeRole', by: 'role deployer', at: AT },
        item,
      },
    ],
    exempted: [
      {
        id: 'stale-role kiosk',
        kind: 'role',
        account: ACCOUNT,
        name: 'kiosk',
        reason: 'reopens in spring',
        expires: instantOfMs(Date.UTC(2027, 3, 1)),
      },
    ],
    collection: {
      parts: 3,
      missing: [
        {
          source: 'resource-policies',
          where: `${ACCOUNT} eu-west-1`,
          operation: 's3:GetBucketPolicy',
          code: 'AccessDenied',
          message: 'no identity-based policy allows it',
          grant: ['s3:GetBucketPolicy'],
          costs: 'who is named by buckets is not known',
        },
      ],
    },
    holes: [{ where: `${ACCOUNT} eu-west-1 2026-09-01`, reason: 'a log file is cut short' }],
    verification: {
      verified: [],
      failures: [],
      gaps: [],
      digests: { valid: 20, failed: 1, unsigned: 0 },
      logFiles: { valid: 400, failed: 1, missing: 0 },
    },
  };
}

const SURROUNDINGS: NonNullable<Result['identities'][number]['surroundings']> = {
  dependants: [
    {
      kind: 'Lambda function',
      resource: `arn:aws:lambda:eu-west-1:${ACCOUNT}:function:sync`,
      as: 'execution role',
    },
  ],
  namedBy: [
    {
      kind: 'S3 bucket',
      resource: 'arn:aws:s3:::meadow-ledger',
      by: 'policy',
      actions: ['s3:GetObject'],
      effects: ['Allow'],
    },
  ],
  unusedAccess: [
    {
      kind: 'permission',
      service: 'dynamodb',
      lastAccessedAt: AT,
      ours: { used: 1, unused: 1, unobservable: 3, unknown: 0 },
    },
  ],
};
