/** The scripts run as shell: what they call is exactly what the plan says. */
import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import type { Revocation } from '../../src/model/recommendation.js';
import { renderStage } from '../../src/report/revocation-script.js';

const folder = mkdtempSync(join(tmpdir(), 'leastwise-script-'));
const log = join(folder, 'calls');
afterAll(() => rmSync(folder, { recursive: true }));

/** Stands for the AWS CLI: notes its words, answers what the scripts ask. */
const AWS = `#!/bin/sh
case "$1 $2" in
  'sts get-caller-identity') echo "$ACCOUNT";;
  'iam list-access-keys') echo "$KEY";;
esac
for word in "$@"; do printf '%s\\n' "$word" >>'${log}'; done
echo -- >>'${log}'
`;

function runScript(
  script: string,
  { account = '111122223333', key = 'AKIAIOSFODNN7EXAMPLE' } = {},
): { readonly status: number | null; readonly calls: readonly (readonly string[])[] } {
  writeFileSync(join(folder, 'aws'), AWS);
  chmodSync(join(folder, 'aws'), 0o755);
  writeFileSync(log, '');
  const { status } = spawnSync('bash', ['-c', script], {
    cwd: folder,
    env: { PATH: `${folder}:${process.env.PATH}`, ACCOUNT: account, KEY: key },
  });
  const calls = readFileSync(log, 'utf8').split('--\n').slice(0, -1);
  return { status, calls: calls.map((call) => call.split('\n').slice(0, -1)) };
}

const role: Revocation = {
  id: 'stale-role x',
  kind: 'role',
  account: '111122223333',
  arn: 'arn:aws:iam::111122223333:role/meadow-warehouse-kiosk',
  name: 'meadow-warehouse-kiosk',
  lastUsedAt: undefined,
  evidence: ['quiet\nrm -rf / # \u001b[31m'],
  dependants: [],
  ownerHints: [],
  backup: undefined,
  stages: [
    {
      stage: 'quarantine',
      why: 'it can be taken back',
      commands: [{ words: ['aws', 'iam', 'tag-role', "--tags=[{'k': $(touch /tmp/owned)}]"] }],
      undo: [],
    },
  ],
};

const key: Revocation = {
  ...role,
  kind: 'access-key',
  stages: [
    {
      stage: 'quarantine',
      why: 'refused at once',
      commands: [
        { words: ['aws', 'iam', 'list-access-keys'], captures: 'KEY_ID' },
        { words: ['aws', 'iam', 'update-access-key', '--access-key-id', { variable: 'KEY_ID' }] },
      ],
      undo: [],
    },
  ],
};

