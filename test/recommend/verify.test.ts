/** Certificates proven again from the files: proven as written, and never when a file was changed. */
import { beforeAll, describe, expect, test } from 'vitest';
import { analyze } from '../../src/analyze/index.js';
import { composeResult } from '../../src/compose-result.js';
import { audit } from '../../src/index.js';
import type { Result } from '../../src/model/result.js';
import { optionsOfResult } from '../../src/model/result-options.js';
import { recommend } from '../../src/recommend/index.js';
import { verifyResult } from '../../src/recommend/verify.js';
import { policyFiles } from '../../src/report/output-files.js';
import {
  ACCOUNT,
  AS_OF,
  ago,
  allow,
  arnOf,
  CATALOG,
  evidenceOf,
  inline,
  managed,
  optionsOf,
  policy,
  role,
  use,
  user,
  type World,
} from '../world.js';

const OTHER = '444455556666';
const TRUSTED = { AWS: [`arn:aws:iam::${ACCOUNT}:user/ann`, `arn:aws:iam::${OTHER}:root`] };
const DEPLOYER = role('deployer', {
  attachedPolicies: [arnOf('policy', 'release')],
  trustPolicy: policy({ Effect: 'Allow', Principal: TRUSTED, Action: 'sts:AssumeRole' }),
});
const WORLD: World = {
  snapshot: {
    users: [
      user('ann', {
        inlinePolicies: inline(
          allow(['ec2:StartInstances', 'ec2:StopInstances', 'athena:ListWorkGroups']),
        ),
      }),
    ],
    roles: [DEPLOYER],
    managedPolicies: [
      managed('release', policy(allow(['ec2:RunInstances', 'ec2:StopInstances', 'ec2:CreateVpc']))),
    ],
  },
  usage: {
    uses: [use(user('ann'), 'ec2:StopInstances'), use(DEPLOYER, 'ec2:RunInstances')],
    assumptions: [
      {
        roleArn: DEPLOYER.arn,
        roleId: DEPLOYER.id,
        by: TRUSTED.AWS[0] ?? '',
        event: 'AssumeRole',
        outcome: 'allowed',
        firstSeen: ago(9),
        lastSeen: ago(2),
        count: 7,
      },
    ],
  },
};

let result: Result;
let files: ReadonlyMap<string, readonly string[]>;

beforeAll(() => {
  const evidence = evidenceOf(WORLD);
  const options = optionsOf({});
  const analysis = analyze(evidence, CATALOG, options);
  const proposals = recommend({ ...evidence, ...analysis, asOf: AS_OF }, CATALOG, options);
  const toolVersion = 'test';
  const parts = { evidence, analysis, proposals, catalog: CATALOG, options, toolVersion };
  // As it is read back from disk.
  result = JSON.parse(JSON.stringify(composeResult(parts)));
  const byProposal = new Map<string, string[]>();
  for (const { proposal, content } of policyFiles(result)) {
    byProposal.set(proposal, [...(byProposal.get(proposal) ?? []), content]);
  }
  files = byProposal;
});

type Change = (text: string, id: string) => string | undefined;

const verified = (change: Change, from: Result = result, catalog = CATALOG) =>
  Object.fromEntries(
    verifyResult(from, catalog, ({ id }) =>
      (files.get(id) ?? []).map((text) => change(text, id)),
    ).proposals.map(({ id, status, reason }) => [
      id.replace(/arn:aws:iam::\d+:/g, ''),
      reason === undefined ? status : `${status}: ${reason}`,
    ]),
  );

test('all kinds of proposals are proven as they were written', () => {
  expect(verified((text) => text)).toEqual({
    'inline user/ann work': 'proven',
    'managed policy/release': 'proven',
    'trust role/deployer': 'proven',
    [`permissions-boundary ${ACCOUNT}`]: 'proven',
    [`service-control-policy ${ACCOUNT}`]: 'proven',
  });
});

