/**
 * The HTML report in Chromium, opened from disk: every view, in light and dark, on the example
 * account, on a hostile one and on a big one. No error, no request, nothing that the page's policy
 * had to stop, nothing that axe finds.
 */
import { existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import axe from 'axe-core';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { bigResult } from '../../bench/generate-result.mjs';
import { audit, review } from '../../src/index.js';
import type { Result } from '../../src/model/result.js';
import { renderHtml } from '../../src/report/formats/html.js';
import { collectMeadow } from '../meadow.js';
import { withEverything } from '../report/page/everything.js';

const CHROMIUM = '/usr/bin/chromium';
const ROLE = 'arn:aws:iam::111122223333:role/meadow-inventory-sync';
const HOSTILE = '</script><!--<img src=x onerror=alert(1)>\u202e\u001b[31m"\'`${x}';

const VIEWS = [
  '#/',
  '#/map',
  '#/map?by=identity',
  '#/identities',
  '#/uses',
  '#/proposals',
  '#/plan',
  '#/findings',
  '#/coverage',
  '#/problems',
  '#/no-such-view',
  '#/identity/nobody',
];

describe.skipIf(!existsSync(CHROMIUM))('report.html in Chromium', () => {
  const folder = mkdtempSync(join(tmpdir(), 'leastwise-page-'));
  let browser: Browser;
  let result: Result;

  beforeAll(async () => {
    const { evidence, catalog } = await collectMeadow();
    const audited = JSON.parse(JSON.stringify(audit(evidence, catalog))) as Result;
    result = withEverything(audited, ROLE);
    browser = await chromium.launch({
      executablePath: CHROMIUM,
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
      ],
    });
  }, 120_000);

  afterAll(async () => {
    await browser.close();
    rmSync(folder, { recursive: true });
  });

  /** Opens a page and writes down all that must not happen. */
  async function open(html: string, colorScheme: 'dark' | 'light') {
    const file = join(folder, `${Math.abs(html.length)}.html`);
    writeFileSync(file, html);
    const context = await browser.newContext({
      colorScheme,
      reducedMotion: 'reduce',
      viewport: { width: 1280, height: 800 },
    });
    const page = await context.newPage();
    const faults: string[] = [];
    page.on('console', (message) => faults.push(`console: ${message.text()}`));
    page.on('pageerror', (error) => faults.push(`error: ${error.message}`));
    page.on('dialog', (dialog) => faults.push(`dialog: ${dialog.message()}`));
    page.on('request', (request) => {
      if (request.url().split('#')[0] !== `file://${file}`)
        faults.push(`request: ${request.url()}`);
    });
    await page.goto(`file://${file}`);
    await page.waitForSelector('html[data-whole]');
    // `evaluate` is the debugger's: the page's own policy would let no such script in.
    await page.evaluate(axe.source);
    return { page, faults, bytes: statSync(file).size };
  }

  async function go(page: Page, hash: string): Promise<void> {
    await page.evaluate(`new Promise((done) => {
      location.hash = ${JSON.stringify(hash)};
      requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done)));
    })`);
  }

  /** @param rules all without; what else differs between light and dark? Colours alone. */
  async function violations(page: Page, rules?: readonly string[]): Promise<readonly string[]> {
    return await page.evaluate(async (runOnly) => {
      const { axe: injected } = globalThis as unknown as {
        axe: { run: (options: { runOnly?: readonly string[] }) => Promise<AxeResult> };
      };
      type AxeResult = {
        violations: { id: string; nodes: { html: string; failureSummary: string }[] }[];
      };
      const { violations: found } = await injected.run(runOnly === undefined ? {} : { runOnly });
      return found.map(
        ({ id, nodes }) => `${id}: ${nodes[0]?.html.slice(0, 200)} ${nodes[0]?.failureSummary}`,
      );
    }, rules);
  }

  test('every view of the example account: light, dark, and as narrow as a phone', async () => {
    const { page, faults } = await open(renderHtml(result), 'light');
    const details = [
      `#/identity/${encodeURIComponent(ROLE)}`,
      `#/proposal/${encodeURIComponent(result.recommendations[0]?.id ?? '')}`,
      `#/plan/${encodeURIComponent(result.revocations[0]?.id ?? '')}`,
      '#/map/111122223333/s3?by=service',
    ];
    for (const hash of [...VIEWS, ...details]) {
      await go(page, hash);
      // What is folded must hold, too.
      await page.evaluate(
        'for (const one of document.querySelectorAll("main details")) one.open = true',
      );
      expect(await page.locator('h1').count(), hash).toBe(1);
      expect(await violations(page), hash).toEqual([]);
      await page.emulateMedia({ colorScheme: 'dark' });
      expect(await violations(page, ['color-contrast']), `${hash}, dark`).toEqual([]);
      await page.setViewportSize({ width: 390, height: 800 });
      expect(await overhang(page), hash).toBeLessThanOrEqual(0);
      await page.setViewportSize({ width: 1280, height: 800 });
      await page.emulateMedia({ colorScheme: 'light' });
    }
    expect(faults).toEqual([]);
  }, 240_000);

  /** Pixels by which the page is wider than the screen. */
  async function overhang(page: Page): Promise<number> {
    return Number(await page.evaluate('document.documentElement.scrollWidth - innerWidth'));
  }

  test('shows what stands beside the policies, where a reader looks for it', async () => {
    const { page, faults } = await open(renderHtml(result), 'light');
    const PLACES = [
      {
        hash: `#/identity/${encodeURIComponent(ROLE)}`,
        text: 'permissions of dynamodb, last accessed 2026-10-01; ours: 1 used',
      },
      {
        hash: `#/identity/${encodeURIComponent(ROLE)}`,
        text: 'policy of S3 bucket arn:aws:s3:::meadow-ledger: Allow s3:GetObject',
      },
      { hash: `#/identity/${encodeURIComponent(ROLE)}`, text: '1 principal of them would go' },
      {
        hash: `#/identity/${encodeURIComponent(ROLE)}`,
        text: 'meadow-service-boundary permissions boundary',
      },
      { hash: '#/findings', text: 'Beside IAM Access Analyzer' },
      { hash: '#/proposals', text: 'Deployers: 2 actions of 2 accounts would go' },
      { hash: '#/plan', text: 'stop, it was used: AssumeRole role deployer' },
      { hash: '#/problems', text: 's3:GetBucketPolicy AccessDenied' },
      { hash: '#/coverage', text: 'digests: 400 log files verified by 20 digests' },
    ];
    for (const { hash, text } of PLACES) {
      await go(page, hash);
      expect((await page.locator('main').textContent())?.includes(text), text).toBe(true);
    }
    expect(faults).toEqual([]);
  }, 60_000);

  test('search, filters and order are in the address, and the reason comes with the keyboard', async () => {
    const { page, faults } = await open(renderHtml(result), 'light');
    await go(page, '#/identities?kind=user&sort=name');
    expect(await page.locator('tbody a.name').first().textContent()).toBe('diego.fuentes');
    await page.getByRole('searchbox').fill('rivers');
    await page.waitForFunction('document.querySelectorAll("tbody a.name").length === 1');
    expect(await page.evaluate('location.hash')).toContain('q=rivers');
    await go(page, `#/identity/${encodeURIComponent(ROLE)}`);
    await page.locator('button.part').first().focus();
    await page.keyboard.press('ArrowDown');
    expect(await page.locator('.reasons').first().textContent()).toContain('unobservable');
    expect(faults).toEqual([]);
  }, 60_000);

  test('copies the policy and the command that it shows', async () => {
    const { page, faults } = await open(renderHtml(result), 'light');
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    const [one] = result.recommendations.filter(({ after }) => after.length === 1);
    await go(page, `#/proposal/${encodeURIComponent(one?.id ?? '')}`);
    await page.getByRole('button', { name: 'Copy policy' }).first().click();
    const copied = String(await page.evaluate('navigator.clipboard.readText()'));
    expect(JSON.parse(copied)).toEqual(one?.after[0]?.document);
    await page.getByRole('button', { name: 'Copy command' }).first().click();
    expect(await page.evaluate('navigator.clipboard.readText()')).toMatch(
      /^bash apply\/.*apply\.sh$/,
    );
    expect(faults).toEqual([]);
  }, 60_000);

  test('says what was decided, and where to begin', async () => {
    const reviewed = review(result, {
      waivers: [{ id: 'stale-user', reason: 'on parental leave', owner: 'people team' }],
    });
    const { page, faults } = await open(renderHtml(reviewed), 'dark');
    await go(page, '#/findings?standing=waived');
    expect(await page.locator('main').textContent()).toContain('on parental leave (people team)');
    expect(await page.locator('tbody .tag').first().textContent()).toBe('waived');
    expect(await violations(page)).toEqual([]);
    await go(page, '#/proposals');
    expect(await page.locator('#begin').count()).toBe(1);
    expect(await violations(page)).toEqual([]);
    expect(faults).toEqual([]);
  }, 60_000);

  test('names from input do nothing, whatever they hold', async () => {
    const text = JSON.stringify(result)
      .replaceAll('meadow-inventory-sync', JSON.stringify(HOSTILE).slice(1, -1))
      .replaceAll('warehouse', JSON.stringify(HOSTILE).slice(1, -1))
      .replaceAll('eu-west-1', JSON.stringify(`eu${HOSTILE}`).slice(1, -1));
    const { page, faults } = await open(renderHtml(JSON.parse(text) as Result), 'light');
    for (const hash of VIEWS) {
      await go(page, hash);
      expect(await page.locator('img').count(), hash).toBe(0);
      expect(await page.locator('main').textContent()).not.toMatch(/\p{Cf}|[^\P{Cc}\n\t]/u);
    }
    expect(faults).toEqual([]);
  }, 120_000);

  test('an audit of nothing still makes every view', async () => {
    const none: Result = {
      ...result,
      asOf: undefined,
      totals: {
        identities: 0,
        granted: 0,
        used: 0,
        unused: 0,
        unobservable: 0,
        unknown: 0,
        dead: 0,
      },
      window: {
        ...result.window,
        from: undefined,
        to: undefined,
        firstRecord: undefined,
        lastRecord: undefined,
        covered: { leastDays: 0, mostDays: 0 },
      },
      accounting: { records: 0, uses: 0, ignored: {}, problems: 0 },
      accounts: [],
      coverage: [],
      identities: [],
      policies: [],
      findings: [],
      recommendations: [],
      revocations: [],
      problems: [],
      sources: [],
      trust: [],
      accountProposals: [],
      unmappedEvents: [],
      unattributed: [],
    };
    const { page, faults } = await open(renderHtml(none), 'dark');
    for (const hash of VIEWS) {
      await go(page, hash);
      expect(await violations(page), hash).toEqual([]);
    }
    expect(faults).toEqual([]);
  }, 120_000);

  test('5,000 roles with 120,000 uses: a few megabytes, few elements, every view', async () => {
    const big = bigResult(result, { roles: 5000, uses: 24 });
    const { page, faults, bytes } = await open(renderHtml(big), 'light');
    expect(bytes).toBeLessThan(12_000_000);
    for (const hash of VIEWS) {
      await go(page, hash);
      expect(await page.locator('*').count(), hash).toBeLessThan(6000);
    }
    await go(page, '#/uses');
    expect(await page.locator('table').first().getAttribute('aria-rowcount')).toBe('120001');
    expect(faults).toEqual([]);
  }, 240_000);
});
