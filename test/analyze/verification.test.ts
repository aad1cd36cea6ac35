/** What verified log files make of a verdict, and what a failed verification takes. */
import { expect, test } from 'vitest';
import type { Instant } from '../../src/model/time.js';
import type { Verification, VerificationFailure } from '../../src/model/verification.js';
import {
  ACCOUNT,
  AS_OF,
  ago,
  allow,
  analysed,
  assessed,
  fullCoverage,
  hours,
  inline,
  reasonOf,
  user,
  verdictIn,
} from '../world.js';

const NADIA = user('nadia', { inlinePolicies: inline(allow('ec2:*')) });
const STOP = 'ec2:StopInstances';

const verification = (
  regions: readonly string[],
  from: Instant = ago(120),
  failures: readonly VerificationFailure[] = [],
): Verification => ({
  verified: regions.map((region) => ({ account: ACCOUNT, region, from, to: AS_OF })),
  failures,
  gaps: [],
  digests: { valid: 1, failed: 0, unsigned: 0 },
  logFiles: { valid: 1, failed: 0, missing: 0 },
  settled: [],
});
const BOTH = ['eu-west-1', 'us-east-1'];
const reason = (coverage: Parameters<typeof assessed>[0]['coverage']) =>
  reasonOf(
    assessed(
      { snapshot: { users: [NADIA] }, ...(coverage === undefined ? {} : { coverage }) },
      'nadia',
    ),
    STOP,
  );

test.each([
  { proven: BOTH, from: ago(120), expected: '2026-11-20T11:45:00Z', why: 'all of it' },
  { proven: ['eu-west-1'], from: ago(120), expected: undefined, why: 'one of two regions' },
  { proven: BOTH, from: ago(80), expected: undefined, why: 'not from the start' },
])('a verdict says whether its log files were verified: $why', ({ proven, from, expected }) => {
  const silent = reason({ verification: verification(proven, from) });
  expect(silent).toMatchObject({ kind: 'silent' });
  expect(silent?.kind === 'silent' ? silent.verifiedUntil : 'none').toBe(expected);
});

test('hours of verified digests were delivered, however quiet', () => {
  const management = fullCoverage().management.map((row) =>
    row.region === 'eu-west-1' ? { ...row, hours: [...hours(120, 40), ...hours(30)] } : row,
  );
  const world = { snapshot: { users: [NADIA] }, coverage: { management } };
  expect(verdictIn(world, 'nadia', STOP)).toBe('unknown: short-coverage');
  const proven = { management, verification: verification(BOTH) };
  expect(verdictIn({ ...world, coverage: proven }, 'nadia', STOP)).toBe('unused: silent');
});

test('a failure is a finding of its trail', () => {
  const failure: VerificationFailure = {
    account: ACCOUNT,
    region: 'eu-west-1',
    trail: 'main',
    file: 'x.json.gz',
    what: 'changed-log-file',
    from: ago(3),
    to: ago(2),
  };
  const { findings } = analysed({
    snapshot: { users: [NADIA] },
    coverage: { verification: verification(BOTH, ago(120), [failure]) },
  });
  expect(findings.filter(({ kind }) => kind === 'failed-verification')).toMatchObject([
    {
      severity: 'high',
      title: 'log files that were changed since they were delivered: 1 of trail main',
      identity: `arn:aws:iam::${ACCOUNT}:root`,
    },
  ]);
});
