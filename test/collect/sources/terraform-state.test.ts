/** Terraform states by their content: what is taken of them, and what is said of odd ones. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { TerraformResource } from '../../../src/collect/records.js';
import { readFiles } from '../../../src/collect/sources/files.js';
import { type FileRead, readAll } from './read-all.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'leastwise-terraform-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

async function readOne(content: unknown): Promise<FileRead> {
  const path = join(folder, 'input');
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  const { files } = await readAll(readFiles([path]));
  expect(files).toHaveLength(1);
  return files[0] as FileRead;
}

const resources = ({ records }: FileRead): readonly TerraformResource[] =>
  records.flatMap((record) =>
    record.kind === 'terraform-resource' && record.resource !== undefined ? record.resource : [],
  );
const problems = ({ records }: FileRead): readonly string[] =>
  records.flatMap((record) => (record.kind === 'broken' ? record.problem.message : []));

const ROLE = {
  arn: 'arn:aws:iam::111122223333:role/shop/kiosk',
  name: 'kiosk',
  assume_role_policy: '{}',
  tags: { token: 'hunter2' },
};
const KEY = { id: 'AKIAIOSFODNN7EXAMPLE', user: 'sam', secret: 'hunter2' };
const PROVIDER = 'provider["registry.terraform.io/hashicorp/aws"]';

const tfstate = (...listed: readonly unknown[]) => ({
  version: 4,
  terraform_version: '1.11.4',
  serial: 7,
  lineage: '0b6f0c39-5d4e-8a2f-6c1d-3f8a1b2c4d5e',
  outputs: { password: { value: 'hunter2', type: 'string', sensitive: true } },
  resources: listed,
  check_results: null,
});
const block = (type: string, name: string, instances: readonly unknown[], more: object = {}) => ({
  mode: 'managed',
  type,
  name,
  provider: PROVIDER,
  instances,
  ...more,
});
const shown = (root_module: unknown) => ({
  format_version: '1.0',
  terraform_version: '1.11.4',
  values: { outputs: { password: { sensitive: true, value: 'hunter2' } }, root_module },
});

describe('what a state keeps', () => {
  test('of the file: modules, count, for_each; what waits to be destroyed is not kept', async () => {
    const file = await readOne(
      tfstate(
        block('aws_iam_role', 'kiosk', [{ attributes: ROLE }], { module: 'module.shop["eu"]' }),
        block('aws_iam_role_policy', 'work', [
          { index_key: 0, attributes: { role: 'kiosk', name: 'a', policy: '{}' } },
          { index_key: 'b"', attributes: { role: 'kiosk', name: 'b', policy: '{}' } },
          { index_key: 2, deposed: '0123abcd', attributes: { role: 'kiosk', name: 'old' } },
        ]),
        block('aws_caller_identity', 'me', [{ attributes: { account_id: '111122223333' } }], {
          mode: 'data',
        }),
        block('aws_iam_access_key', 'sam', [{ attributes: KEY }]),
      ),
    );
    expect(file.file.kind).toBe('terraform-state');
    expect(file.end.status).toBe('read');
    expect(resources(file).map(({ address, mode, names }) => [address, mode, names])).toEqual([
      [
        'module.shop["eu"].aws_iam_role.kiosk',
        'managed',
        { arn: 'arn:aws:iam::111122223333:role/shop/kiosk', name: 'kiosk' },
      ],
      ['aws_iam_role_policy.work[0]', 'managed', { role: 'kiosk', name: 'a' }],
      ['aws_iam_role_policy.work["b\\""]', 'managed', { role: 'kiosk', name: 'b' }],
      ['aws_caller_identity.me', 'data', { account_id: '111122223333' }],
      ['aws_iam_access_key.sam', 'managed', { user: 'sam' }],
    ]);
    expect(JSON.stringify(file)).not.toContain('hunter2');
  });

  test('of a file larger than what is held at once', async () => {
    const lambda = block('aws_lambda_function', 'web', [{ attributes: { code: 'x'.repeat(1e6) } }]);
    const role = block('aws_iam_role', 'kiosk', [{ attributes: ROLE }]);
    const file = await readOne(tfstate(...Array.from({ length: 40 }, () => lambda), role));
    expect(problems(file)).toEqual([]);
    expect(file.end.status).toBe('read');
    expect(resources(file)).toHaveLength(41);
    expect(resources(file).at(-1)?.address).toBe('aws_iam_role.kiosk');
  });

  test('of `terraform show -json`: nested modules', async () => {
    const resource = (address: string, type: string, values: unknown) => ({
      address,
      mode: 'managed',
      type,
      name: 'it',
      provider_name: 'registry.terraform.io/hashicorp/aws',
      values,
      sensitive_values: {},
    });
    const file = await readOne(
      shown({
        resources: [resource('aws_iam_access_key.it', 'aws_iam_access_key', KEY)],
        child_modules: [
          {
            address: 'module.a',
            child_modules: [
              {
                address: 'module.a.module.b',
                resources: [resource('module.a.module.b.aws_iam_role.it', 'aws_iam_role', ROLE)],
              },
            ],
          },
        ],
      }),
    );
    expect(resources(file).map(({ address }) => address)).toEqual([
      'aws_iam_access_key.it',
      'module.a.module.b.aws_iam_role.it',
    ]);
    expect(JSON.stringify(file)).not.toContain('hunter2');
  });

  test('of a plan: what is kept now, not what would be', async () => {
    const role = (name: string) => ({
      resources: [
        {
          address: `aws_iam_role.${name}`,
          type: 'aws_iam_role',
          mode: 'managed',
          values: { ...ROLE, name },
        },
      ],
    });
    const file = await readOne({
      ...shown(undefined),
      values: undefined,
      planned_values: { root_module: role('new') },
      prior_state: { format_version: '1.0', values: { root_module: role('kiosk') } },
    });
    expect(resources(file).map(({ address }) => address)).toEqual(['aws_iam_role.kiosk']);
  });

  test.each([
    { what: 'an empty file', state: tfstate() },
    { what: 'nothing shown', state: { format_version: '1.0', terraform_version: '1.11.4' } },
  ])('$what is a state, too', async ({ state }) => {
    const file = await readOne(state);
    expect(file.file.kind).toBe('terraform-state');
    expect(file.records).toHaveLength(1);
    expect(problems(file)).toEqual([]);
  });
});

describe('odd states', () => {
  test.each([
    {
      why: 'Terraform before 0.12',
      state: { ...tfstate(), version: 3, modules: [] },
      says: /version 3: give what `terraform show -json` writes/,
    },
    {
      why: 'a format of later years',
      state: { format_version: '9.1', terraform_version: '4.0.0', values: {} },
      says: /format of Terraform that is not known: 9\.1/,
    },
    {
      why: 'encryption of OpenTofu',
      state: { serial: 1, lineage: 'x', encrypted_data: 'AAAA', encryption_version: 'v0' },
      says: /is encrypted: give what `tofu show -json` writes/,
    },
    { why: 'no list', state: { ...tfstate(), resources: {} }, says: /no list/ },
    {
      why: 'resources of every wrong shape',
      state: tfstate(null, 7, 'x', [], {}, { type: 'aws_iam_role', name: 'x', instances: 'x' }),
      says: /is no resource of Terraform/,
    },
    {
      why: 'a name longer than any',
      state: tfstate(block('x'.repeat(5000), 'x', [])),
      says: /is no resource of Terraform/,
    },
  ])('$why: a clear problem', async ({ state, says }) => {
    const file = await readOne(state);
    expect(file.file.kind).toBe('terraform-state');
    expect(problems(file)[0]).toMatch(says);
    expect(resources(file)).toEqual([]);
  });

  test('members that turn up in no state, `__proto__` and modules without end do no harm', async () => {
    const deep = 20_000;
    const nested = `${'{"child_modules":['.repeat(deep)}${']}'.repeat(deep)}`;
    const file = await readOne(
      `{"format_version":"1.0","terraform_version":"1","values":{"root_module":${nested},"__proto__":{"x":1}}}`,
    );
    expect(file.file.kind).toBe('terraform-state');
    expect(resources(file)).toEqual([]);
    const odd = await readOne(
      tfstate(
        block('__proto__', 'constructor', [{ attributes: { toString: 'x' } }, null, 7]),
        block('aws_iam_role', 'x', [{ attributes: { arn: 7, name: ['a', 1], role: {} } }]),
      ),
    );
    expect(problems(odd)).toEqual([]);
    expect(resources(odd).map(({ names }) => names)).toEqual([{}, {}, {}, { name: ['a'] }]);
  });

  test('a cut file', async () => {
    const whole = JSON.stringify(tfstate(block('aws_iam_role', 'kiosk', [{ attributes: ROLE }])));
    const file = await readOne(whole.slice(0, -20));
    expect(file.end.status).not.toBe('read');
    expect(JSON.stringify(file)).not.toContain('hunter2');
  });
});
