/**
 * Whatever is proposed: the script's calls can be run as they stand, the account is then as proposed,
 * and rolling back brings every byte back. Against IAM in memory, which is as strict as AWS.
 */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { audit } from '../../../src/index.js';
import type { Snapshot } from '../../../src/model/snapshot.js';
import { changesOf } from '../../../src/report/apply/change.js';
import { type CliChange, cliChange } from '../../../src/report/apply/cli.js';
import type { Step } from '../../../src/report/apply/script.js';
import { type FakeIam, fakeIam } from '../../fake-iam.js';
import {
  ago,
  allow,
  arnOf,
  CATALOG,
  evidenceOf,
  group,
  managed,
  optionsOf,
  policy,
  role,
  use,
  user,
} from '../../world.js';

const AWS_OWNED = 'arn:aws:iam::aws:policy/Wide' as ReturnType<typeof arnOf>;
const WIDE = [
  'athena:ListWorkGroups',
  'ec2:*',
  's3:*',
  'sns:*',
  'sqs:*',
  'lambda:*',
  'dynamodb:*',
  'iam:Get*',
  'kms:List*',
];
const USED = ['ec2:DescribeVolumes', 'ec2:StopInstances', 'sns:CreateTopic', 'sqs:CreateQueue'];

const someDocument = fc
  .record({
    grants: fc.uniqueArray(fc.constantFrom(...WIDE), { minLength: 1, maxLength: 4 }),
    text: fc.constantFrom('plain', "it's", '$(touch x)', '${aws:username}', '\u00fc"\\'),
    isPlain: fc.boolean(),
  })
  .map(({ grants, text, isPlain }) =>
    policy(
      allow(grants),
      ...(isPlain
        ? []
        : [{ ...allow('sns:*'), Condition: { StringEquals: { 'aws:PrincipalTag/x': text } } }]),
    ),
  );

const someAccount = fc
  .record({
    inline: fc.array(someDocument, { maxLength: 2 }),
    shared: someDocument,
    others: fc.nat(4),
    aws: someDocument,
    holders: fc.subarray(['scale', 'pip', 'hands'], { minLength: 1 }),
    awsHolders: fc.subarray(['scale', 'pip', 'hands']),
    /** Attachments beside: with nineteen, there is no room to attach before detaching. */
    crowd: fc.constantFrom(0, 0, 19),
    bounded: fc.constantFrom('none', 'limit', 'Wide'),
    used: fc.uniqueArray(fc.constantFrom(...USED), { maxLength: 3 }),
  })
  .map((draft) => {
    const crowd = Array.from({ length: draft.crowd }, (_, n) => `crowd-${n}`);
    const attached = (name: string) => [
      ...(draft.holders.includes(name) ? [arnOf('policy', 'shared')] : []),
      ...(draft.awsHolders.includes(name) ? [AWS_OWNED] : []),
      ...(name === 'scale' && draft.holders.length < 3
        ? crowd.slice(draft.holders.includes(name) ? 1 : 0).map((one) => arnOf('policy', one))
        : []),
    ];
    const boundary =
      draft.bounded === 'none'
        ? {}
        : { boundary: draft.bounded === 'limit' ? arnOf('policy', 'limit') : AWS_OWNED };
    const scale = role('scale', {
      ...boundary,
      inlinePolicies: draft.inline.map((document, n) => ({ name: `work-${n}`, document })),
      attachedPolicies: attached('scale').slice(0, 20),
    });
    const pip = user('pip', { ...boundary, groups: ['hands'], attachedPolicies: attached('pip') });
    const document = (n: number) => policy(allow(n % 2 === 0 ? 's3:*' : ['s3:*', 'ec2:*']));
    return {
      snapshot: {
        roles: [scale],
        users: [pip],
        groups: [group('hands', { attachedPolicies: attached('hands') })],
        managedPolicies: [
          managed('shared', draft.shared, {
            versionId: `v${draft.others + 1}`,
            versionCount: draft.others + 1,
            otherVersions: Array.from({ length: draft.others }, (_, n) => ({
              versionId: `v${n + 1}`,
              createdAt: ago(500 - n),
              document: document(n),
            })),
          }),
          managed('limit', draft.shared, {
            attachmentCount: 0,
            boundaryUsageCount: draft.bounded === 'limit' ? 2 : 0,
          }),
          managed('Wide', draft.aws, { arn: AWS_OWNED, owner: 'aws' }),
          ...crowd.map((name) => managed(name, policy(allow('ec2:DescribeVolumes')))),
        ],
      },
      usage: { uses: [scale, pip].flatMap((who) => draft.used.map((action) => use(who, action))) },
    };
  });

/** The call's own files, as the script's folder holds them. */
function give(iam: FakeIam, { files }: CliChange): void {
  for (const { name, document } of files) iam.files.set(name, JSON.stringify(document));
}

function run(iam: FakeIam, steps: readonly Step[]): void {
  for (const { commands } of steps) iam.run(commands);
}

test('applied, the account is as proposed; rolled back, it is as it was', () => {
  const seen = new Map<string, number>();
  fc.assert(
    fc.property(someAccount, (world) => {
      const evidence = evidenceOf(world);
      const [snapshot] = evidence.snapshots as [Snapshot];
      const result = audit(evidence, CATALOG, optionsOf(world));
      const iam = fakeIam(snapshot);
      const before = iam.state();
      const done: CliChange[] = [];
      for (const change of changesOf(result)) {
        const cli = cliChange(change.edits);
        if (cli === undefined) throw new Error(`no script for ${change.title}`);
        seen.set(change.kind, (seen.get(change.kind) ?? 0) + 1);
        give(iam, cli);
        run(iam, cli.apply);
        done.push(cli);
      }
      for (const { policy: whole } of result.accountProposals) {
        expect(JSON.stringify(iam.state())).toContain(
          JSON.stringify(JSON.stringify(whole.document)).slice(1, -1),
        );
      }
      for (const { after, before: old, kind } of result.recommendations) {
        const text = JSON.stringify(iam.state());
        for (const { document } of after) {
          expect(text).toContain(JSON.stringify(JSON.stringify(document)).slice(1, -1));
        }
        if (old.arn === AWS_OWNED && kind === 'replace-permissions-boundary') {
          expect(text).not.toContain(`"boundary":"${AWS_OWNED}"`);
        } else if (old.arn === AWS_OWNED) {
          expect(text).not.toContain(`"attached":["${AWS_OWNED}"`);
        }
      }
      for (const cli of done.toReversed()) {
        give(iam, cli);
        run(iam, cli.rollback);
      }
      expect(iam.state()).toEqual(before);
    }),
    { numRuns: 15 },
  );
  // The rarer kinds come up in some runs only.
  for (const kind of [
    'trim-managed-policy',
    'trim-permissions-boundary',
    'replace-permissions-boundary',
    'replace-aws-managed-policy',
    'service-control-policy',
    'permissions-boundary',
  ]) {
    expect(seen.get(kind) ?? 0, kind).toBeGreaterThan(0);
  }
});
