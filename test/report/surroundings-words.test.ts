/** What stands around an identity is said in report.md as it is by `explain` and on the page. */
import { expect, test } from 'vitest';
import type { IdentitySurroundings } from '../../src/model/identity-surroundings.js';
import { parseInstant } from '../../src/model/time.js';
import { FORMATS } from '../../src/report/index.js';
import { packResult } from '../../src/report/page/pack.js';
import { openReport } from '../../src/report/page/unpack.js';
import { wordsAround } from '../../src/report/surroundings-words.js';
import { smallResult } from '../review/result.js';

const around: IdentitySurroundings = {
  permissionSet: {
    name: 'Deployers',
    arn: 'arn:aws:sso:::permissionSet/ssoins-1/ps-1',
    assignments: 2,
    accounts: 1,
  },
  dependants: [{ kind: 'Lambda function', resource: 'arn:aws:lambda:f', as: 'execution role' }],
  namedBy: [
    {
      kind: 'S3 bucket',
      resource: 'arn:aws:s3:::ledger|<b>',
      by: 'policy',
      actions: ['s3:Delete*', 's3:Get*', 's3:List*', 's3:Put*', 's3:Tag*'],
      effects: ['Allow'],
    },
  ],
  unusedAccess: [
    {
      kind: 'permission',
      service: 's3',
      lastAccessedAt: parseInstant('2026-08-01'),
      ours: { used: 1, unused: 2, unobservable: 0, unknown: 0 },
    },
    {
      kind: 'role',
      lastAccessedAt: undefined,
      ours: { used: 0, unused: 0, unobservable: 0, unknown: 0 },
    },
  ],
};

const base = smallResult();
const result = {
  ...base,
  identities: base.identities.map((one, at) => (at === 0 ? { ...one, surroundings: around } : one)),
};

test('each thing is one line', () => {
  expect(wordsAround(around)).toMatchInlineSnapshot(`
    [
      {
        "lines": [
          "Deployers (arn:aws:sso:::permissionSet/ssoins-1/ps-1): 2 assignments here, provisioned in 1 account",
        ],
        "title": "Made from a permission set of IAM Identity Center",
      },
      {
        "lines": [
          "Lambda function arn:aws:lambda:f: execution role",
        ],
        "title": "What runs with it, or made it",
      },
      {
        "lines": [
          "policy of S3 bucket arn:aws:s3:::ledger|<b>: Allow s3:Delete*, s3:Get*, s3:List*, s3:Put* and 1 more",
        ],
        "title": "Resources that name it",
      },
      {
        "lines": [
          "permissions of s3, last accessed 2026-08-01; ours: 1 used, 2 unused",
          "role; ours: nothing granted",
        ],
        "title": "What IAM Access Analyzer calls unused, beside our verdicts",
      },
    ]
  `);
  expect(wordsAround(undefined)).toEqual([]);
});

test('report.md has them with the identity, and the second opinion of all identities in one table', () => {
  const report = FORMATS.report(result);
  expect(report).toContain('**What runs with it, or made it**: Lambda function arn:aws:lambda:f');
  expect(report).toContain('policy of S3 bucket arn:aws:s3:::ledger\\|&lt;b&gt;');
  expect(report).toContain('## Beside IAM Access Analyzer');
  expect(report).toContain('permissions of s3, last accessed 2026-08-01 | 1 used, 2 unused |');
  expect(FORMATS.report(base)).not.toContain('Beside IAM Access Analyzer');
});

test('the page keeps all of it', () => {
  const { head, more } = packResult(result);
  expect(openReport(head, more).identity(0).surroundings).toEqual(
    JSON.parse(JSON.stringify(around)),
  );
});
