/** What somebody keeps in code gets code for its owner only. */
import { beforeAll, describe, expect, test } from 'vitest';
import { audit, outputFiles } from '../../../src/index.js';
import { attachmentTo, inlinePolicyOf, type KeptInTerraform } from '../../../src/model/standing.js';
import {
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
} from '../../world.js';

const AWS_EC2 = 'arn:aws:iam::aws:policy/AmazonEC2FullAccess' as ReturnType<typeof arnOf>;
const press = role('press', { inlinePolicies: inline(allow(['ec2:*', 'sqs:*'])) });
const scale = role('scale', { attachedPolicies: [arnOf('policy', 'weigh')] });
const stall = role('stall', { inlinePolicies: inline(allow(['ec2:*', 'sns:*'])) });
const pip = user('pip', { attachedPolicies: [AWS_EC2] });
const stack = role('stack', {
  inlinePolicies: inline(allow(['ec2:*', 'sqs:*'])),
  tags: [
    { key: 'aws:cloudformation:stack-name', value: 'shop' },
    { key: 'aws:cloudformation:logical-id', value: 'Stack' },
  ],
});
const free = role('free', { inlinePolicies: inline(allow(['ec2:*', 'sqs:*'])) });

const kept = (of: string, address: string): KeptInTerraform => ({
  of,
  address,
  state: 'prod.tfstate',
});

let paths: readonly string[];
let content: (path: string) => string;
beforeAll(() => {
  const world = {
    snapshot: {
      roles: [press, scale, stall, stack, free],
      users: [pip],
      managedPolicies: [
        managed('weigh', policy(allow(['ec2:*', 'lambda:*']))),
        managed('AmazonEC2FullAccess', policy(allow(['ec2:*'])), { arn: AWS_EC2, owner: 'aws' }),
      ],
      keptInTerraform: [
        kept(press.arn, 'module.shop["eu"].aws_iam_role.press'),
        kept(inlinePolicyOf(press.arn, 'work'), 'module.shop["eu"].aws_iam_role_policy.work[0]'),
        kept(arnOf('policy', 'weigh'), 'aws_iam_policy.weigh'),
        kept(stall.arn, 'aws_iam_role.stall'),
        kept(attachmentTo(pip.arn, AWS_EC2), 'aws_iam_user_policy_attachment.pip'),
      ],
    },
    usage: {
      uses: [press, scale, stall, pip, stack, free].map((who) => use(who, 'ec2:DescribeVolumes')),
    },
  };
  const result = audit(evidenceOf(world), CATALOG, optionsOf(world));
  const files = outputFiles(result).filter(({ path }) => path[0] === 'apply');
  paths = files.map(({ path }) => path.slice(2).join('/'));
  content = (name) => files.find(({ path }) => path.slice(2).join('/') === name)?.content ?? '';
});

describe('what a Terraform state keeps', () => {
  test.each(['role-press-work', 'policy-weigh', 'role-stall-work', 'user-pip-AmazonEC2FullAccess'])(
    '%s gets Terraform and no script, template or import into another module',
    (slug) => {
      const own = paths.filter((path) => path.includes(slug) && !path.startsWith('diff/'));
      expect(own).toEqual([
        `terraform-edits/${slug}/edit.tf`,
        `terraform-edits-json/${slug}/edit.tf.json`,
      ]);
    },
  );

  test('a resource of its own is the block itself, with its address', () => {
    const text = content('terraform-edits/role-press-work/edit.tf');
    expect(text).toContain(
      '# Kept at module.shop["eu"].aws_iam_role_policy.work[0], says prod.tfstate',
    );
    expect(text).toContain('# The block makes several');
    expect(text).toContain('resource "aws_iam_role_policy" "work" {');
    expect(text).not.toContain('import {');
    expect(content('terraform-edits/policy-weigh/edit.tf')).not.toMatch(/import|ignore_changes/);
  });

  test('a policy in no state, of a role that is in one, goes beside it', () => {
    const text = content('terraform-edits/role-stall-work/edit.tf');
    expect(text).toContain('No resource of its own in the state: change it in aws_iam_role.stall');
    expect(text).toContain('import {');
  });

  test('an attachment is the block itself, with the new policy', () => {
    const text = content('terraform-edits/user-pip-AmazonEC2FullAccess/edit.tf');
    expect(text).toContain('resource "aws_iam_user_policy_attachment" "pip" {');
    expect(text).toMatch(/policy_arn += aws_iam_policy\./);
    expect(text).not.toContain('import {');
  });
});

test('what CloudFormation keeps gets a template and a construct', () => {
  expect(paths.filter((path) => path.includes('role-stack')).sort()).toEqual([
    'cdk/role-stack-work.ts',
    'cloudformation/role-stack-work.yaml',
    'diff/role-stack-work.patch',
    'diff/role-stack-work.txt',
  ]);
});

test('what nobody keeps gets everything', () => {
  expect(
    paths.filter((path) => path.includes('role-free')).map((path) => path.split('/')[0]),
  ).toEqual(
    expect.arrayContaining(['cli', 'terraform', 'terraform-json', 'cloudformation', 'cdk', 'diff']),
  );
});
