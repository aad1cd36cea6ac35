/**
 * A small result: one role, one user, and what was found of them. It holds what its readers read;
 * `emptyResult` is whole.
 */
import { audit, loadCatalog, startCollection } from '../../src/index.js';
import type { Result } from '../../src/model/result.js';
import { parseInstant } from '../../src/model/time.js';

const ACCOUNT = '111122223333';
export const ROLE: string = `arn:aws:iam::${ACCOUNT}:role/ops/deployer`;
export const USER: string = `arn:aws:iam::${ACCOUNT}:user/mara.lindt`;

function list(...actions: readonly string[]) {
  return { count: actions.length, actions };
}

const catalog = loadCatalog();
/** What an audit of nothing says: the rest of a result, whatever that may hold. */
export const emptyResult: Result = audit(startCollection(catalog).finish(), catalog);

const NOTHING = { ...list(), reasons: [] };

function identity(kind: 'role' | 'user', arn: string, unused: readonly string[]) {
  const name = arn.slice(arn.lastIndexOf('/') + 1);
  return {
    arn,
    id: kind === 'role' ? 'AROAEXAMPLEDEPLOYER' : 'AIDAEXAMPLEMARA',
    name,
    kind,
    account: ACCOUNT,
    manageability: 'editable' as const,
    createdAt: parseInstant('2025-01-01'),
    lastUsedAt: parseInstant('2026-11-01'),
    granted: unused.length,
    dead: list(),
    verdicts: {
      used: NOTHING,
      unused: { ...list(...unused), reasons: [] },
      unobservable: NOTHING,
      unknown: NOTHING,
    },
    uses: [],
    deniedCalls: [],
  };
}

const PROVEN = { status: 'proven', by: 'test' } as const;

export function smallResult(
  unused: readonly string[] = ['s3:DeleteObject', 's3:PutObject'],
): Result {
  const asOf = parseInstant('2026-11-20T12:00:00Z');
  const totals = {
    identities: 2,
    granted: unused.length,
    used: 0,
    unused: unused.length,
    unobservable: 0,
    unknown: 0,
    dead: 0,
  };
  const result: unknown = {
    ...emptyResult,
    asOf,
    accounts: [],
    totals,
    identities: [identity('role', ROLE, unused), identity('user', USER, [])],
    findings: [
      {
        id: `unused-permissions ${ROLE}`,
        kind: 'unused-permissions',
        severity: 'medium',
        account: ACCOUNT,
        identity: ROLE,
        title: `role deployer holds ${unused.length} actions that it did not use`,
        evidence: [],
        remediation: 'apply the trimmed policies of this identity',
      },
      {
        id: `stale-user ${USER}`,
        kind: 'stale-user',
        severity: 'high',
        account: ACCOUNT,
        identity: USER,
        title: 'user mara.lindt was not active for 90 days or more',
        evidence: ['last sign of life: never'],
        remediation: 'deactivate, wait, delete',
      },
    ],
    recommendations: [
      {
        id: `inline ${ROLE} deploy`,
        kind: 'trim-inline-policy',
        account: ACCOUNT,
        holders: [{ kind: 'role', name: 'deployer', arn: ROLE }],
        before: { name: 'deploy', size: 100, document: {} },
        after: [{ name: 'deploy', size: 50, document: {} }],
        removes: { ...list(...unused), byAccessLevel: { Write: unused.length } },
        keptUnobservable: 0,
        keptUnknown: 0,
        notes: [],
        certificates: { noNewAccess: PROVEN, nothingUsedLost: PROVEN },
      },
    ],
    revocations: [
      {
        id: `stale-user ${USER}`,
        kind: 'user',
        account: ACCOUNT,
        arn: USER,
        name: 'mara.lindt',
        lastUsedAt: undefined,
        evidence: [],
        dependants: [],
        ownerHints: [],
        backup: { UserName: 'mara.lindt' },
        stages: [
          {
            stage: 'quarantine',
            commands: [{ words: ['aws', 'iam', 'delete-login-profile'] }],
            undo: [],
            why: 'nobody used it',
          },
        ],
      },
    ],
  };
  return result as Result;
}
