/** Starts what the closed loop needs: moto as AWS, the AWS CLI, Terraform with an offline provider. */
import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';

export const ACCOUNT = '111122223333';
const MIRROR = '/opt/tf-plugins';
const PROVIDER = 'registry.terraform.io/hashicorp/aws';

/** Set by `.ci/run`, which then insists on every tool. */
export const WANTED: boolean = process.env.LEASTWISE_REAL_TOOLS === '1';

export function missingTools(): readonly string[] {
  return [
    ...['aws', 'moto_server', 'terraform', 'cfn-lint'].filter(
      (tool) => spawnSync('sh', ['-c', `command -v ${tool}`]).status !== 0,
    ),
    ...(existsSync(MIRROR) ? [] : [`the Terraform provider mirror ${MIRROR}`]),
  ];
}

export type Cloud = {
  readonly folder: string;
  readonly aws: (...words: readonly string[]) => unknown;
  /** @returns exit code and all that was written */
  readonly run: (
    command: string,
    words: readonly string[],
    cwd?: string,
  ) => { readonly status: number | null; readonly text: string };
  /** An empty account again. */
  readonly reset: () => Promise<void>;
  readonly stop: () => void;
};

/** Variables with which Terraform takes its provider from the mirror and calls nobody. */
export function offlineTerraform(folder: string): NodeJS.ProcessEnv {
  const settings = join(folder, 'terraform.rc');
  writeFileSync(
    settings,
    `provider_installation {\n  filesystem_mirror {\n    path = "${MIRROR}"\n  }\n}\n`,
  );
  return { TF_CLI_CONFIG_FILE: settings, TF_IN_AUTOMATION: '1', CHECKPOINT_DISABLE: '1' };
}

export type Provider = {
  /** With these, Terraform takes the provider that runs, and `init` has nothing to find. */
  readonly env: NodeJS.ProcessEnv;
  readonly stop: () => void;
};

/** One provider for all commands: to start it takes longer than what most of them do. */
export async function startProvider(env: NodeJS.ProcessEnv): Promise<Provider> {
  const folder = join(MIRROR, PROVIDER);
  const binary = readdirSync(folder, { recursive: true, encoding: 'utf8' }).find((name) =>
    basename(name).startsWith('terraform-provider-aws'),
  );
  const provider = spawn(join(folder, binary ?? 'none'), ['-debug'], {
    env,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  let written = '';
  for await (const piece of provider.stdout) {
    written += piece;
    const attach = /TF_REATTACH_PROVIDERS='([^']*)'/.exec(written)?.[1];
    if (attach === undefined) continue;
    return { env: { ...env, TF_REATTACH_PROVIDERS: attach }, stop: () => provider.kill() };
  }
  throw new Error(`the Terraform provider ended by itself: ${written}`);
}

export async function startCloud(): Promise<Cloud> {
  const folder = mkdtempSync(join(tmpdir(), 'leastwise-cloud-'));
  const port = await freePort();
  const endpoint = `http://127.0.0.1:${port}`;
  const bin = join(folder, 'bin');
  mkdirSync(bin);
  const env: NodeJS.ProcessEnv = {
    PATH: `${bin}:${process.env.PATH}`,
    HOME: folder,
    PYENV_ROOT: process.env.PYENV_ROOT,
    AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE',
    AWS_SECRET_ACCESS_KEY: 'an-example-that-opens-nothing',
    AWS_DEFAULT_REGION: 'us-east-1',
    AWS_ENDPOINT_URL: endpoint,
    AWS_PAGER: '',
    MOTO_ACCOUNT_ID: ACCOUNT,
    MOTO_IAM_LOAD_MANAGED_POLICIES: 'true',
    ...offlineTerraform(folder),
  };
  const server = spawn('moto_server', ['-H', '127.0.0.1', '-p', String(port)], {
    env,
    stdio: 'ignore',
  });
  await answers(endpoint, server);
  const warm = await warmAws(folder, bin, env);
  const provider = await startProvider(env);
  const aws = (...words: readonly string[]): unknown => {
    const text = execFileSync('aws', [...words, '--output', 'json'], {
      env,
      encoding: 'utf8',
      maxBuffer: 256 * 1024 * 1024,
    });
    return text.trim() === '' ? undefined : JSON.parse(text);
  };
  return {
    folder,
    aws,
    run: (command, words, cwd = folder) => {
      const { status, stdout, stderr } = spawnSync(command, words, {
        env: provider.env,
        cwd,
        encoding: 'utf8',
        timeout: 180_000,
        maxBuffer: 64 * 1024 * 1024,
      });
      return { status, text: `${stdout}${stderr}` };
    },
    reset: async () => {
      await fetch(`${endpoint}/moto-api/reset`, { method: 'POST' });
    },
    stop: () => {
      server.kill();
      warm?.kill();
      provider.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Loading the AWS CLI takes longer than any call here. A CLI that no Python holds runs as it is. */
async function warmAws(
  folder: string,
  bin: string,
  env: NodeJS.ProcessEnv,
): Promise<ChildProcess | undefined> {
  const python = spawnSync('python3', ['-c', 'import awscli, sys; print(sys.executable)'], {
    env,
    encoding: 'utf8',
  }).stdout.trim();
  if (python === '') return undefined;
  const socket = join(folder, 'aws.socket');
  const script = join(import.meta.dirname, 'warm-aws.py');
  const server = spawn(python, [script, 'serve', socket], { env, cwd: folder, stdio: 'ignore' });
  for (let tries = 0; !existsSync(socket); tries += 1) {
    if (server.exitCode !== null || tries > 600) throw new Error('the AWS CLI did not start');
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  writeFileSync(
    join(bin, 'aws'),
    `#!/bin/sh\nexec '${python}' -S -E '${script}' call '${socket}' "$@"\n`,
    { mode: 0o755 },
  );
  return server;
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}

async function answers(endpoint: string, server: ChildProcess): Promise<void> {
  for (let tries = 0; tries < 300; tries += 1) {
    if (server.exitCode !== null) throw new Error('moto_server ended by itself');
    try {
      await fetch(`${endpoint}/moto-api/`);
      return;
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
  }
  server.kill();
  throw new Error('moto_server did not answer within a minute');
}
