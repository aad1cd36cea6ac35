import { describe, expect, test } from 'vitest';
import { fullSet, minus } from '../../src/catalog/action-set.js';
import { loadCatalog } from '../../src/catalog/catalog.js';
import { compactExact, compressActions } from '../../src/policy/compress.js';
import { createActionExpander, expandPatterns } from '../../src/policy/expand-actions.js';

const catalog = loadCatalog();
const expander = createActionExpander(catalog);
const setOf = (...patterns: string[]) => expandPatterns(expander, patterns);
const allBut = (...patterns: string[]) => minus(fullSet(catalog), setOf(...patterns));

describe('compressActions on Action', () => {
  test.each([
    {
      granted: ['ec2:*'],
      kept: setOf('ec2:StartInstances', 'ec2:StopInstances', 'ec2:DescribeInstances'),
      expected: ['ec2:DescribeInstances', 'ec2:StartInstances', 'ec2:StopInstances'],
      why: 'names stay names',
    },
    {
      granted: ['*'],
      kept: setOf('ec2:Describe*', 'sqs:SendMessage'),
      expected: ['ec2:Describe*', 'sqs:SendMessage'],
      why: 'a verb that is kept whole',
    },
    {
      granted: ['sqs:SendMessage', 'ec2:*', 'S3:Get*'],
      kept: setOf('s3:Get*', 'ec2:StartInstances'),
      expected: ['ec2:StartInstances', 'S3:Get*'],
      why: 'a granted pattern kept whole stays as written',
    },
    {
      granted: ['s3:getobject', 'sqs:*'],
      kept: setOf('s3:GetObject', 'sqs:SendMessage'),
      expected: ['s3:GetObject', 'sqs:SendMessage'],
      why: 'names take the spelling of the catalogue',
    },
    {
      granted: ['sns:*', 'iam:*'],
      kept: setOf('iam:Put*', 'iam:Get*'),
      expected: [
        'iam:Get*',
        'iam:PutAccountProperties',
        'iam:PutGroupPolicy',
        'iam:PutRolePermissionsBoundary',
        'iam:PutRolePolicy',
        'iam:PutUserPermissionsBoundary',
        'iam:PutUserPolicy',
      ],
      why: 'permissions management is written out',
    },
    {
      granted: ['iam:Put*', 'sns:*'],
      kept: setOf('iam:Put*'),
      expected: ['iam:Put*'],
      why: 'unless the granted pattern is kept whole',
    },
    {
      granted: ['s3:*', 's3:GetObject*', 'ec2:*'],
      kept: setOf('s3:*'),
      expected: ['s3:*'],
      why: 'a pattern inside another one is superfluous',
    },
    {
      granted: ['ec2:*', 'brandnew:DoThings', 'ec2:BrandNewCall'],
      kept: setOf('ec2:StartInstances'),
      expected: ['brandnew:DoThings', 'ec2:BrandNewCall', 'ec2:StartInstances'],
      why: 'unknown names are kept: nothing is known against them',
    },
    {
      granted: ['ec2:*'],
      kept: setOf('s3:*'),
      expected: [],
      why: 'kept elsewhere is not granted here',
    },
    {
      granted: ['ec2:?escribe*', 'sqs:*'],
      kept: setOf(
        'ec2:DescribeInstances',
        'ec2:DescribeInstanceStatus',
        'ec2:DescribeInstanceTypes',
      ),
      expected: [
        'ec2:DescribeInstances',
        'ec2:DescribeInstanceStatus',
        'ec2:DescribeInstanceTypes',
      ],
      why: 'a question mark is beyond one look: names',
    },
  ])('$granted: $why', ({ granted, kept, expected }) => {
    const element = { negated: false, patterns: granted };
    expect(compressActions(expander, element, kept, { wildcards: 'lossless' })).toEqual({
      negated: false,
      patterns: expected,
    });
  });

  test('introduces no wildcard when told so, and keeps those granted', () => {
    const element = { negated: false, patterns: ['sqs:Send*', 'lambda:*'] };
    const kept = setOf('sqs:Send*', 'lambda:List*');
    const { patterns } = compressActions(expander, element, kept, { wildcards: 'none' });
    expect(patterns).toContain('lambda:ListFunctions');
    expect(patterns.filter((pattern) => pattern.includes('*'))).toEqual(['sqs:Send*']);
  });

  test('gives back the element that loses nothing', () => {
    const element = { negated: false, patterns: ['S3:Get*', 'sqs:*', 's3:GetObject'] };
    expect(compressActions(expander, element, fullSet(catalog), { wildcards: 'none' })).toBe(
      element,
    );
  });
});

describe('compressActions on NotAction', () => {
  const allButIam = { negated: true, patterns: ['iam:*', 'organizations:*'] };

  test('becomes the positive list', () => {
    const kept = setOf('ec2:Describe*', 'sqs:SendMessage', 'iam:Get*');
    expect(compressActions(expander, allButIam, kept, { wildcards: 'lossless' })).toEqual({
      negated: false,
      patterns: ['ec2:Describe*', 'sqs:SendMessage'],
    });
  });

  test('stays when it loses nothing', () => {
    expect(compressActions(expander, allButIam, fullSet(catalog), { wildcards: 'lossless' })).toBe(
      allButIam,
    );
  });

  test('no wildcard comes near what is excluded, not even for actions to come', () => {
    const element = { negated: true, patterns: ['ec2:DescribeSecret*', 's3:*'] };
    const { patterns } = compressActions(expander, element, setOf('ec2:Describe*', 'sns:List*'), {
      wildcards: 'lossless',
    });
    expect(patterns).not.toContain('ec2:Describe*');
    expect(patterns).toEqual(
      expect.arrayContaining(['ec2:DescribeInstance*', 'ec2:DescribeRegions', 'sns:List*']),
    );
  });
});

test('an administrator who loses one action keeps the rest', () => {
  const element = { negated: false, patterns: ['*'] };
  const kept = allBut('ec2:TerminateInstances');
  const { patterns } = compressActions(expander, element, kept, { wildcards: 'lossless' });
  expect(patterns).toEqual(expect.arrayContaining(['a4b:*', 'ec2:Describe*', 'iam:PutRolePolicy']));
  expect(patterns).not.toContain('ec2:TerminateInstances');
  expect(patterns).not.toContain('iam:*');
});

describe('compactExact', () => {
  test.each([
    { set: fullSet(catalog), expected: ['*'], why: 'everything' },
    { set: setOf(), expected: [], why: 'nothing' },
    {
      set: setOf('iam:*', 'sqs:SendMessage'),
      expected: ['iam:*', 'sqs:SendMessage'],
      why: 'a whole service',
    },
    {
      set: setOf('sqs:SendMessage', 'sqs:ReceiveMessage', 'ec2:Describe*'),
      expected: ['ec2:Describe*', 'sqs:ReceiveMessage', 'sqs:SendMessage'],
      why: 'a whole verb, and names',
    },
    {
      set: setOf('a4b:*', 'ec2-instance-connect:*', 'ec2:Start*'),
      expected: ['a4b:*', 'ec2-instance-connect:*', 'ec2:Start*'],
      why: 'services whose prefix begins alike',
    },
  ])('$why', ({ set, expected }) => {
    expect(compactExact(catalog, set)).toEqual(expected);
  });
});
