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
  '#/finding/none',
  '#/identity/nobody',
];

describe.skipIf(!existsSync(CHROMIUM))('report.html in Chromium', () => {
  const folder = mkdtempSync(join(tmpdir(), 'leastwise-page-'));
  let browser: Browser;
  let result: Result;
  /** The example account, opened once for all that is asked of it. */
  let page: Page;
  let faults: readonly string[];

  beforeAll(async () => {
    const { evidence, catalog } = await collectMeadow();
    const audited = JSON.parse(JSON.stringify(audit(evidence, catalog))) as Result;
    result = review(withEverything(audited, ROLE), {
      waivers: [{ id: 'stale-user', reason: 'on parental leave', owner: 'people team' }],
    });
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
    ({ page, faults } = await open(renderHtml(result)));
  }, 120_000);

  afterAll(async () => {
    await browser.close();
    rmSync(folder, { recursive: true });
  });

  /** Opens a page and writes down all that must not happen. */
  async function open(html: string) {
    const file = join(folder, `${Math.abs(html.length)}.html`);
    writeFileSync(file, html);
    const context = await browser.newContext({
      colorScheme: 'light',
      reducedMotion: 'reduce',
      viewport: { width: 1280, height: 800 },
    });
    const opened = await context.newPage();
    const seen: string[] = [];
    opened.on('console', (message) => seen.push(`console: ${message.text()}`));
    opened.on('pageerror', (error) => seen.push(`error: ${error.message}`));
    opened.on('dialog', (dialog) => seen.push(`dialog: ${dialog.message()}`));
    opened.on('request', (request) => {
      if (request.url().split('#')[0] !== `file://${file}`) seen.push(`request: ${request.url()}`);
    });
    await opened.goto(`file://${file}`);
    await opened.waitForSelector('html[data-whole]');
    // `evaluate` is the debugger's: the page's own policy would let no such script in.
    await opened.evaluate(axe.source);
    return { page: opened, faults: seen, bytes: statSync(file).size };
  }

  async function go(on: Page, hash: string): Promise<void> {
    await on.evaluate(`new Promise((done) => {
      location.hash = ${JSON.stringify(hash)};
      requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done)));
    })`);
  }

  /** @param rules all without; what else differs between light and dark? Colours alone. */
  async function violations(on: Page, rules?: readonly string[]): Promise<readonly string[]> {
    return await on.evaluate(async (runOnly) => {
      const { axe: injected } = globalThis as unknown as {
        axe: {
          run: (options: {
            resultTypes: string[];
            runOnly?: readonly string[];
          }) => Promise<AxeResult>;
        };
      };
      type AxeResult = {
        violations: { id: string; nodes: { html: string; failureSummary: string }[] }[];
      };
      const { violations: found } = await injected.run({
        resultTypes: ['violations'],
        ...(runOnly === undefined ? {} : { runOnly }),
      });
      return found.map(
        ({ id, nodes }) => `${id}: ${nodes[0]?.html.slice(0, 200)} ${nodes[0]?.failureSummary}`,
      );
    }, rules);
  }

  /** Pixels by which the page is wider than the screen. */
  async function overhang(): Promise<number> {
    return Number(await page.evaluate('document.documentElement.scrollWidth - innerWidth'));
  }

  test('every view of the example account: light, dark, and as narrow as a phone', async () => {
    const [one] = result.recommendations.filter(({ removes }) => removes.count < 100);
    const details = [
      `#/identity/${encodeURIComponent(ROLE)}`,
      `#/proposal/${encodeURIComponent(one?.id ?? '')}`,
      `#/plan/${encodeURIComponent(result.revocations[0]?.id ?? '')}`,
      `#/finding/${encodeURIComponent(result.findings[0]?.id ?? '')}`,
      '#/findings?standing=waived',
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
      expect(await overhang(), hash).toBeLessThanOrEqual(0);
      await page.setViewportSize({ width: 1280, height: 800 });
      await page.emulateMedia({ colorScheme: 'light' });
    }
    expect(faults).toEqual([]);
  }, 240_000);

  test('shows what stands beside the policies, where a reader looks for it', async () => {
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
      { hash: '#/findings?standing=waived', text: 'on parental leave (people team)' },
      { hash: '#/proposals', text: 'Where to begin' },
      { hash: '#/problems', text: 's3:GetBucketPolicy AccessDenied' },
      { hash: '#/coverage', text: 'digests: 400 log files verified by 20 digests' },
    ];
    for (const { hash, text } of PLACES) {
      await go(page, hash);
      expect((await page.locator('main').textContent())?.includes(text), text).toBe(true);
    }
    await go(page, '#/findings?standing=waived');
    expect(await page.locator('tbody .tag').first().textContent()).toBe('waived');
    expect(faults).toEqual([]);
  }, 60_000);

  test('a finding has an address, all of its evidence, and the waiver that would accept it', async () => {
    const [one] = result.findings.filter(({ kind }) => kind === 'privilege-escalation');
    await go(page, '#/findings?kind=privilege-escalation');
    await page.getByRole('link', { name: one?.title ?? '', exact: true }).click();
    expect(await page.evaluate('location.hash')).toBe(
      `#/finding/${encodeURIComponent(one?.id ?? '')}`,
    );
    const text = await page.locator('main').textContent();
    for (const sentence of one?.evidence ?? []) expect(text).toContain(sentence);
    expect(text).toContain(`- id: ${JSON.stringify(one?.id)}`);
    expect(faults).toEqual([]);
  }, 60_000);

  test('search, filters and order are in the address, and the reason comes with the keyboard', async () => {
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

  test('on paper each view is itself, every row of its tables is there, and the answer is all in short', async () => {
    await go(page, '#/uses');
    await page.evaluate('dispatchEvent(new Event("beforeprint"))');
    await page.emulateMedia({ media: 'print' });
    await page.waitForFunction('document.querySelectorAll("tbody tr").length > 100');
    expect(await page.locator('h1:visible').allTextContents()).toEqual(['Uses']);
    expect(await page.locator('nav:visible').count()).toBe(0);
    await go(page, '#/');
    await page.evaluate('dispatchEvent(new Event("beforeprint"))');
    await page.waitForSelector('.print');
    expect(await page.locator('h2:visible').allTextContents()).toContain(
      `${result.recommendations.length} proposals, each with both proofs`,
    );
    await page.emulateMedia({ media: 'screen' });
    await page.evaluate('dispatchEvent(new Event("afterprint"))');
    expect(faults).toEqual([]);
  }, 60_000);

  test('names from input do nothing, whatever they hold', async () => {
    const text = JSON.stringify(result)
      .replaceAll('meadow-inventory-sync', JSON.stringify(HOSTILE).slice(1, -1))
      .replaceAll('warehouse', JSON.stringify(HOSTILE).slice(1, -1))
      .replaceAll('eu-west-1', JSON.stringify(`eu${HOSTILE}`).slice(1, -1));
    const hostile = await open(renderHtml(JSON.parse(text) as Result));
    for (const hash of VIEWS) {
      await go(hostile.page, hash);
      expect(await hostile.page.locator('img').count(), hash).toBe(0);
      expect(await hostile.page.locator('main').textContent()).not.toMatch(/\p{Cf}|[^\P{Cc}\n\t]/u);
    }
    expect(hostile.faults).toEqual([]);
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
    const empty = await open(renderHtml(none));
    for (const hash of VIEWS) {
      await go(empty.page, hash);
      expect(await violations(empty.page), hash).toEqual([]);
    }
    expect(empty.faults).toEqual([]);
  }, 120_000);

  test('5,000 roles with 120,000 uses: a few megabytes, few elements, every view', async () => {
    const big = bigResult(result, { roles: 5000, uses: 24 });
    const { page: one, faults: found, bytes } = await open(renderHtml(big));
    expect(bytes).toBeLessThan(12_000_000);
    for (const hash of VIEWS) {
      await go(one, hash);
      expect(await one.locator('*').count(), hash).toBeLessThan(6000);
    }
    const last = big.revocations.at(-1);
    await go(one, `#/plan/${encodeURIComponent(last?.id ?? '')}`);
    expect(await one.locator('details[open]').count()).toBeGreaterThan(0);
    await go(one, '#/uses');
    expect(await one.locator('table').first().getAttribute('aria-rowcount')).toBe('120001');
    expect(found).toEqual([]);
  }, 240_000);
});