describe('a stage as a script', () => {
  const script = renderStage([role], '111122223333', 'quarantine', 'do') ?? '';

  test('is valid shell and calls what the plan says, word for word', () => {
    execFileSync('bash', ['-n', '-c', script]);
    const { status, calls } = runScript(script);
    expect(status).toBe(0);
    expect(calls.at(-1)).toEqual(['iam', 'tag-role', "--tags=[{'k': $(touch /tmp/owned)}]"]);
  });

  test('refuses another account than the audited one', () => {
    const { status, calls } = runScript(script, { account: '444455556666' });
    expect(status).toBe(1);
    expect(calls).toHaveLength(1);
  });

  test('stops when the key is not found', () => {
    const stage = renderStage([key], '111122223333', 'quarantine', 'do') ?? '';
    expect(runScript(stage).calls.at(-1)).toEqual([
      'iam',
      'update-access-key',
      '--access-key-id',
      'AKIAIOSFODNN7EXAMPLE',
    ]);
    for (const missing of ['', 'None', 'AKIAIOSFODNN7EXAMPLE\tAKIAI44QH8DHBEXAMPLE']) {
      const { status, calls } = runScript(stage, { key: missing });
      expect(status).not.toBe(0);
      expect(calls.at(-1)).toEqual(['iam', 'list-access-keys']);
    }
  });

  test('leaves alone what AWS answers something else about, before it changes anything', () => {
    const words = ['aws', 'iam', 'list-access-keys'];
    const change = { words: ['aws', 'iam', 'delete-user', '--user-name=x'] };
    const stage = (expects: string) =>
      renderStage(
        [
          {
            ...role,
            stages: [
              {
                stage: 'delete',
                why: '',
                requires: [{ ask: { words, expects }, otherwise: "it's another" }],
                commands: [change],
                undo: [],
              },
            ],
          },
        ],
        '111122223333',
        'delete',
        'do',
      ) ?? '';
    const refused = runScript(stage("it's $(none)"), { key: 'another' });
    expect(refused.status).toBe(0);
    expect(refused.calls.at(-1)).toEqual(words.slice(1));
    const done = runScript(stage("it's $(none)"), { key: "it's $(none)" });
    expect(done.status).toBe(0);
    expect(done.calls.at(-1)).toEqual(change.words.slice(1));
  });

  test('keeps what one stage read for the other to bring back, readable to its owner only', () => {
    const both: Revocation = {
      ...role,
      stages: [
        {
          stage: 'delete',
          why: '',
          commands: [{ words: ['aws', 'iam', 'list-access-keys'], writes: 'role-a+b.json' }],
          undo: [
            {
              words: ['aws', 'iam', 'update-role', '--cli-input-json=file://role-a+b.json'],
              reads: 'role-a+b.json',
            },
          ],
        },
      ],
    };
    const render = (direction: 'do' | 'undo') =>
      renderStage([both], '111122223333', 'delete', direction) ?? '';
    expect(runScript(render('undo')).calls).toHaveLength(1);
    expect(runScript(render('do')).status).toBe(0);
    expect(readFileSync(join(folder, 'role-a+b.json'), 'utf8')).toContain('AKIA');
    expect(statSync(join(folder, 'role-a+b.json')).mode & 0o777).toBe(0o600);
    expect(runScript(render('undo')).calls.at(-1)?.at(1)).toBe('update-role');
  });

  test('deletes nothing that somebody keeps in code: it says where', () => {
    const address = 'aws_iam_role.kiosk["$(reboot)\u001b[31m"]';
    const owned: Revocation = {
      ...role,
      owners: [{ kind: 'terraform', of: role.arn, address, state: 'prod.tfstate' }],
      stages: [
        {
          stage: 'delete',
          why: '',
          commands: [{ words: ['aws', 'iam', 'delete-role'] }],
          undo: [],
        },
      ],
    };
    const stage = renderStage([owned], '111122223333', 'delete', 'do') ?? '';
    expect(stage).toContain('delete it where it is kept: Terraform at aws_iam_role.kiosk');
    expect(stage).not.toContain('delete-role');
    expect(stage).not.toContain('\u001b');
    expect(runScript(stage).status).toBe(0);
  });

  test('what cannot be restored is done only where it is named, and what is not as it must be is left', () => {
    const stage = (answer: string) =>
      renderStage(
        [
          {
            ...role,
            stages: [
              {
                stage: 'delete',
                why: '',
                asksBecause: "its device's secret $(touch /tmp/owned)",
                requires: [
                  {
                    ask: { words: ['aws', 'iam', 'list-access-keys'], expects: answer },
                    otherwise: 'it has a key',
                  },
                ],
                commands: [{ words: ['aws', 'iam', 'delete-role'] }],
                undo: [],
              },
            ],
          },
          key,
        ],
        '111122223333',
        'delete',
        'do',
      ) ?? '';
    const calls = (script: string, name?: string) =>
      runScript(name === undefined ? script : `set -- ${name}\n${script}`).calls.map(
        ([, operation]) => operation,
      );
    expect(calls(stage('AKIAIOSFODNN7EXAMPLE'))).not.toContain('delete-role');
    expect(calls(stage('AKIAIOSFODNN7EXAMPLE'), 'role/meadow-warehouse-kiosk')).toContain(
      'delete-role',
    );
    const other = runScript(`set -- role/meadow-warehouse-kiosk\n${stage('none')}`);
    expect(other.status).toBe(0);
    expect(other.calls.map(([, operation]) => operation)).not.toContain('delete-role');
  });

  test('is absent where there is nothing to do', () => {
    expect(renderStage([role], '111122223333', 'quarantine', 'undo')).toBeUndefined();
    expect(renderStage([role], '444455556666', 'quarantine', 'do')).toBeUndefined();
  });
});
