/** What `leastwise.yaml` may list itself instead of naming a file: exemptions and trails. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { auditOptions } from '../../src/cli/audit-options.js';
import { declaredTrails } from '../../src/cli/declared-trails.js';
import { loadCatalog, startCollection } from '../../src/index.js';
import { runCaptured } from './run-captured.js';

const folder = mkdtempSync(join(tmpdir(), 'leastwise-declared-'));
afterAll(() => rmSync(folder, { recursive: true }));

const TRAIL = {
  TrailARN: 'arn:aws:cloudtrail:eu-west-1:111122223333:trail/main',
  since: '2026-01-01',
  IsMultiRegionTrail: true,
  IncludeGlobalServiceEvents: true,
  EventSelectors: [{ ReadWriteType: 'All', IncludeManagementEvents: true }],
};

test('exemptions are entries, or a file of them; the two are the same', () => {
  const entry = { name: 'break-*', reason: 'tested every year', expires: '2027-03-31' };
  const file = join(folder, 'exemptions.json');
  writeFileSync(file, JSON.stringify({ schema: 'leastwise.exemptions/1', exemptions: [entry] }));
  const listed = auditOptions({ exemptions: [entry] }).exemptions;
  expect(listed).toHaveLength(1);
  expect(auditOptions({ exemptions: file }).exemptions).toEqual(listed);
});

test.each([
  { entry: { reason: 'why not', expires: '2027-03-31' }, wrong: 'would exempt everything' },
  { entry: { name: 'x', reason: '', expires: '2027-03-31' }, wrong: 'has no reason' },
  { entry: { name: 'x', reason: 'y', expires: 'never' }, wrong: 'has no day' },
])('an exemption that $wrong is a mistake', ({ entry, wrong }) => {
  expect(() => auditOptions({ exemptions: [entry] })).toThrow(wrong);
});

test('trails that are declared are known like those of a file', () => {
  const collection = startCollection(loadCatalog());
  for (const event of declaredTrails([TRAIL])) collection.add(event);
  const { coverage, problems } = collection.finish();
  expect(problems).toEqual([]);
  expect(JSON.stringify(coverage.trails)).toContain(TRAIL.TrailARN);
});

test('both are read from leastwise.yaml, and a typo in them is told', async () => {
  const config = join(folder, 'leastwise.yaml');
  writeFileSync(
    config,
    'exemptions:\n  - name: x\n    reason: y\n    expires: 2027-03-31\ntrails:\n  - TrailARN: arn\n    since: 2026-01-01\n',
  );
  const { out, exit } = await runCaptured('config', 'show', '--config', config);
  expect(exit).toBe(0);
  expect(out).toMatch(/^exemptions +1 listed .*leastwise\.yaml:1:1$/m);
  expect(out).toMatch(/^trails +1 listed/m);
  writeFileSync(config, 'exemptions:\n  - nam: x\n    reason: y\n    expires: 2027-03-31\n');
  const typo = await runCaptured('config', 'show', '--config', config);
  expect(typo.exit).toBe(2);
  expect(typo.err).toContain('nam');
});
