import { expect, test } from 'vitest';
import { parseOrganization } from '../../../src/collect/identities/organization.js';
import { ACCOUNT, OTHER_ACCOUNT } from '../trail-records.js';

const content = {
  Version: '2012-10-17',
  Statement: [{ Effect: 'Deny', Action: 'iam:*', Resource: '*' }],
};
const ORGANIZATION = {
  schema: 'leastwise.organization/1',
  managementAccount: OTHER_ACCOUNT,
  policies: [
    {
      id: 'p-deny',
      arn: 'arn:aws:organizations::444455556666:policy/o-ex/service_control_policy/p-deny',
      name: 'DenyIam',
      content: JSON.stringify(content),
    },
  ],
  accounts: [
    {
      id: ACCOUNT,
      path: [
        { target: 'r-ab12', policies: ['p-deny'] },
        { target: ACCOUNT, policies: [] },
      ],
    },
    { id: OTHER_ACCOUNT, path: [] },
  ],
};

test('gives each account its levels, root first; an empty level stays a level', () => {
  expect(parseOrganization(ORGANIZATION)).toMatchObject({
    accounts: [
      {
        account: ACCOUNT,
        isManagementAccount: false,
        scpLevels: [
          {
            target: 'r-ab12',
            policies: [{ name: 'DenyIam', document: { statements: [{ effect: 'Deny' }] } }],
          },
          { target: ACCOUNT, policies: [] },
        ],
      },
      { account: OTHER_ACCOUNT, isManagementAccount: true, scpLevels: undefined },
    ],
    problems: [],
  });
});

test.each([
  { path: [{ target: 'r-ab12', policies: ['p-gone'] }], why: 'a policy that is not in the list' },
  { path: [{ policies: ['p-deny'] }], why: 'a level without its target' },
  { path: ['r-ab12'], why: 'a level that is no object' },
])('an unreadable path restricts nothing, and is a problem: $why', ({ path }) => {
  const reading = parseOrganization({ ...ORGANIZATION, accounts: [{ id: ACCOUNT, path }] });
  expect(reading?.accounts).toMatchObject([{ account: ACCOUNT, scpLevels: undefined }]);
  const [first] = reading?.problems ?? [];
  expect(first).toMatchObject({ kind: 'bad-identity', subject: ACCOUNT });
});

test('control policies that are turned off restrict nothing: no level says anything of them', () => {
  const path = [
    { target: 'r-ab12', resourceControlPolicies: ['p-rcp'] },
    { target: ACCOUNT, resourceControlPolicies: ['p-rcp'] },
  ];
  const resourceControlPolicies = [{ id: 'p-rcp', name: 'TlsOnly', content }];
  const reading = parseOrganization({
    ...ORGANIZATION,
    resourceControlPolicies,
    accounts: [{ id: ACCOUNT, path }],
  });
  const [read] = reading?.accounts ?? [];
  expect(read?.scpLevels).toBeUndefined();
  expect(read?.rcpLevels).toMatchObject([
    { target: 'r-ab12', policies: [{ name: 'TlsOnly' }] },
    { target: ACCOUNT, policies: [{ name: 'TlsOnly' }] },
  ]);
  expect(reading?.problems).toEqual([]);
});

test('another schema is no organization', () => {
  expect(
    parseOrganization({ ...ORGANIZATION, schema: 'leastwise.organization/2' }),
  ).toBeUndefined();
  expect(parseOrganization(null)).toBeUndefined();
});
