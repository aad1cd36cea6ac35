/** Whatever the account: each stage of the plan can be run as it stands, and its undo brings all back. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Arn } from '../../../src/model/arn.js';
import type { Finding, Revocable } from '../../../src/model/finding.js';
import type { Snapshot } from '../../../src/model/snapshot.js';
import { directoryOf } from '../../../src/policy/holdings.js';
import { planRevocation } from '../../../src/recommend/revoke/index.js';
import { fakeIam } from '../../fake-iam.js';
import {
  ACCOUNT,
  ago,
  allow,
  arnOf,
  evidenceOf,
  group,
  managed,
  policy,
  role,
  user,
} from '../../world.js';

/** What IAM lets a policy hold: all of printable Latin 1, quotes and dollars among it. */
const someText = fc.constantFrom(
  'x',
  "it's",
  '$(touch x)',
  '"',
  '${aws:username}',
  '\u00e9\u00ff',
  '`id`',
  'file://x',
);
const someName = fc.constantFrom(
  'work',
  'a.b',
  'x+y',
  'q=1',
  'me@here',
  'leastwise-quarantine',
  '-rf',
);

const someDocument = fc
  .record({ sid: someText, star: fc.boolean(), more: fc.boolean() })
  .map(({ sid, star, more }) =>
    policy(
      { ...allow(star ? '*' : 's3:GetObject'), Condition: { StringEquals: { 'aws:x': sid } } },
      ...(more ? [{ Effect: 'Deny', Action: 's3:*', NotResource: 'arn:aws:s3:::a/*' }] : []),
    ),
  );
const someInline = fc.uniqueArray(fc.record({ name: someName, document: someDocument }), {
  maxLength: 3,
  selector: ({ name }) => name,
});
const someTags = fc.array(
  fc.record({ key: fc.constantFrom('owner', 'aws:cloudformation:stack-name'), value: someText }),
  { maxLength: 2 },
);
const somePath = fc.constantFrom('/', '/old/', '/a/b/');
const POLICY = arnOf('policy', 'kept');

const someAccount = fc
  .record({
    role: fc.record({
      inlinePolicies: someInline,
      tags: someTags,
      path: somePath,
      profile: fc.boolean(),
      boundary: fc.boolean(),
      attached: fc.boolean(),
    }),
    user: fc.record({
      inlinePolicies: someInline,
      tags: someTags,
      path: somePath,
      groups: fc.boolean(),
      attached: fc.boolean(),
      keys: fc.nat(2),
      password: fc.boolean(),
      devices: fc.subarray([`arn:aws:iam::${ACCOUNT}:mfa/phone`, 'GAHT12345678']),
    }),
    group: fc.record({ inlinePolicies: someInline, attached: fc.boolean() }),
    policy: fc.record({
      document: someDocument,
      others: fc.array(someDocument, { maxLength: 4 }),
      // One that the CLI would load from somewhere does not come back: see the test of the plan.
      description: fc.option(
        someText.filter((text) => !text.startsWith('file:')),
        { nil: undefined },
      ),
      path: somePath,
    }),
  })
  .map(({ role: r, user: u, group: g, policy: p }): Snapshot => {
    const attached = (yes: boolean) => (yes ? [POLICY] : []);
    const lukas = user('lukas', {
      inlinePolicies: u.inlinePolicies,
      tags: u.tags,
      path: u.path,
      groups: u.groups ? ['ops'] : [],
      attachedPolicies: attached(u.attached),
    });
    const [snapshot] = evidenceOf({
      snapshot: {
        roles: [
          role('kiosk', {
            inlinePolicies: r.inlinePolicies,
            tags: r.tags,
            path: r.path,
            attachedPolicies: attached(r.attached),
            ...(r.boundary ? { boundary: POLICY } : {}),
            instanceProfiles: r.profile ? [{ name: 'kiosk', arn: arnOf('role', 'profile') }] : [],
          }),
        ],
        users: [lukas],
        groups: [
          group('ops'),
          group('interns', {
            inlinePolicies: g.inlinePolicies,
            attachedPolicies: attached(g.attached),
          }),
        ],
        managedPolicies: [
          managed('kept', policy(allow('s3:*'))),
          managed('ftp', p.document, {
            arn: `arn:aws:iam::${ACCOUNT}:policy${p.path}ftp` as Arn,
            path: p.path,
            versionId: 'v9',
            ...(p.description === undefined ? {} : { description: p.description }),
            otherVersions: p.others.map((document, n) => ({
              versionId: `v${n + 1}`,
              createdAt: ago(500 - n),
              document,
            })),
          }),
        ],
        surroundings: {
          userMfaDevices: [
            {
              source: 'users',
              region: '',
              userName: 'lukas',
              devices: u.devices.map((serialNumber) => ({ serialNumber, enabledAt: ago(300) })),
            },
          ],
        },
        credentials: {
          generatedAt: undefined,
          users: [
            {
              userArn: lukas.arn,
              passwordEnabled: u.password,
              mfaActive: false,
              accessKeys: ([1, 2] as const)
                .slice(0, u.keys)
                .map((slot) => ({ slot, active: slot === 1, lastRotated: ago(300 + slot) })),
            },
          ],
        },
      },
    }).snapshots;
    if (snapshot === undefined) throw new Error('no snapshot');
    return snapshot;
  });

