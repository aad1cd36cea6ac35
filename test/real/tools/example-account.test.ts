/** All that is written for the example account is taken by the tools that it is written for. */

import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { audit, outputFiles } from '../../../src/index.js';
import { writeResult } from '../../../src/store/index.js';
import { collectMeadow } from '../../meadow.js';
import {
  ACCOUNT,
  missingTools,
  offlineTerraform,
  type Provider,
  startProvider,
  WANTED,
} from './tools.js';

const TIMEOUT = 300_000;

describe.runIf(WANTED && missingTools().length === 0)('the example account', () => {
  let folder: string;
  let provider: Provider;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'leastwise-example-'));
    provider = await startProvider({ ...process.env, ...offlineTerraform(folder) });
    const { evidence, catalog } = await collectMeadow();
    writeResult(join(folder, 'out'), outputFiles(audit(evidence, catalog)));
  }, TIMEOUT);
  afterAll(() => {
    provider?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  const run = (command: string, words: readonly string[], cwd: string) => {
    const { status, stdout, stderr } = spawnSync(command, words, {
      cwd,
      env: provider.env,
      encoding: 'utf8',
    });
    expect(status, `${command} ${words.join(' ')}\n${stdout}${stderr}`).toBe(0);
  };

  test('cfn-lint takes every template', { timeout: TIMEOUT }, () => {
    const templates = join(folder, 'out/apply', ACCOUNT, 'cloudformation');
    const files = readdirSync(templates);
    expect(files.length).toBeGreaterThan(20);
    // W3037 holds actions against a list that is older than our catalogue.
    run('cfn-lint', ['-i', 'W3037', '--', ...files], templates);
  });

  test.each(['terraform', 'terraform-json'])(
    '%s is formatted and valid',
    { timeout: TIMEOUT },
    (format) => {
      const module = join(folder, 'out/apply', ACCOUNT, format);
      run('terraform', ['fmt', '-check', '-diff', '-no-color'], module);
      run('terraform', ['init', '-no-color', '-input=false'], module);
      run('terraform', ['validate', '-no-color'], module);
    },
  );
});