describe('a file that was changed', () => {
  const id = (text: string) => text.split(' ')[0] ?? '';

  test.each<{ why: string; change: Change; status: Readonly<Record<string, RegExp>> }>([
    {
      why: 'grants more',
      change: (text, one) =>
        text.replace('ec2:StopInstances', one.startsWith('inline') ? 'ec2:*' : 'ec2:StopInstances'),
      status: { inline: /^failed: no new access: refused for ec2:/ },
    },
    {
      why: 'takes what is used',
      change: (text) => text.replace('ec2:RunInstances', 'ec2:CreateVpc'),
      status: { managed: /^failed: nothing used lost: refused for ec2:RunInstances/ },
    },
    {
      why: 'lets somebody in who was not trusted',
      change: (text) => text.replace(/"arn:aws:iam::\d+:user\/ann"/, '"*"'),
      status: { trust: /^failed: no new access: refused \(it lets in \*\)/ },
    },
    {
      why: 'shuts out who took the role',
      change: (text) => text.replace('user/ann', 'user/bob'),
      status: {
        trust:
          /^failed: no new access: refused \(it lets in .*bob\); nothing used lost: refused \(it shuts out .*ann\)/,
      },
    },
    {
      why: 'closes a service that is used',
      change: (text) => text.replace('athena:*', 'ec2:*'),
      status: {
        'permissions-boundary': /^failed: nothing used lost: refused for ec2:/,
        'service-control-policy': /^failed: nothing used lost: refused for ec2:/,
      },
    },
    {
      why: 'is gone',
      change: () => undefined,
      status: {
        inline: /^failed: the file of work is missing/,
        managed: /is missing/,
        trust: /is missing/,
        'permissions-boundary': /is missing/,
        'service-control-policy': /is missing/,
      },
    },
    {
      why: 'is no policy',
      change: (text, one) => (one.startsWith('managed') ? '{"Statement": ["x"' : text),
      status: { managed: /^failed: the file of release is not the policy that was written/ },
    },
    {
      why: 'holds nothing',
      change: (text, one) => (one.startsWith('inline') ? '{"Statement": []}' : text),
      status: { inline: /^failed: the file of work is not the policy/ },
    },
  ])('is not proven when it $why', ({ change, status }) => {
    for (const [one, said] of Object.entries(verified(change))) {
      expect([one, said]).toEqual([one, expect.stringMatching(status[id(one)] ?? /^proven$/)]);
    }
  });
});

test('what was proven over another catalogue is unknown where the kept set is written in patterns', () => {
  const [first, ...rest] = result.recommendations;
  if (first === undefined) throw new Error('nothing to verify');
  const kept = [{ compact: ['ec2:Stop*'], count: 1, resources: 'any' as const }];
  const changed = { ...result, recommendations: [{ ...first, kept }, ...rest] };
  const said = verified((text) => text, changed, { ...CATALOG, version: 'another' });
  expect(Object.values(said).filter((one) => one.startsWith('unknown'))).toEqual([
    'unknown: its kept set is written over another release of the action catalogue',
  ]);
});

describe('with the evidence beside it', () => {
  const check = (stored: Result, again: Result = result) =>
    verifyResult(stored, CATALOG, ({ id }) => files.get(id) ?? [], again);

  test('a result that says what the evidence says is proven', () => {
    const { proposals, evidence } = check(result);
    expect(evidence).toBe('compared');
    expect(proposals.filter(({ status }) => status !== 'proven')).toEqual([]);
  });

  test.each<{ why: string; change: (stored: Result) => Result; says: RegExp }>([
    {
      why: 'a kept set that was made smaller',
      change: (stored) => ({
        ...stored,
        recommendations: stored.recommendations.map((one) => ({ ...one, kept: [] })),
      }),
      says: /^what must stay is not what the evidence says$/,
    },
    {
      why: 'a policy before that was made wider',
      change: (stored) => ({
        ...stored,
        recommendations: stored.recommendations.map((one) => ({
          ...one,
          before: {
            ...one.before,
            document: { Version: '2012-10-17', Statement: [allow('*')] },
          },
        })),
      }),
      says: /^the policy before is not what the evidence says$/,
    },
    {
      why: 'a proposal that nobody made',
      change: (stored) => ({
        ...stored,
        recommendations: stored.recommendations.map((one) => ({ ...one, id: `${one.id} more` })),
      }),
      says: /missing|gives no such proposal/,
    },
    {
      why: 'somebody who took the role, forgotten',
      change: (stored) => ({
        ...stored,
        trust: stored.trust.map((one) => ({ ...one, keptPrincipals: [] })),
      }),
      says: /^who must still be able to take the role is not what the evidence says$/,
    },
  ])('$why fails', ({ change, says }) => {
    const failed = check(change(result)).proposals.filter(({ status }) => status === 'failed');
    expect(failed.length).toBeGreaterThan(0);
    for (const { reason } of failed) expect(reason).toMatch(says);
  });

  test('of another release, it is not compared, and says so', () => {
    const { evidence } = check({ ...result, tool: { name: 'leastwise', version: '0.0.9' } });
    expect(evidence).toBe('other-release');
  });
});

test('the options of an audit are read back from its result', () => {
  for (const some of [
    {},
    {
      unobservable: { default: 'remove', byService: { s3: 'keep', ec2: 'remove' } },
      scope: 'actions',
      minUses: 9,
      disabledRules: ['siblings', 'exact'],
      pack: { kind: 'budget', weight: 12.5 },
      shared: 'split',
      serviceSilence: 'off',
      windowDays: 400,
      minWindowDays: 30,
      graceDays: 0,
      identities: ['*'],
      exclude: ['x*'],
    },
  ] as const) {
    const options = optionsOf({ options: some });
    const told = audit(evidenceOf(WORLD), CATALOG, options);
    const { asOf: _, disabledRules, ...read } = optionsOfResult(told);
    const { asOf: __, disabledRules: rules, ...given } = options;
    expect(read).toEqual(given);
    expect([...disabledRules].sort()).toEqual([...rules].sort());
  }
});
