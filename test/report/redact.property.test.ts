/** What is shown outside names nobody: not in one format, whatever the names are. */
import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { audit, type Pseudonyms, type Result, redact, review } from '../../src/index.js';
import { FORMATS } from '../../src/report/index.js';
import { firstViolation } from '../../src/store/schemas.js';
import { collectMeadow } from '../meadow.js';
import { smallResult } from '../review/result.js';
import { withEverything } from './page/everything.js';

const hash = (key: string, text: string) => createHmac('sha256', key).update(text).digest('hex');
const keyed = (key: string): Pseudonyms => ({
  account: (id) =>
    `0000${String(Number.parseInt(hash(key, id).slice(0, 8), 16) % 1e8).padStart(8, '0')}`,
  name: (text) => `name-${hash(key, text).slice(0, 10)}`,
});

let meadow: Result;
let shown: Result;

beforeAll(async () => {
  const { evidence, catalog } = await collectMeadow();
  meadow = review(withEverything(audit(evidence, catalog)), {
    waivers: [{ id: 'stale-user', reason: 'Sam is on leave', owner: 'warehouse team' }],
  });
  shown = redact(meadow, keyed('one'));
}, 120_000);

/** Everything of the story that somebody chose: people, things, tags, paths, accounts. */
const CHOSEN =
  /meadow(?!s)|olivia|lukas|brandt|okafor|priya|sam\.rivers|diego|fuentes|nina\.petrov|111122223333|444455556666|break-glass|on leave|warehouse-|contractor|fixtures|deployers|ssoins|kiosk|in spring|function:sync/i;

describe('the example account', () => {
  test.each(Object.keys(FORMATS))('%s holds no name that somebody chose', (name) => {
    const text = FORMATS[name as keyof typeof FORMATS](shown);
    // The page's own code is the same for everybody.
    const data = name === 'html' ? text.replace(/<script>[\s\S]*?<\/script>/g, '') : text;
    expect(CHOSEN.exec(data)?.[0] ?? '').toBe('');
  });

  test('numbers, actions, regions and times stay, and it is a valid result', () => {
    expect(firstViolation('result', JSON.parse(JSON.stringify(shown)))).toBeUndefined();
    expect(shown.totals).toEqual(meadow.totals);
    expect(shown.window).toEqual(meadow.window);
    expect(shown.accounting).toEqual(meadow.accounting);
    expect(shown.findings).toHaveLength(meadow.findings.length);
    const actions = (one: Result) =>
      one.recommendations.map(({ removes }) => JSON.stringify(removes)).sort();
    expect(actions(shown)).toEqual(actions(meadow));
  });

  test('the same by the same with one key; with another key by others', () => {
    expect(JSON.stringify(redact(meadow, keyed('one')))).toBe(JSON.stringify(shown));
    const others = new Set(redact(meadow, keyed('two')).identities.map(({ arn }) => arn));
    expect(shown.identities.filter(({ arn }) => others.has(arn))).toEqual([]);
    const { identities, policies = [] } = shown;
    const ids = new Set(policies.map(({ id }) => id));
    for (const { policies: held = [] } of identities) {
      for (const { policy } of held) expect(ids).toContain(policy);
    }
  });
});

