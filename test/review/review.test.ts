import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Waiver } from '../../src/model/review.js';
import { outputFiles } from '../../src/report/index.js';
import { createBaseline, review } from '../../src/review/index.js';
import { ROLE, smallResult, USER } from './result.js';

const reason = 'known to the team';

function waivedBy(waiver: Omit<Waiver, 'reason'>): readonly string[] {
  const { findings, recommendations, revocations } = review(smallResult(), {
    waivers: [{ reason, ...waiver }],
  });
  return [...findings, ...recommendations, ...revocations]
    .filter(({ mark }) => mark?.kind === 'waived')
    .map(({ id, kind }) => `${kind}: ${id.split(' ')[0]}`);
}

const STALE_USER = ['stale-user: stale-user', 'user: stale-user'];
const UNUSED = ['unused-permissions: unused-permissions', 'trim-inline-policy: inline'];

describe('what a waiver covers', () => {
  test.each([
    { waiver: { id: 'stale-user' }, covers: STALE_USER, why: 'a kind; the revocation has its id' },
    { waiver: { id: `stale-user ${USER}` }, covers: STALE_USER, why: 'one id' },
    { waiver: { id: 'stale-*' }, covers: STALE_USER, why: 'a pattern of ids' },
    { waiver: { identity: 'mara.*' }, covers: STALE_USER, why: 'an identity by name' },
    { waiver: { identity: ROLE }, covers: UNUSED, why: 'an identity by ARN' },
    { waiver: { identity: '*:role/ops/*' }, covers: UNUSED, why: 'a path' },
    { waiver: { identity: 'MARA.LINDT' }, covers: [], why: 'ARNs tell cases apart' },
    { waiver: { id: 'stale-user', identity: 'deployer' }, covers: [], why: 'both must match' },
    { waiver: { actions: ['s3:*Object'] }, covers: UNUSED, why: 'all actions are named' },
    { waiver: { actions: ['s3:PutObject'] }, covers: [], why: 'one action is not named' },
    { waiver: { actions: ['S3:*'] }, covers: UNUSED, why: 'IAM ignores case in actions' },
    { waiver: { id: 'stale-user', actions: ['*'] }, covers: [], why: 'it concerns no actions' },
    { waiver: { identity: 'nobody' }, covers: [], why: 'no such identity' },
  ])('$waiver: $why', ({ waiver, covers }) => {
    expect(waivedBy(waiver)).toEqual(covers);
  });

  test('a pattern among the actions is covered by a wider one only', () => {
    const removes = { count: 500, compact: ['s3:Get*'], byAccessLevel: {} };
    const [one] = smallResult().recommendations;
    if (one === undefined) throw new Error('no proposal');
    const result = { ...smallResult(), recommendations: [{ ...one, removes }] };
    const markWith = (action: string) =>
      review(result, { waivers: [{ reason, actions: [action] }] }).recommendations[0]?.mark?.kind;
    expect(markWith('s3:*')).toBe('waived');
    expect(markWith('s3:Get?')).toBeUndefined();
    expect(markWith('s3:GetObject')).toBeUndefined();
  });

  test('a shared policy is waived only when each holder is meant', () => {
    const [one] = smallResult().recommendations;
    if (one === undefined) throw new Error('no proposal');
    const holders = [...one.holders, { kind: 'user' as const, name: 'mara.lindt', arn: USER }];
    const result = { ...smallResult(), recommendations: [{ ...one, holders }] };
    const mark = (identity: string) =>
      review(result, { waivers: [{ reason, identity }] }).recommendations[0]?.mark?.kind;
    expect(mark('deployer')).toBeUndefined();
    expect(mark('arn:aws:iam::111122223333:*')).toBe('waived');
    expect(mark('deploy')).toBe('waived');
  });
});

describe('the end of a waiver', () => {
  test.each([
    { expires: '2026-11-20', status: 'active', why: 'it holds to the end of its day' },
    { expires: '2026-11-19', status: 'expired', why: 'the day before' },
    { expires: undefined, status: 'active', why: 'no end' },
  ])('$expires: $why', ({ expires, status }) => {
    const waiver = { id: 'stale-user', reason, ...(expires !== undefined && { expires }) };
    const { review: said, findings } = review(smallResult(), { waivers: [waiver] });
    expect(said?.waivers[0]?.status).toBe(status);
    const expired = findings.find(({ kind }) => kind === 'expired-waiver');
    expect(expired?.title).toBe(
      status === 'expired'
        ? 'the waiver of stale-user ended with 2026-11-19; 2 of what was found count again'
        : undefined,
    );
    const counted = findings.filter(({ mark }) => mark === undefined).map(({ kind }) => kind);
    expect(counted.includes('stale-user')).toBe(status === 'expired');
  });

  test('without a date of the audit, what has an end does not hold', () => {
    const undated = { ...smallResult(), asOf: undefined };
    const waivers = [{ id: 'stale-user', reason, expires: '2099-01-01' }];
    expect(review(undated, { waivers }).review?.waivers[0]?.status).toBe('expired');
  });

  test('a waiver that covers nothing is said', () => {
    const { findings } = review(smallResult(), { waivers: [{ identity: 'typo', reason }] });
    expect(findings.at(-1)).toMatchObject({ kind: 'waiver-without-effect', severity: 'info' });
  });
});

