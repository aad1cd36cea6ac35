/**
 * Regions of which logs are missing: what may have been called there is not known, and what cannot have
 * been called there is judged all the same.
 */
import { describe, expect, test } from 'vitest';
import type { CoverageHole } from '../../src/model/coverage.js';
import type { Role } from '../../src/model/identity.js';
import type { Snapshot } from '../../src/model/snapshot.js';
import { DEFAULT_SELECTORS, type TrailFact } from '../../src/model/trail.js';
import {
  ACCOUNT,
  ago,
  allow,
  analysed,
  arnOf,
  assessed,
  findingsIn,
  fullCoverage,
  hours,
  inline,
  policy,
  role,
  verdictIn,
  type World,
} from '../world.js';

const STOP = 'ec2:StopInstances';
/** No record comes from here. */
const FAR = 'ap-southeast-2';

const hole = (some: Partial<CoverageHole> = {}): CoverageHole => ({
  account: ACCOUNT,
  region: FAR,
  service: undefined,
  from: ago(97),
  to: ago(0),
  reason: 'left out',
  ...some,
});

const holed = (holes: readonly CoverageHole[], who: Role, snapshot: Partial<Snapshot> = {}) =>
  ({ snapshot: { roles: [who], ...snapshot }, coverage: { holes } }) satisfies World;

const anywhere = role('deck', { inlinePolicies: inline(allow('ec2:*')) });
const within = (...regions: readonly string[]) => ({
  Condition: { StringEquals: { 'aws:RequestedRegion': regions } },
});
const bound = role('deck', {
  inlinePolicies: inline({ ...allow('ec2:*'), ...within('eu-west-1') }),
});

describe('a region of which the logs are missing', () => {
  test.each([
    { holes: [], who: anywhere, expected: 'unused: silent', why: 'nothing is missing' },
    {
      holes: [hole()],
      who: anywhere,
      expected: 'unknown: no-coverage',
      why: 'it may have been called there, though no record says that the account works there',
    },
    {
      holes: [hole({ from: ago(40), to: ago(39) })],
      who: anywhere,
      expected: 'unknown: no-coverage',
      why: 'one damaged file may be all that ever came from there',
    },
    {
      holes: [hole({ from: ago(300), to: ago(91) })],
      who: anywhere,
      expected: 'unused: silent',
      why: 'what is missing lies before the window',
    },
    {
      holes: [hole({ account: '444455556666' })],
      who: anywhere,
      expected: 'unused: silent',
      why: 'it is missing of another account',
    },
    {
      holes: [hole({ region: 'us-east-1' })],
      who: bound,
      expected: 'unknown: short-coverage',
      why: 'only there IAM tells how old a grant is',
    },
    {
      holes: [hole()],
      who: bound,
      expected: 'unused: silent',
      why: 'the statement lets nothing be called there',
    },
    {
      holes: [hole()],
      who: role('deck', {
        inlinePolicies: inline(
          { ...allow('ec2:*'), ...within('eu-west-1') },
          { ...allow('ec2:Stop*'), ...within('eu-west-1', FAR) },
        ),
      }),
      expected: 'unknown: no-coverage',
      why: 'another statement does',
    },
    {
      holes: [hole()],
      who: role('deck', {
        inlinePolicies: inline(allow('ec2:*', `arn:aws:ec2:eu-west-1:${ACCOUNT}:instance/*`)),
      }),
      expected: 'unused: silent',
      why: 'the resources lie elsewhere',
    },
    {
      holes: [hole()],
      who: role('deck', {
        inlinePolicies: inline({
          ...allow('ec2:*'),
          Condition: { StringEqualsIfExists: { 'aws:RequestedRegion': 'eu-west-1' } },
        }),
      }),
      expected: 'unknown: no-coverage',
      why: 'a condition that holds without the key binds nothing',
    },
  ])('$expected: $why', ({ holes, who, expected }) => {
    expect(verdictIn(holed(holes, who), 'deck', STOP)).toBe(expected);
  });

  test('global services are recorded at home, whatever is missing elsewhere', () => {
    const who = role('deck', { inlinePolicies: inline(allow(['iam:*', 'ec2:*'])) });
    expect(verdictIn(holed([hole()], who), 'deck', 'iam:CreateUser')).toBe('unused: silent');
    expect(verdictIn(holed([hole()], who), 'deck', STOP)).toBe('unknown: no-coverage');
  });

  test('a role may have been taken there', () => {
    expect(findingsIn(holed([], anywhere), 'stale-role')).toEqual(['deck']);
    expect(findingsIn(holed([hole()], anywhere), 'stale-role')).toEqual([]);
  });
});

