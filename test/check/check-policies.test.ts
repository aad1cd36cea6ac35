import { describe, expect, test } from 'vitest';
import { loadCatalog } from '../../src/catalog/catalog.js';
import { checkPolicies } from '../../src/check/check-policies.js';
import type { CheckResult, Comparison } from '../../src/model/check-result.js';
import type { PolicyFile } from '../../src/model/policy-file.js';
import { UserError } from '../../src/model/user-error.js';
import { allow, deny, type Element, fileOf, folder, policy, when } from './policy-sides.js';

const catalog = loadCatalog();
const BUCKET = 'arn:aws:s3:::ledger';
const ALICE = 'arn:aws:iam::111122223333:user/alice';

type Files = Readonly<Record<string, object | string>>;

function check(next: Files, prior: Files, mode: 'each' | 'together' = 'each'): CheckResult {
  const options = { mode, catalog, toolVersion: '0.0.0' };
  return checkPolicies(folder('new', next), folder('old', prior), options);
}

function compareOne(next: object | string, prior: object | string): Comparison {
  const [only, ...others] = check({ 'app.json': next }, { 'app.json': prior }).comparisons;
  if (only === undefined || others.length > 0) throw new Error('not one comparison');
  return only;
}

function trust(principal: unknown, element: Element = {}): Element {
  return { Effect: 'Allow', Action: 'sts:AssumeRole', Principal: principal, ...element };
}

