/** Checkpoints of a made-up log, and what can be asked of a stored ledger. */
import fc from 'fast-check';
import type { Action } from '../../src/model/action.js';
import type { Evidence } from '../../src/model/evidence.js';
import { type Instant, instantOfMs } from '../../src/model/time.js';
import { type Caller, type UsageLedger, type Use, usesByCaller } from '../../src/model/usage.js';
import type { Checkpoint } from '../../src/store/commit.js';

const ACCOUNT = '111122223333';
export const DEPLOYER: Caller = {
  kind: 'identity',
  id: 'AROA4DEPLOYER7EXAMPL',
  arn: `arn:aws:iam::${ACCOUNT}:role/ci/deployer`,
  account: ACCOUNT,
};
export const ROOT: Caller = { kind: 'bucket', bucket: 'root', account: ACCOUNT };
const NADIA: Caller = {
  kind: 'identity',
  id: 'AIDA4NADIA8EXAMPLE99',
  arn: `arn:aws:iam::${ACCOUNT}:user/nadia`,
  account: ACCOUNT,
};

export function use(day: string, some: Partial<Use> = {}): Use {
  return {
    caller: DEPLOYER,
    action: 's3:GetObject' as Action,
    kind: 'primary',
    resource: 'arn:aws:s3:::reports/2026/11.csv',
    region: 'eu-west-1',
    via: undefined,
    outcome: 'allowed',
    errorCode: undefined,
    firstSeen: `${day}T09:00:00Z` as Instant,
    lastSeen: `${day}T17:30:00Z` as Instant,
    count: 3,
    ...some,
  };
}

export const NO_USAGE: UsageLedger = {
  uses: [],
  assumptions: [],
  signIns: [],
  grantChanges: [],
  unmapped: [],
};

/** @param files how many it was read from */
export function evidence(usage: Partial<UsageLedger> = {}, files = 1): Evidence {
  return {
    snapshots: [],
    usage: { ...NO_USAGE, ...usage },
    coverage: {
      firstRecord: undefined,
      lastRecord: undefined,
      management: [
        {
          account: ACCOUNT,
          region: 'eu-west-1',
          access: 'read',
          origin: 'delivered',
          hours: [1, 2],
        },
      ],
      data: [],
      excludable: [],
      holes: [],
    },
    sources: [
      {
        name: 'logs "é" \u2028',
        files,
        kind: 'cloudtrail',
        status: 'read',
        records: 1,
        uses: 1,
        ignored: {},
        problems: 0,
      },
    ],
    collection: [],
    problems: [],
    memory: { profileRoles: {} },
  };
}

const FIRST_MS = Date.UTC(2026, 0, 1);

/** Half a year of calls, a handful of keys, so that rows meet; the odd one with hostile text. */
export const someUse: fc.Arbitrary<Use> = fc
  .record({
    caller: fc.constantFrom(DEPLOYER, NADIA, ROOT, { ...DEPLOYER, arn: `${DEPLOYER.arn}-renamed` }),
    action: fc.constantFrom('s3:GetObject', 's3:PutObject', 'ec2:StopInstances'),
    kind: fc.constantFrom<Use['kind']>('primary', 'primary', 'conditional'),
    resource: fc.option(
      fc.oneof(
        fc
          .tuple(fc.constantFrom('reports', 'logs'), fc.stringMatching(/^[ab](\/[ab]){0,2}$/))
          .map(([bucket, key]) => `arn:aws:s3:::${bucket}/${key}`),
        fc.constantFrom(
          "arn:aws:s3:::r/'; DROP TABLE uses; --",
          'arn:aws:s3:::r/<b>\u0000\n,"\u202e😀',
          '../../../etc/passwd',
          '=cmd|/C calc',
        ),
      ),
      { nil: undefined },
    ),
    region: fc.constantFrom('eu-west-1', 'us-east-1'),
    via: fc.option(fc.constant('cloudformation.amazonaws.com'), { nil: undefined }),
    denied: fc.boolean(),
    day: fc.integer({ min: 0, max: 200 }),
    second: fc.integer({ min: 0, max: 80_000 }),
    length: fc.integer({ min: 0, max: 6_000 }),
    count: fc.integer({ min: 1, max: 9 }),
  })
  .map(({ action, denied, day, second, length, ...rest }) => {
    const at = FIRST_MS + (day * 86_400 + second) * 1000;
    return {
      ...rest,
      caller: rest.caller as Caller,
      action: action as Action,
      outcome: denied ? 'denied' : 'allowed',
      errorCode: denied ? 'AccessDenied' : undefined,
      firstSeen: instantOfMs(at),
      lastSeen: instantOfMs(at + length * 1000),
    } as const;
  });

/** What one file gave, as the checkpoint behind it stores it. */
export function checkpointOf(file: number, uses: readonly Use[]): Checkpoint {
  const [first] = uses;
  const more =
    first === undefined
      ? {}
      : {
          assumptions: [
            {
              roleArn: `arn:aws:iam::${ACCOUNT}:role/ci/deployer`,
              roleId: undefined,
              by: 'ec2.amazonaws.com',
              event: 'AssumeRole',
              outcome: 'allowed' as const,
              firstSeen: first.firstSeen,
              lastSeen: first.lastSeen,
              count: first.count,
            },
          ],
        };
  return {
    evidence: evidence({ uses, ...more }, file + 1),
    filesRead: [`file-${String(file).padStart(4, '0')}`],
    eventIds: new Uint32Array([file + 1, 2, 3, 4]),
  };
}

export function usesIn(stored: Evidence | undefined): readonly Use[] {
  return stored === undefined ? [] : usesByCaller(stored.usage).flatMap(({ rows }) => rows());
}

/** All that a loaded ledger says, as plain data. */
export function said(stored: Evidence | undefined): unknown {
  return { ...stored, usage: { ...stored?.usage, stored: usesIn(stored) } };
}