function plan(snapshot: Snapshot, identity: string, revocable: Revocable) {
  const finding: Finding = {
    id: identity,
    kind: 'stale-role',
    severity: 'low',
    account: ACCOUNT,
    identity,
    title: '',
    evidence: [],
    remediation: '',
    revocable,
  };
  const [one] = planRevocation(directoryOf(snapshot), [finding]);
  if (one === undefined) throw new Error(`no plan for ${identity}`);
  return one;
}

test('what was done is taken back, byte for byte', () => {
  let deleted = 0;
  fc.assert(
    fc.property(
      someAccount,
      fc.constantFrom('role', 'user', 'empty-group', 'unattached-policy'),
      (snapshot, kind) => {
        const name = {
          role: 'kiosk',
          user: 'lukas',
          'empty-group': 'interns',
          'unattached-policy': 'ftp',
        }[kind];
        const all = [
          ...snapshot.roles,
          ...snapshot.users,
          ...snapshot.groups,
          ...snapshot.managedPolicies,
        ];
        const arn = all.find((one) => one.name === name)?.arn ?? '';
        const { stages } = plan(snapshot, arn, { kind, name, lastUsedAt: undefined });
        const iam = fakeIam(snapshot);
        const before = iam.state();
        const [quarantine, deletion] = [
          stages.find(({ stage }) => stage === 'quarantine'),
          stages.find(({ stage }) => stage === 'delete'),
        ];
        if (quarantine !== undefined) {
          iam.run(quarantine.commands);
          expect(JSON.stringify(iam.state())).toContain('"Effect\\":\\"Deny\\",\\"Action\\":\\"*');
          iam.run(quarantine.undo);
          expect(iam.state()).toEqual(before);
          // Without its quarantine nothing is deleted, and nothing half.
          expect(() => iam.run((deletion?.requires ?? []).map(({ ask }) => ask))).toThrow(
            /NoSuchEntity/,
          );
          expect(iam.state()).toEqual(before);
          iam.run(quarantine.commands);
        }
        iam.run((deletion?.requires ?? []).map(({ ask }) => ask));
        iam.run(deletion?.commands ?? []);
        expect(iam.state()).not.toEqual(before);
        iam.run(deletion?.undo ?? []);
        expect(withoutCredentials(iam.state())).toEqual(withoutCredentials(before));
        deleted += 1;
      },
    ),
    { numRuns: 150 },
  );
  expect(deleted).toBeGreaterThan(100);
});

/** Passwords, keys and devices are what AWS cannot restore, and the plan says so. */
function withoutCredentials(state: unknown): unknown {
  return JSON.parse(
    JSON.stringify(state, (key, value) =>
      key === 'keys' || key === 'devices' ? [] : key === 'hasPassword' ? undefined : value,
    ),
  );
}

test('a key, and nothing else of its user, goes inactive and active again, and is deleted', () => {
  fc.assert(
    fc.property(
      someAccount.filter(({ credentials }) => credentials?.users[0]?.accessKeys.length === 2),
      (snapshot) => {
        const arn = snapshot.users[0]?.arn ?? '';
        const { stages } = plan(snapshot, arn, {
          kind: 'access-key',
          name: 'lukas',
          slot: 1,
          lastUsedAt: undefined,
        });
        const iam = fakeIam(snapshot);
        const before = iam.state();
        iam.run(stages[0]?.commands ?? []);
        expect(JSON.stringify(iam.state())).not.toContain('"Active"');
        iam.run(stages[0]?.undo ?? []);
        expect(iam.state()).toEqual(before);
        iam.run(stages[1]?.commands ?? []);
        expect(withoutCredentials(iam.state())).toEqual(withoutCredentials(before));
      },
    ),
    { numRuns: 20 },
  );
});