describe('one policy against its old version', () => {
  const office = when('IpAddress', 'aws:SourceIp', '203.0.113.0/24');
  const home = `${BUCKET}/\${aws:username}/*`;
  test.each([
    {
      why: 'a dropped condition',
      next: policy(allow({})),
      prior: policy(allow(office)),
      expected: 'new-access',
    },
    {
      why: 'a widened star',
      next: policy(allow({ Action: 's3:*' })),
      prior: policy(allow({ Action: 's3:Get*' })),
      expected: 'new-access',
    },
    {
      why: 'a wider resource',
      next: policy(allow({ Resource: '*' })),
      prior: policy(allow({})),
      expected: 'new-access',
    },
    {
      why: 'a Deny removed from an Allow of the same policy',
      next: policy(allow({ Action: 's3:*' })),
      prior: policy(allow({ Action: 's3:*' }), deny({ Action: 's3:Delete*' })),
      expected: 'new-access',
    },
    {
      why: 'a Deny that some other policy may rest on',
      next: policy(allow({})),
      prior: policy(allow({}), deny({ Action: 'iam:*', Resource: '*' })),
      expected: 'unknown',
    },
    {
      why: 'a narrowed Deny in a policy of denies, such as an SCP',
      next: policy(deny({ Action: 'iam:Create*', Resource: '*' })),
      prior: policy(deny({ Action: 'iam:*', Resource: '*' })),
      expected: 'unknown',
    },
    {
      why: 'a Deny that denies more',
      next: policy(deny({ Action: ['iam:*', 'sts:*'], Resource: '*' })),
      prior: policy(deny({ Action: 'iam:*', Resource: '*' })),
      expected: 'included',
    },
    {
      why: 'NotAction allows what is not named',
      next: policy({ Effect: 'Allow', NotAction: 'iam:*', Resource: '*' }),
      prior: policy(allow({ Action: 's3:*', Resource: '*' })),
      expected: 'new-access',
    },
    {
      why: 'NotAction with one exception more',
      next: policy({ Effect: 'Allow', NotAction: ['iam:*', 'sts:*'], Resource: '*' }),
      prior: policy({ Effect: 'Allow', NotAction: 'iam:*', Resource: '*' }),
      expected: 'included',
    },
    {
      why: 'Sid and order are not access',
      next: policy(allow({ Sid: 'B', Action: 'sqs:SendMessage' }), allow({ Sid: 'A' })),
      prior: policy(allow({}), allow({ Action: 'sqs:SendMessage' })),
      expected: 'included',
    },
    {
      why: 'case of actions is not access',
      next: policy(allow({ Action: 'S3:getOBJECT' })),
      prior: policy(allow({})),
      expected: 'included',
    },
    {
      why: 'case of resources is',
      next: policy(allow({ Resource: `${BUCKET}/Reports` })),
      prior: policy(allow({ Resource: `${BUCKET}/reports` })),
      expected: 'new-access',
    },
    {
      why: 'inside a variable of the user',
      next: policy(allow({ Resource: `${BUCKET}/\${aws:username}/public/*` })),
      prior: policy(allow({ Resource: home })),
      expected: 'included',
    },
    {
      why: 'a variable became a star',
      next: policy(allow({ Resource: `${BUCKET}/*` })),
      prior: policy(allow({ Resource: home })),
      expected: 'new-access',
    },
    {
      why: 'the old version took the variable literally',
      next: policy(allow({ Resource: home })),
      prior: { ...policy(allow({ Resource: home })), Version: '2008-10-17' },
      expected: 'new-access',
    },
    {
      why: 'an unreadable statement allows nobody knows what',
      next: policy(allow({}), allow(when('StringResembles', 'aws:PrincipalTag/team', 'ledger'))),
      prior: policy(allow({ Action: 's3:*', Resource: '*' })),
      expected: 'unknown',
    },
    {
      why: 'an unreadable old Deny may have denied it',
      next: policy(allow({})),
      prior: policy(allow({ Action: 's3:*' }), deny(when('StringResembles', 'aws:userid', 'x'))),
      expected: 'unknown',
    },
    {
      why: 'a key twice is read in two ways',
      next: '{"Statement":[{"Effect":"Deny","Effect":"Allow","Action":"*","Resource":"*"}]}',
      prior: policy(allow({ Action: '*', Resource: '*' })),
      expected: 'unknown',
    },
    {
      why: 'broken JSON is no empty policy',
      next: '{"Statement":[',
      prior: policy(allow({ Action: '*', Resource: '*' })),
      expected: 'unknown',
    },
    {
      why: 'the same text is the same, understood or not',
      next: '{"Statement":[',
      prior: '{"Statement":[',
      expected: 'included',
    },
    {
      why: 'other things that cannot be read are not the same thing',
      next: { Statement: ['Allow everything'] },
      prior: { Statement: ['Allow little'] },
      expected: 'unknown',
    },
    {
      why: 'it is no policy any more, or one in a form that is not known',
      next: { Resources: { Policy: policy(allow({ Action: '*', Resource: '*' })) } },
      prior: policy(allow({})),
      expected: 'unknown',
    },
    {
      why: 'another account is trusted',
      next: policy(trust({ AWS: [ALICE, 'arn:aws:iam::444455556666:root'] })),
      prior: policy(trust({ AWS: ALICE })),
      expected: 'new-access',
    },
    {
      why: 'the external id is not asked for any more',
      next: policy(trust({ AWS: '444455556666' })),
      prior: policy(
        trust({ AWS: '444455556666' }, when('StringEquals', 'sts:ExternalId', 'ledger-7f3a')),
      ),
      expected: 'new-access',
    },
    {
      why: 'a trusted role may tag its session',
      next: policy(trust({ AWS: ALICE }, { Action: ['sts:AssumeRole', 'sts:TagSession'] })),
      prior: policy(trust({ AWS: ALICE })),
      expected: 'new-access',
    },
    {
      why: 'fewer are trusted, under one condition more',
      next: policy(trust({ AWS: ALICE }, when('Bool', 'aws:MultiFactorAuthPresent', 'true'))),
      prior: policy(trust({ AWS: [ALICE, '444455556666'] })),
      expected: 'included',
    },
    {
      why: 'a bucket policy that no longer asks for TLS',
      next: policy({ ...allow({}), Principal: { AWS: ALICE } }),
      prior: policy(
        { ...allow({}), Principal: { AWS: ALICE } },
        {
          ...deny({ Action: 's3:*', ...when('Bool', 'aws:SecureTransport', 'false') }),
          Principal: '*',
        },
      ),
      expected: 'new-access',
    },
  ])('$why: $expected', ({ next, prior, expected }) => {
    expect(compareOne(next, prior).outcome.verdict).toBe(expected);
  });
});