/** Names as AWS allows them, and others that only a hostile file holds; all begin so that they can be found. */
const chosen = fc
  .tuple(
    fc.constantFrom('zqx', 'Zqx', 'zqx-', 'zqx_', 'zqx.'),
    fc.oneof(
      { weight: 3, arbitrary: fc.stringMatching(/^[\w+=,.@-]{1,24}$/) },
      { weight: 1, arbitrary: fc.string({ maxLength: 24, unit: 'binary' }) },
    ),
  )
  .map(([head, tail]) => `${head}${tail}`.replace(/[*?/:$`"\\]/g, '-'));
const account = fc.stringMatching(/^[1-9]\d{11}$/);

test('no chosen name and no account id survives, wherever it stands', () => {
  const worlds = fc.record({
    account,
    role: chosen,
    user: chosen,
    policy: chosen,
    path: chosen,
    bucket: chosen,
    key: chosen,
    value: chosen,
    session: chosen,
    file: chosen,
    sid: chosen,
    human: chosen,
  });
  fc.assert(
    fc.property(worlds, (names) => {
      const world = redact(worldOf(names), keyed('k'));
      for (const [name, format] of Object.entries(FORMATS)) {
        if (name === 'html') continue;
        const text = format(world);
        expect(/zqx/i.exec(text)?.[0], `${name}: ${around(text)}`).toBeUndefined();
        expect(text).not.toContain(names.account);
      }
      expect(JSON.stringify(world)).not.toContain(names.human);
    }),
    { numRuns: 60 },
  );
});

function around(text: string): string {
  const at = text.search(/zqx/i);
  return text.slice(Math.max(0, at - 120), at + 60);
}

type Chosen = Readonly<
  Record<
    | 'account'
    | 'bucket'
    | 'file'
    | 'human'
    | 'key'
    | 'path'
    | 'policy'
    | 'role'
    | 'session'
    | 'sid'
    | 'user'
    | 'value',
    string
  >
>;

/** Every kind of place in which a name can stand. */
function worldOf(n: Chosen): Result {
  const base = smallResult();
  const arn = `arn:aws:iam::${n.account}:role/${n.path}/${n.role}`;
  const document = {
    Version: '2012-10-17',
    Statement: [
      {
        Sid: n.sid,
        Effect: 'Allow',
        Principal: { AWS: arn, Federated: n.session },
        Action: ['s3:GetObject', 's3:*'],
        Resource: [`arn:aws:s3:::${n.bucket}/${n.key}*`, n.bucket],
        Condition: {
          StringEquals: { [`aws:ResourceTag/${n.key}`]: n.value, [`${n.session}:sub`]: [n.value] },
        },
      },
    ],
  };
  const [first] = base.identities;
  const [proposal] = base.recommendations;
  if (first === undefined || proposal === undefined) throw new Error('no identity');
  const mark = { kind: 'waived' as const, reason: n.human, owner: n.human };
  return {
    ...base,
    sources: [
      {
        name: `/home/${n.user}/${n.file}.json`,
        files: 1,
        kind: 'cloudtrail',
        status: 'read',
        records: 1,
        uses: 1,
        ignored: {},
        problems: 0,
      },
    ],
    identities: [
      {
        ...first,
        arn,
        name: n.role,
        account: n.account,
        tags: [{ key: n.key, value: n.value }],
        boundary: `arn:aws:iam::${n.account}:policy/${n.policy}`,
        groups: [n.user],
        policies: [{ policy: `inline ${arn} ${n.policy}`, through: n.user, parts: [] }],
        trusts: [{ principal: n.session, conditionKeys: [`${n.session}:aud`], negated: false }],
        taken: [
          {
            by: `arn:aws:sts::${n.account}:assumed-role/${n.role}/${n.session}`,
            event: 'AssumeRole',
            outcome: 'allowed',
            lastSeen: '2026-11-01T00:00:00Z' as never,
            count: 1,
          },
        ],
      },
    ],
    policies: [{ id: `inline ${arn} ${n.policy}`, kind: 'inline', name: n.policy, document }],
    findings: base.findings.map((finding) => ({
      ...finding,
      id: `stale-role ${arn}`,
      account: n.account,
      identity: arn,
      title: `role ${n.role} was never used; policy ${n.policy}-${n.role}-2 too`,
      evidence: [`user ${n.user} passed ${arn}`, `tag ${n.key}=${n.value}`, n.role],
      mark,
    })),
    recommendations: [
      {
        ...proposal,
        account: n.account,
        id: `inline ${arn} ${n.policy}`,
        holders: [{ kind: 'role', name: n.role, arn }],
        before: { ...proposal.before, name: n.policy, document },
        notes: [`of ${n.role}`],
      },
    ],
    revocations: base.revocations.map((revocation) => ({
      ...revocation,
      id: `stale-role ${arn}`,
      account: n.account,
      arn,
      name: n.role,
      ownerHints: [`path /${n.path}/`, `${n.key}: ${n.value}`],
      evidence: [`last used by ${n.session}`],
      dependants: [`may be taken by user ${n.user} (inline policy ${n.policy} of user ${n.user})`],
      backup: {
        arn,
        path: `/${n.path}/`,
        trustPolicy: document,
        tags: [{ key: n.key, value: n.value }],
      },
      stages: [
        {
          stage: 'delete',
          commands: [
            {
              words: [
                'aws',
                'iam',
                'delete-role',
                `--role-name=${n.role}`,
                JSON.stringify(document),
              ],
            },
          ],
          undo: [],
          why: `takes ${arn} away`,
        },
      ],
      mark,
    })),
    problems: [
      {
        kind: 'not-json',
        message: `\`${n.file}\` is no JSON`,
        source: `/home/${n.user}/${n.file}.json`,
        subject: arn,
      },
    ],
    exempted: [
      {
        id: `stale-role ${arn}`,
        kind: 'role',
        account: n.account,
        name: n.role,
        reason: n.human,
        expires: '2027-01-01T00:00:00Z' as never,
      },
    ],
  };
}
