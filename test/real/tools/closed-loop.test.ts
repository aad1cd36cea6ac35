/**
 * The closed loop against real tools: an account in moto is audited, the proposals are applied as
 * scripts and as Terraform, the finding is gone, and what was done is taken back.
 */
import { cpSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { audit, loadCatalog, outputFiles, readFiles, startCollection } from '../../../src/index.js';
import type { Result } from '../../../src/model/result.js';
import { writeResult } from '../../../src/store/index.js';
import { accountState, authorizationDetails, seed, writeLogs } from './orchard.js';
import { ACCOUNT, type Cloud, missingTools, startCloud, WANTED } from './tools.js';

const TIMEOUT = 300_000;
vi.setConfig({ testTimeout: TIMEOUT });

const catalog = loadCatalog();

type Audited = { readonly result: Result; readonly folder: string };

async function auditNow(cloud: Cloud, states: readonly string[] = []): Promise<Audited> {
  const input = mkdtempSync(join(cloud.folder, 'input-'));
  const details = authorizationDetails(cloud);
  writeFileSync(join(input, 'authorization-details.json'), details);
  writeLogs(input, details);
  const collection = startCollection(catalog);
  for await (const event of readFiles([input, ...states])) collection.add(event);
  const result = audit(collection.finish(), catalog);
  const folder = join(input, 'out');
  writeResult(folder, outputFiles(result));
  return { result, folder };
}

function scripts({ folder }: Audited, name: string): readonly string[] {
  const cli = join(folder, 'apply', ACCOUNT, 'cli');
  return readdirSync(cli)
    .sort()
    .map((slug) => join(cli, slug, name));
}

test.runIf(WANTED)('every tool of the closed loop is on this machine', () => {
  expect(missingTools()).toEqual([]);
});

describe.runIf(WANTED && missingTools().length === 0)('the closed loop', () => {
  let cloud: Cloud;
  let before: string;
  let first: Audited;
  /** The account anew, as nobody has touched it. */
  const startOver = async () => {
    await cloud.reset();
    seed(cloud);
    before = accountState(cloud);
    first = await auditNow(cloud);
  };
  beforeAll(async () => {
    cloud = await startCloud();
    await startOver();
  }, TIMEOUT);
  afterAll(() => cloud?.stop());

  const run = (command: string, words: readonly string[], cwd?: string) => {
    const { status, text } = cloud.run(command, words, cwd);
    expect(status, `${command} ${words.join(' ')}\n${text}`).toBe(0);
    return text;
  };

  test('the account gives proposals of every kind, so that this suite means something', () => {
    expect([...new Set(first.result.recommendations.map(({ kind }) => kind))].sort()).toEqual([
      'remove-inline-policy',
      'replace-aws-managed-policy',
      'replace-permissions-boundary',
      'trim-inline-policy',
      'trim-managed-policy',
      'trim-permissions-boundary',
    ]);
    expect(first.result.revocations.map(({ kind }) => kind).sort()).toEqual([
      'empty-group',
      'role',
      'unattached-policy',
    ]);
  });

  test(
    'cfn-lint takes every template',
    () => {
      const folder = join(first.folder, 'apply', ACCOUNT, 'cloudformation');
      const files = readdirSync(folder).map((name) => join(folder, name));
      // W3037 holds actions against a list that is older than our catalogue.
      run('cfn-lint', ['-i', 'W3037', '--', ...files]);
    },
    TIMEOUT,
  );

  test(
    'the scripts are applied, may be run again, and nothing is left to propose',
    async () => {
      for (const script of scripts(first, 'apply.sh')) run('bash', [script]);
      expect(accountState(cloud)).not.toBe(before);
      for (const script of scripts(first, 'apply.sh').slice(0, 3)) run('bash', [script]);
      const second = await auditNow(cloud);
      expect(second.result.recommendations.map(({ id }) => id)).toEqual([]);
    },
    TIMEOUT,
  );

  test(
    'rolled back, the account is as it was',
    () => {
      for (const script of scripts(first, 'rollback.sh').toReversed()) run('bash', [script]);
      expect(accountState(cloud)).toBe(before);
    },
    TIMEOUT,
  );

  test('a policy that changed since stops the script before it changes anything', () => {
    const put = (document: string) =>
      cloud.aws(
        'iam',
        'put-role-policy',
        '--role-name=orchard-press',
        '--policy-name=press',
        `--policy-document=${document}`,
      );
    const held = cloud.aws(
      'iam',
      'get-role-policy',
      '--role-name=orchard-press',
      '--policy-name=press',
    ) as { readonly PolicyDocument: unknown };
    put(
      '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"ec2:*","Resource":"*"}]}',
    );
    const [script = ''] = scripts(first, 'apply.sh').filter((path) => path.includes('press'));
    const { status, text } = cloud.run('bash', [script]);
    expect(text).toContain('is not what was read');
    expect(status).toBe(3);
    put(JSON.stringify(held.PolicyDocument));
    expect(accountState(cloud)).toBe(before);
  });

  test('a caller of another account is refused', () => {
    const [script = ''] = scripts(first, 'apply.sh');
    const { status, text } = cloud.run('env', [
      'MOTO=x',
      'bash',
      '-c',
      `aws() { echo 444455556666; }; export -f aws; bash '${script}'`,
    ]);
    expect(text).toContain('nothing was done');
    expect(status).toBe(1);
  });

  test(
    'both forms of Terraform are valid, and plan the same: imports and changes in place',
    async () => {
      await startOver();
      const module = (format: string) => join(first.folder, 'apply', ACCOUNT, format);
      // With no provider given, it is found by what the module says of it.
      const alone = ['-u', 'TF_REATTACH_PROVIDERS', 'terraform', 'init', '-no-color'];
      run('env', alone, module('terraform'));
      const hcl = planned(module('terraform'));
      expect(planned(module('terraform-json'))).toEqual(hcl);
      const show = ['show', '-json', 'plan.bin'];
      const plan = JSON.parse(run('terraform', show, module('terraform'))) as Plan;
      expect(plan.resource_changes.flatMap(unexpected)).toEqual([]);
      expect(plan.resource_changes.some(({ change }) => change.actions.includes('update'))).toBe(
        true,
      );
    },
    TIMEOUT,
  );

  /** The provider of this suite talks to moto; all else is as it was written. */
  const useMoto = (module: string) =>
    writeFileSync(
      join(module, 'test_override.tf'),
      `provider "aws" {\n  skip_metadata_api_check = true\n  skip_region_validation  = true\n}\n`,
    );

  test(
    'Terraform for the management account of the organization is formatted and valid, in both forms',
    () => {
      for (const format of ['terraform-organization', 'terraform-organization-json']) {
        const module = join(first.folder, 'apply', ACCOUNT, format);
        expect(readdirSync(module).some((name) => name.startsWith('account-'))).toBe(true);
        run('terraform', ['fmt', '-check', '-diff', '-no-color'], module);
        run('terraform', ['init', '-no-color', '-input=false'], module);
        run('terraform', ['validate', '-no-color'], module);
      }
    },
    TIMEOUT,
  );

  /** @returns what is not left as it is, as `terraform plan -json` tells it */
  const planned = (module: string): readonly PlannedChange[] => {
    useMoto(module);
    run('terraform', ['fmt', '-check', '-diff', '-no-color'], module);
    run('terraform', ['init', '-no-color', '-input=false'], module);
    const told = run('terraform', ['plan', '-json', '-input=false', '-out=plan.bin'], module);
    return told
      .split('\n')
      .filter((line) => line.includes('"type":"planned_change"'))
      .map((line) => (JSON.parse(line) as { change: PlannedChange }).change)
      .map(({ resource, action, importing }) => ({ resource, action, importing }))
      .toSorted((a, b) => (a.resource.addr < b.resource.addr ? -1 : 1));
  };

  test(
    'Terraform applies it, and nothing is left to propose but what takes a second step',
    async () => {
      const module = join(first.folder, 'apply', ACCOUNT, 'terraform');
      run('terraform', ['apply', '-no-color', '-input=false', 'plan.bin'], module);
      const after = await auditNow(cloud);
      const inTwoSteps = first.result.recommendations.filter(
        ({ kind }) => kind === 'remove-inline-policy',
      );
      expect(after.result.recommendations.map(({ id }) => id)).toEqual(
        inTwoSteps.map(({ id }) => id),
      );
    },
    TIMEOUT,
  );

  test(
    'what Terraform did is taken back by the scripts',
    () => {
      for (const script of scripts(first, 'rollback.sh').toReversed()) run('bash', [script]);
      expect(accountState(cloud)).toBe(before);
    },
    TIMEOUT,
  );

  test(
    'what a state keeps is edited at its address, in place; nobody else gets code for it',
    async () => {
      const kept = join(first.folder, 'apply', ACCOUNT, 'terraform');
      const owned = await auditNow(cloud, [join(kept, 'terraform.tfstate')]);
      const apply = join(owned.folder, 'apply', ACCOUNT);
      // What was replaced is somebody else's again: the state keeps what took its place.
      const free = readdirSync(join(apply, 'cli')).filter((slug) => !slug.startsWith('account-'));
      expect(free).toEqual(['user-pip-AmazonEC2FullAccess']);
      expect(readdirSync(join(apply, 'terraform-edits')).length).toBeGreaterThan(3);
      const shown = join(cloud.folder, 'shown.json');
      writeFileSync(shown, run('terraform', ['show', '-json'], kept));
      const again = await auditNow(cloud, [shown]);
      const owners = ({ result }: Audited) =>
        result.recommendations.map(({ standing }) =>
          standing.owners.map((owner) => ({ ...owner, state: '' })),
        );
      expect(owners(again)).toEqual(owners(owned));

      const module = mkdtempSync(join(cloud.folder, 'owned-'));
      for (const name of ['provider.tf', 'terraform.tfstate']) {
        cpSync(join(kept, name), join(module, name));
      }
      // The configuration as its owner has it, with each edit beside as an override file.
      const edits = join(apply, 'terraform-edits');
      for (const slug of readdirSync(edits)) {
        const edit = readFileSync(join(edits, slug, 'edit.tf'), 'utf8');
        if (edit.includes('# Delete the block')) continue;
        const block = readFileSync(join(kept, `${slug}.tf`), 'utf8');
        writeFileSync(join(module, `${slug}.tf`), block.replace(/^import \{[^}]*\}\n\n/gm, ''));
        writeFileSync(join(module, `${slug}_override.tf`), edit);
      }
      const changes = planned(module);
      expect(changes.filter(({ importing }) => importing !== undefined)).toEqual([]);
      const addresses = (wanted: string) =>
        changes.filter(({ action }) => action === wanted).map(({ resource }) => resource.addr);
      expect(addresses('update')).toEqual([
        'aws_iam_policy.policy_orchard_limit',
        'aws_iam_policy.policy_orchard_rungs__1',
        'aws_iam_policy.policy_orchard_shared',
        'aws_iam_role.policy_amazonec2fullaccess__2',
        'aws_iam_role_policy.role_orchard_press_press',
      ]);
      // Only what the edits say to delete goes.
      const texts = readdirSync(edits).map((slug) =>
        readFileSync(join(edits, slug, 'edit.tf'), 'utf8'),
      );
      for (const address of addresses('delete')) {
        expect(texts.some((text) => text.includes(`# Delete the block ${address},`))).toBe(true);
      }
    },
    TIMEOUT,
  );

  test(
    'what is stale is quarantined and let go again',
    () => {
      const stage = (name: string) => join(first.folder, 'revocation', ACCOUNT, name);
      run('bash', [stage('1-quarantine.sh')]);
      expect(accountState(cloud)).toContain('leastwise-quarantine');
      run('bash', [stage('1-quarantine.undo.sh')]);
      expect(accountState(cloud)).toBe(before);
    },
    TIMEOUT,
  );

  test(
    'what is deleted is made again',
    () => {
      const stage = (name: string) => join(first.folder, 'revocation', ACCOUNT, name);
      run('bash', [stage('1-quarantine.sh')]);
      run('bash', [stage('2-delete.sh')]);
      expect(accountState(cloud)).not.toContain('orchard-ladder');
      run('bash', [stage('2-delete.undo.sh')]);
      expect(accountState(cloud)).toBe(before);
    },
    TIMEOUT,
  );
});

type PlannedChange = {
  readonly resource: { readonly addr: string };
  readonly action: string;
  readonly importing?: unknown;
};

type Plan = {
  readonly resource_changes: readonly {
    readonly address: string;
    readonly change: { readonly actions: readonly string[]; readonly importing?: unknown };
  }[];
};

/** New policies and the attachments that swap to them may be made; nothing else. */
function unexpected({ address, change }: Plan['resource_changes'][number]): readonly string[] {
  const actions = change.actions.join(' ');
  if (actions === 'no-op' || actions === 'update') {
    return change.importing === undefined ? [`${address} is not imported`] : [];
  }
  if (/^aws_iam_policy\./.test(address) && actions === 'create') return [];
  if (/_policy_attachment\./.test(address) && /^(?:create|create delete)$/.test(actions)) return [];
  return [`${address}: ${actions}`];
}
