/**
 * The real process, killed or interrupted in the middle, again and again in the same folder: what comes
 * out at last is what an undisturbed run reads, and until then the folder says that it is not whole.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { loadCatalog } from '../../src/catalog/catalog.js';
import { startCollection } from '../../src/collect/index.js';
import { readFiles } from '../../src/collect/sources/files.js';
import { audit } from '../../src/index.js';
import type { Result } from '../../src/model/result.js';
import { authorizationDetails, bucketHandlers, trailObjects } from '../aws/account.js';
import { type Fake, HOME, startFake } from '../aws/fake.js';
import { richAccountHandlers } from '../aws/rich-account.js';

const CLI = 'dist/cli/main.cjs';
const FILES = 24;
const ROLES = Array.from({ length: 6 }, (_, n) => [`pier-${n}`, `quay-${n}`]);
const catalog = loadCatalog();

/** Moments, in calls of the run: early, in the middle of pages, in the middle of log files. */
const KILLS = [
  { signal: 'SIGKILL', after: 7 },
  { signal: 'SIGINT', after: 21 },
  { signal: 'SIGKILL', after: 33 },
  { signal: 'SIGTERM', after: 18 },
] as const;

describe.skipIf(!existsSync(CLI))('a process that dies', { timeout: 180_000 }, () => {
  let dir: string;
  let fake: Fake;
  let running: { readonly child: ChildProcess; left: number; readonly signal: NodeJS.Signals };

  beforeAll(async () => {
    dir = mkdtempSync(join(tmpdir(), 'leastwise-kill-'));
    const objects = trailObjects(HOME, 'us-east-1', FILES, new Date());
    fake = await startFake(
      {
        ...richAccountHandlers(),
        'iam:GetAccountAuthorizationDetails': authorizationDetails(ROLES),
        'ec2:DescribeRegions': () => ({ answer: { regionInfo: [{ regionName: 'us-east-1' }] } }),
        ...bucketHandlers(objects, 5),
      },
      () => {
        running.left -= 1;
        if (running.left === 0) running.child.kill(running.signal);
        return undefined;
      },
    );
  });
  afterAll(async () => {
    await fake.close();
    rmSync(dir, { recursive: true, force: true });
  });

  /** @returns exit code; `null` for a process that a signal ended */
  function run(
    out: string,
    { signal, after }: { readonly signal: NodeJS.Signals; readonly after: number },
  ): Promise<{ readonly code: number | null; readonly stdout: string }> {
    const child = spawn('node', [CLI, 'collect', '-o', out, '--no-progress'], {
      stdio: ['ignore', 'pipe', 'ignore'],
      env: {
        PATH: process.env.PATH,
        AWS_ENDPOINT_URL: fake.url,
        AWS_ACCESS_KEY_ID: `AKIA${HOME}`,
        AWS_SECRET_ACCESS_KEY: 'secret',
        AWS_REGION: 'us-east-1',
        AWS_EC2_METADATA_DISABLED: 'true',
      },
    });
    running = { child, left: after, signal };
    let stdout = '';
    child.stdout.on('data', (piece) => {
      stdout += piece;
    });
    return new Promise((resolve) => child.on('close', (code) => resolve({ code, stdout })));
  }

  async function audited(folder: string): Promise<Result> {
    const collection = startCollection(catalog);
    for await (const event of readFiles([folder])) collection.add(event);
    return audit(collection.finish(), catalog, { windowDays: 14, minWindowDays: 14, graceDays: 0 });
  }

  const told = ({ identities, accounting, holes, totals }: Result) => ({
    names: identities.map(({ name }) => name),
    uses: accounting.uses,
    repeated: accounting.ignored['duplicate-identity'],
    holes,
    totals,
  });

  test('loses nothing, doubles nothing, and claims nothing before its time', async () => {
    const whole = join(dir, 'whole');
    expect((await run(whole, { signal: 'SIGKILL', after: -1 })).code).toBe(0);
    const undisturbed = told(await audited(whole));
    expect(undisturbed).toMatchObject({ uses: FILES, holes: [] });
    expect(undisturbed.totals.unused).toBeGreaterThan(0);

    const out = join(dir, 'out');
    for (const kill of KILLS) {
      const { code, stdout } = await run(out, kill);
      expect(code).toBe(kill.signal === 'SIGKILL' ? null : 3);
      if (kill.signal !== 'SIGKILL') expect(stdout).toContain('Interrupted');
      const between = await audited(out);
      expect(between.totals.unused).toBe(0);
      expect(between.collection.missing.map(({ code: why }) => why)).toContain('Interrupted');
    }
    expect((await run(out, { signal: 'SIGKILL', after: -1 })).code).toBe(0);
    expect(told(await audited(out))).toEqual(undisturbed);
    const left = readdirSync(out, { recursive: true, encoding: 'utf8' });
    expect(left.filter((name) => /\.part$|\.tmp|^lock-/.test(name))).toEqual([]);
  });
});