describe('files', () => {
  test.each([
    {
      why: 'new',
      next: { 'a.json': policy(allow({})) },
      prior: {},
      status: 'added',
      verdict: 'new-access',
    },
    {
      why: 'new, and allows nothing',
      next: { 'a.json': policy(deny({})) },
      prior: {},
      status: 'added',
      verdict: 'included',
    },
    {
      why: 'new, and trusts somebody',
      next: { 'a.json': policy(trust({ AWS: ALICE })) },
      prior: {},
      status: 'added',
      verdict: 'new-access',
    },
    {
      why: 'gone',
      next: {},
      prior: { 'a.json': policy(allow({})) },
      status: 'removed',
      verdict: 'included',
    },
    {
      why: 'gone, with what it denied',
      next: {},
      prior: { 'a.json': policy(deny({})) },
      status: 'removed',
      verdict: 'unknown',
    },
    {
      why: 'gone, and never understood',
      next: {},
      prior: { 'a.json': '{' },
      status: 'removed',
      verdict: 'unknown',
    },
    {
      why: 'was no policy before',
      next: { 'a.json': policy(allow({})) },
      prior: { 'a.json': {} },
      status: 'added',
      verdict: 'new-access',
    },
  ])('$why', ({ next, prior, status, verdict }) => {
    expect(check(next, prior)).toMatchObject({ verdict, comparisons: [{ status }] });
  });

  test('new access wins over what is unknown', () => {
    const result = check(
      { 'a.json': '{', 'b.json': policy(allow({})), 'c.json': { name: 'no policy' } },
      { 'a.json': policy(allow({})) },
    );
    expect(result).toMatchObject({
      verdict: 'new-access',
      totals: { compared: 2, newAccess: 1, unknown: 1, notPolicies: 1 },
      notPolicies: { new: ['new/c.json'], old: [] },
    });
  });

  test('two files are one pair, whatever their names', () => {
    const side = (name: string) => ({
      input: name,
      kind: 'file' as const,
      files: [fileOf(name, policy(allow({})), '.')],
      otherFiles: 0,
    });
    const options = { mode: 'each' as const, catalog, toolVersion: '0.0.0' };
    const result = checkPolicies(side('new.json'), side('old.json'), options);
    expect(result).toMatchObject({ verdict: 'included', totals: { compared: 1 } });
    expect(() => checkPolicies(side('new.json'), folder('old', {}), options)).toThrow(UserError);
  });

  test('the order of files decides nothing', () => {
    const files: readonly (readonly [string, Element])[] = [
      ['b.json', policy(allow({ Action: 's3:*' }))],
      ['a.json', policy(allow({ Action: 'sqs:*' }))],
    ];
    const forward = check(Object.fromEntries(files), {});
    expect(check(Object.fromEntries(files.toReversed()), {})).toEqual(forward);
  });

  test('no policy at all is nothing new', () => {
    expect(check({}, {})).toMatchObject({ verdict: 'included', totals: { compared: 0 } });
  });
});

describe('all policies of an identity together', () => {
  const one = allow({});
  const two = allow({ Action: 'sqs:SendMessage', Resource: '*' });
  const no = deny({ Action: 's3:*', Resource: `${BUCKET}/frozen/*` });
  test.each([
    {
      why: 'one file became two',
      next: { 'a.json': policy(one), 'b.json': policy(two, no) },
      prior: { 'app.json': policy(one, two, no) },
      expected: 'included',
    },
    {
      why: 'two files became one',
      next: { 'app.json': policy(one, two) },
      prior: { 'a.json': policy(one), 'b.json': policy(two) },
      expected: 'included',
    },
    {
      why: 'the Deny was lost on the way, and nothing else denies',
      next: { 'a.json': policy(one), 'b.json': policy(two) },
      prior: { 'app.json': policy(one, two, no) },
      expected: 'new-access',
    },
    {
      why: 'the Deny denied nothing that any of them allows',
      next: { 'a.json': policy(two) },
      prior: { 'a.json': policy(two), 'b.json': policy(no) },
      expected: 'included',
    },
    {
      why: 'trust policies that changed places trust others',
      next: { 'a.json': policy(trust({ AWS: ALICE })), 'b.json': policy(trust('*')) },
      prior: { 'a.json': policy(trust('*')), 'b.json': policy(trust({ AWS: ALICE })) },
      expected: 'new-access',
    },
    {
      why: 'what was not understood on both sides does not stand in for a Deny',
      next: { 'a.json': policy(one), 'x.json': '{' },
      prior: { 'a.json': policy(one, no), 'x.json': '{' },
      expected: 'unknown',
    },
  ])('$why: $expected', ({ next, prior, expected }) => {
    expect(check(next, prior, 'together').verdict).toBe(expected);
  });
});