describe('a region of which only look-ups or samples were given', () => {
  const looked = {
    account: ACCOUNT,
    region: FAR,
    access: 'read' as const,
    origin: 'selected' as const,
    hours: hours(1),
  };
  const full = fullCoverage();
  const world: World = {
    snapshot: { roles: [anywhere] },
    coverage: { management: [...full.management, looked] },
  };

  test('is no place where nothing happens, and its silence is not proven', () => {
    expect(verdictIn(world, 'deck', STOP)).toBe('unknown: no-coverage');
    expect(findingsIn(world, 'stale-role')).toEqual([]);
  });

  test('is covered by a trail that is known to record every region', () => {
    const trail = `arn:aws:cloudtrail:us-east-1:${ACCOUNT}:trail/main`;
    const trails: readonly TrailFact[] = [
      { kind: 'settings', settings: { multiRegion: true, globalServiceEvents: true } } as const,
      { kind: 'selectors', selectors: DEFAULT_SELECTORS } as const,
      { kind: 'logging', logging: true } as const,
    ].map((says) => ({ trail, source: 'answer', at: undefined, says }));
    expect(verdictIn({ ...world, coverage: { ...world.coverage, trails } }, 'deck', STOP)).toBe(
      'unused: silent',
    );
  });
});

describe('a Deny that keeps the identity out of the region', () => {
  const only = (condition: object, some: object = {}) => ({
    Effect: 'Deny',
    NotAction: ['iam:*', 'sts:*'],
    Resource: '*',
    Condition: condition,
    ...some,
  });
  const elsewhere = { StringNotEquals: { 'aws:RequestedRegion': ['eu-west-1', 'us-east-1'] } };
  const scp = (...statements: readonly object[]): Partial<Snapshot> => {
    const full = { Effect: 'Allow', Action: '*', Resource: '*' };
    const document = policy(full, ...statements);
    return {
      scpLevels: [{ target: 'r-ab12', policies: [{ name: 'edge', arn: 'p-1', document }] }],
    };
  };

  test.each([
    { snapshot: scp(only(elsewhere)), expected: 'unused: silent', why: 'of the organization' },
    {
      snapshot: { ...scp(only(elsewhere)), isManagementAccount: true },
      expected: 'unknown: no-coverage',
      why: 'does not bind the management account',
    },
    {
      snapshot: scp(
        only({
          ...elsewhere,
          ArnNotLike: { 'aws:PrincipalARN': 'arn:aws:iam::*:role/AWSControlTowerExecution' },
        }),
      ),
      expected: 'unused: silent',
      why: 'exempts another role',
    },
    {
      snapshot: scp(
        only({ ...elsewhere, ArnNotLike: { 'aws:PrincipalARN': arnOf('role', 'd*') } }),
      ),
      expected: 'unknown: no-coverage',
      why: 'exempts the role',
    },
    {
      snapshot: scp(only({ ...elsewhere, Bool: { 'aws:MultiFactorAuthPresent': 'false' } })),
      expected: 'unknown: no-coverage',
      why: 'depends on the session',
    },
    {
      snapshot: scp(only({ StringNotEquals: { 'aws:RequestedRegion': ['eu-west-1', FAR] } })),
      expected: 'unknown: no-coverage',
      why: 'leaves the region open',
    },
    {
      snapshot: scp(only(elsewhere, { Resource: 'arn:aws:ec2:*:*:volume/*' })),
      expected: 'unknown: no-coverage',
      why: 'leaves other resources open',
    },
    {
      snapshot: scp(only(elsewhere, { NotAction: ['ec2:*'] })),
      expected: 'unknown: no-coverage',
      why: 'leaves the action out',
    },
  ])('$expected: $why', ({ snapshot, expected }) => {
    expect(verdictIn(holed([hole()], anywhere, snapshot), 'deck', STOP)).toBe(expected);
  });

  test('of its own policies counts, too', () => {
    const own = role('deck', { inlinePolicies: inline(allow('ec2:*'), only(elsewhere)) });
    expect(verdictIn(holed([hole()], own), 'deck', STOP)).toBe('unused: silent');
  });

  test('does not make known what is not known without the gap', () => {
    const seen = { coverage: { holes: [hole({ region: 'eu-west-1' })] } };
    const world = { ...holed([], anywhere, scp(only(elsewhere))), ...seen };
    expect(verdictIn(world, 'deck', STOP)).toBe('unknown: short-coverage');
  });
});

describe('who takes a role acts where they like, whatever the role itself is bound to', () => {
  const taken = role('deck', {
    inlinePolicies: inline({ ...allow(['ec2:*', 'sts:AssumeRole']), ...within('eu-west-1') }),
  });
  const facts: readonly TrailFact[] = (
    [
      { kind: 'settings', settings: { multiRegion: false, globalServiceEvents: true } },
      { kind: 'logging', logging: true },
    ] as const
  ).map((says) => ({
    trail: `arn:aws:cloudtrail:eu-west-1:${ACCOUNT}:trail/docks`,
    source: 'answer',
    at: undefined,
    says,
  }));
  const silence = (world: World) => assessed(world, 'deck').taking?.silence.kind;

  test('a gap elsewhere', () => {
    expect(silence(holed([], taken))).toBe('silent');
    expect(silence(holed([hole()], taken))).toBe('no-coverage');
  });

  test.each([
    { who: taken, why: 'bound to the region of the trail' },
    { who: anywhere, why: 'that may not assume roles itself' },
  ])('a trail of one region: a role $why', ({ who }) => {
    const world = { snapshot: { roles: [who] }, coverage: { trails: facts } };
    expect(analysed(world).elsewhere.get(ACCOUNT)?.kind).toBe('left-out');
    expect(silence(world)).toBe('short-coverage');
  });
});