test('no script and no policy changes what is waived; plan and backup keep it', () => {
  const result = review(smallResult(), { waivers: [{ identity: '*', reason }] });
  const paths = outputFiles(result).map(({ path }) => path.join('/'));
  expect(paths.filter((path) => path.startsWith('policies/') || path.endsWith('.sh'))).toEqual([]);
  const plan = outputFiles(result).find(({ path }) => path.includes('plan.json'));
  expect(plan?.content).toContain('"kind": "waived"');
  const open = outputFiles({ ...smallResult(), recommendations: [] });
  expect(open.some(({ path }) => path.join('/').endsWith('.sh'))).toBe(true);
});

describe('a baseline', () => {
  const baseline = createBaseline(smallResult());
  const countedOf = (now: Parameters<typeof review>[0]) =>
    review(now, { waivers: [], baseline })
      .findings.filter(({ mark }) => mark === undefined)
      .map(({ kind }) => kind);

  test('knows what it was made from', () => {
    expect(countedOf(smallResult())).toEqual([]);
    const { recommendations, revocations } = review(smallResult(), { waivers: [], baseline });
    expect([...recommendations, ...revocations].map(({ mark }) => mark?.kind)).toEqual([
      'known',
      'known',
    ]);
  });

  test.each([
    { actions: ['s3:PutObject'], counted: [], why: 'fewer actions are no news' },
    {
      actions: ['s3:DeleteObject', 's3:PutObject', 's3:PutBucketPolicy'],
      counted: ['unused-permissions'],
      why: 'more actions are',
    },
  ])('$why', ({ actions, counted }) => {
    expect(countedOf(smallResult(actions))).toEqual(counted);
  });

  test('a graver finding is new', () => {
    const now = smallResult();
    const findings = now.findings.map((one) => ({ ...one, severity: 'critical' as const }));
    expect(countedOf({ ...now, findings })).toEqual(['unused-permissions', 'stale-user']);
  });

  test('what is gone is said', () => {
    const now = { ...smallResult(), findings: smallResult().findings.slice(0, 1) };
    const { review: said } = review(now, { waivers: [], baseline });
    expect(said?.baseline?.gone).toEqual([`stale-user ${USER}`]);
  });

  test('what is waived stays out of it, and is no longer known when its waiver ends', () => {
    const waived = review(smallResult(), { waivers: [{ id: 'stale-user', reason }] });
    expect(createBaseline(waived).findings.map(({ id }) => id)).toEqual([
      `unused-permissions ${ROLE}`,
    ]);
  });
});

test('reviewing twice is reviewing once, and every finding is counted, waived or known', () => {
  const waivers = fc.array(
    fc.record(
      {
        reason: fc.constant(reason),
        id: fc.constantFrom('stale-user', 'unused-*', '*', 'x'),
        identity: fc.constantFrom('deployer', '*', 'mara*', 'x'),
        actions: fc.constantFrom(['s3:*'], ['s3:PutObject'], ['*']),
        expires: fc.constantFrom('2026-11-19', '2026-12-31'),
      },
      { requiredKeys: ['reason', 'id'] },
    ) as fc.Arbitrary<Waiver>,
    { maxLength: 4 },
  );
  fc.assert(
    fc.property(waivers, fc.boolean(), (listed, hasBaseline) => {
      const decisions = {
        waivers: listed,
        ...(hasBaseline && { baseline: createBaseline(smallResult(['s3:PutObject'])) }),
      };
      const once = review(smallResult(), decisions);
      expect(review(once, decisions)).toEqual(once);
      const { all, counted, waived, known } = once.review?.findings ?? {};
      expect(all).toBe(once.findings.length);
      expect((counted ?? 0) + (waived ?? 0) + (known ?? 0)).toBe(all);
      const ids = (result: { readonly findings: readonly { readonly id: string }[] }) =>
        result.findings.map(({ id }) => id).filter((id) => !id.includes('waiver'));
      expect(ids(once)).toEqual(ids(smallResult()));
    }),
  );
});
