/** The plan of an earlier audit and the file of exemptions, as users write and break them. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { UserError } from '../../src/model/user-error.js';
import { findPlan, readExemptions, readPlan } from '../../src/store/read-plan.js';

const folder = mkdtempSync(join(tmpdir(), 'leastwise-plan-'));
afterAll(() => rmSync(folder, { recursive: true }));

function put(content: unknown): string {
  const path = join(folder, 'file');
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
}

function refusal(read: () => unknown): UserError {
  try {
    read();
  } catch (error) {
    if (error instanceof UserError) return error;
    throw error;
  }
  throw new Error('it was read');
}

const ITEM = {
  id: 'stale-role x',
  kind: 'role',
  account: '111122223333',
  arn: 'arn:aws:iam::111122223333:role/x',
  name: 'x',
  evidence: [],
  dependants: [],
  ownerHints: [],
  stages: [],
};
const PLAN = { schema: 'leastwise.revocation-plan/1', revocations: [ITEM] };

describe('a plan', () => {
  test('is found in the out folder of an earlier audit, where there is one', () => {
    expect(findPlan(folder)).toBeUndefined();
    mkdirSync(join(folder, 'revocation'));
    writeFileSync(join(folder, 'revocation', 'plan.json'), JSON.stringify(PLAN));
    expect(findPlan(folder)?.revocations).toEqual([ITEM]);
  });

  test.each([
    'access-key',
    'console-password',
    'empty-group',
    'instance-profile',
    'role',
    'unattached-policy',
    'user',
  ])('may hold a thing of kind %s', (kind) => {
    const plan = { ...PLAN, revocations: [{ ...ITEM, kind }] };
    expect(readPlan(put(plan)).revocations).toHaveLength(1);
  });

  test.each([
    { why: 'no JSON', content: '{"schema":' },
    { why: 'another schema', content: { ...PLAN, schema: 'leastwise.result/1' } },
    { why: 'no list', content: { ...PLAN, revocations: {} } },
    { why: 'nothing', content: 'null' },
    {
      why: 'a kind that nobody knows',
      content: { ...PLAN, revocations: [{ ...ITEM, kind: 'x' }] },
    },
    { why: 'an item without name', content: { ...PLAN, revocations: [{ ...ITEM, name: 7 }] } },
    { why: 'stages that are none', content: { ...PLAN, revocations: [{ ...ITEM, stages: [1] }] } },
    { why: 'an item that is null', content: { ...PLAN, revocations: [null] } },
  ])('that holds $why is refused, by name, with what to do', ({ content }) => {
    const path = put(content);
    const { message, hint } = refusal(() => readPlan(path));
    expect(message).toContain(path);
    expect(hint).toMatch(/plan\.json/);
  });

  test('that is not there is refused', () => {
    expect(refusal(() => readPlan(join(folder, 'nowhere'))).message).toContain('cannot read');
  });
});

describe('exemptions', () => {
  const entry = { name: 'break-glass-*', reason: 'emergencies', expires: '2027-06-30' };
  const file = (...exemptions: readonly unknown[]) => ({
    schema: 'leastwise.exemptions/1',
    exemptions,
  });

  test('are read from JSON and from YAML, as the documentation writes them', () => {
    const yaml = `schema: leastwise.exemptions/1
exemptions:
  - name: "break-glass-*"
    path: /emergency/*
    reason: used in emergencies only
    expires: 2027-06-30
  - tag: { key: keep, value: "yes" }
    reason: the platform team asked for it
    expires: 2027-01-31
`;
    expect(readExemptions(put(yaml))).toMatchObject([
      { name: 'break-glass-*', path: '/emergency/*', expires: '2027-06-30T00:00:00Z' },
      { tag: { key: 'keep', value: 'yes' } },
    ]);
    expect(readExemptions(put(file(entry)))).toHaveLength(1);
    expect(readExemptions(put(file()))).toEqual([]);
  });

  test.each([
    { why: 'no reason', one: { ...entry, reason: ' ' }, says: /1 .* has no reason/ },
    { why: 'no end', one: { ...entry, expires: undefined }, says: /no day on which it expires/ },
    { why: 'an end that is no day', one: { ...entry, expires: 'soon' }, says: /no day/ },
    { why: 'nothing to match', one: { ...entry, name: undefined }, says: /exempt everything/ },
    { why: 'a misspelt member', one: { ...entry, nmae: 'x' }, says: /`nmae` that means nothing/ },
    { why: 'a pattern that is no text', one: { ...entry, name: 7 }, says: /no text/ },
    { why: 'a tag without key', one: { ...entry, tag: { value: 'x' } }, says: /without a key/ },
    { why: 'a tag that is no object', one: { ...entry, tag: 'x' }, says: /without a key/ },
    { why: 'no object', one: 'x', says: /is no object/ },
  ])('with $why are refused: nothing is exempt by mistake', ({ one, says }) => {
    expect(refusal(() => readExemptions(put(file(one)))).message).toMatch(says);
  });

  test.each([
    { why: 'a list', content: '[]' },
    { why: 'another schema', content: { schema: 'x', exemptions: [] } },
    { why: 'a bomb of aliases', content: `a: &a [x, x]\n${bomb(12)}` },
    { why: 'no YAML', content: 'a: [' },
  ])('that are $why are refused', ({ content }) => {
    expect(refusal(() => readExemptions(put(content))).hint).toBeDefined();
  });
});

function bomb(depth: number): string {
  return Array.from({ length: depth }, (_, n) => {
    const [own, last] = [String.fromCharCode(98 + n), String.fromCharCode(97 + n)];
    return `${own}: &${own} [${Array(9).fill(`*${last}`).join(', ')}]`;
  }).join('\n');
}