describe('the witness', () => {
  test('names every statement that allows more, where it stands, and why it was not allowed', () => {
    const prior = policy(
      allow({ Sid: 'Read', ...when('IpAddress', 'aws:SourceIp', '203.0.113.0/24') }),
      deny({ Sid: 'Keep', Action: 's3:DeleteObject' }),
    );
    const next = policy(
      allow({ Sid: 'Read' }),
      deny({ Sid: 'Keep', Action: 's3:DeleteObject', Resource: `${BUCKET}/frozen/*` }),
      allow({ Sid: 'Delete', Action: 's3:DeleteObject' }),
      allow({ Sid: 'Queue', Action: 'sqs:*', Resource: '*' }),
    );
    expect(compareOne(next, prior).outcome).toMatchObject({
      verdict: 'new-access',
      newAccess: [
        {
          action: 's3:GetObject',
          statement: { index: 0, sid: 'Read' },
          before: { kind: 'condition' },
        },
        { action: 's3:DeleteObject', statement: { sid: 'Delete' }, before: { kind: 'denied' } },
        { action: /^sqs:/, statement: { path: 'Statement[3]' }, before: { kind: 'action' } },
      ].map(({ action, ...rest }) => ({
        ...rest,
        action: typeof action === 'string' ? action : expect.stringMatching(action),
      })),
    });
  });

  test('is of a new statement, not of one that lost its neighbour', () => {
    const next = policy(allow({}), { Effect: 'allow', Action: 's3:*' }, allow({ Action: 'sqs:*' }));
    const { outcome } = compareOne(next, policy(allow({})));
    expect(outcome).toMatchObject({
      newAccess: [{ statement: { index: 2, path: 'Statement[2]' } }],
    });
    expect(outcome).toHaveProperty('rest');
  });
});

describe('hostile input is answered', () => {
  const many = (count: number, tag: string): readonly Element[] =>
    Array.from({ length: count }, (_, n) =>
      allow({
        Resource: `arn:aws:s3:::${tag}${n}/*`,
        ...when('StringEquals', 'aws:PrincipalTag/n', `${n}`),
      }),
    );
  const stars = `arn:aws:s3:::${'*a'.repeat(5_000)}`;
  test.each([
    {
      why: 'ten thousand statements',
      next: policy(...many(10_000, 'x')),
      prior: policy(...many(10_000, 'y')),
    },
    {
      why: 'ten thousand trusted principals',
      next: policy(...many(5_000, 'x').map((one) => ({ ...one, Principal: { AWS: ALICE } }))),
      prior: policy(...many(5_000, 'y').map((one) => ({ ...one, Principal: { AWS: ALICE } }))),
    },
    {
      why: 'stars between letters',
      next: policy(allow({ Resource: stars })),
      prior: policy(allow({ Resource: `${stars}b` })),
    },
    {
      why: 'a hundred thousand brackets',
      next: '{"Statement":'.concat('['.repeat(100_000)),
      prior: policy(allow({})),
    },
    {
      why: 'deep and whole',
      next: `{"Statement":${'['.repeat(50_000)}${']'.repeat(50_000)}}`,
      prior: policy(allow({})),
    },
    {
      why: 'names of the prototype',
      next: '{"__proto__":1,"Statement":{"constructor":2}}',
      prior: policy(allow({})),
    },
  ])('$why', { timeout: 60_000 }, ({ next, prior }) => {
    expect(['new-access', 'unknown']).toContain(compareOne(next, prior).outcome.verdict);
  });

  test('an unreadable file is compared by its mark', () => {
    const file = (mark?: string): PolicyFile => ({
      path: 'a.json',
      name: 'a.json',
      content: {
        kind: 'unreadable',
        message: 'too large',
        hint: 'split it',
        ...(mark && { mark }),
      },
    });
    const side = (mark?: string) => ({
      input: 'x',
      kind: 'folder' as const,
      files: [file(mark)],
      otherFiles: 0,
    });
    const options = { mode: 'each' as const, catalog, toolVersion: '0.0.0' };
    expect(checkPolicies(side('1'), side('1'), options).verdict).toBe('included');
    expect(checkPolicies(side('1'), side('2'), options).verdict).toBe('unknown');
    expect(checkPolicies(side(), side(), options).verdict).toBe('unknown');
  });
});
