/**
 * The story of Harbor: one trail with signed digests, its settings declared, and what AWS saw by itself.
 *
 * Five days of logs, judged on the last four. Each row changes one thing about the evidence, as people
 * and attackers do, and says what that must cost.
 */
import { appendFileSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import type { Result } from '../../src/model/result.js';
import { VERDICTS } from '../../src/model/verdict.js';
import { runCaptured } from '../cli/run-captured.js';
import {
  ACCOUNT,
  type Chain,
  REGION,
  recordsOf,
  timeOf,
  writeChain,
} from '../collect/sources/digests/chain.js';

const HOURS = 120;
const NADIA = `arn:aws:iam::${ACCOUNT}:user/nadia`;
const BACKUP = `arn:aws:iam::${ACCOUNT}:role/backup`;

/** Nadia stops instances each hour, and looks at them before. */
function recordsWithReads(hour: number): string {
  const [write] = JSON.parse(recordsOf(hour)).Records;
  const eventID = `00000000-0000-4000-9000-${String(hour).padStart(12, '0')}`;
  const read = { ...write, eventName: 'DescribeInstances', readOnly: true, eventID };
  return JSON.stringify({ Records: [read, write] });
}

const inline = (...actions: readonly string[]) => [
  {
    PolicyName: 'own',
    PolicyDocument: {
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Action: actions, Resource: '*' }],
    },
  },
];

const DETAILS = {
  UserDetailList: [
    {
      UserName: 'nadia',
      UserId: 'AIDANADIA',
      Arn: NADIA,
      Path: '/',
      CreateDate: '2025-01-01T00:00:00Z',
      GroupList: [],
      AttachedManagedPolicies: [],
      UserPolicyList: inline(
        'ec2:StopInstances',
        'ec2:DescribeInstances',
        'ec2:TerminateInstances',
      ),
    },
  ],
  RoleDetailList: [
    {
      RoleName: 'backup',
      RoleId: 'AROABACKUP',
      Arn: BACKUP,
      Path: '/',
      CreateDate: '2025-01-01T00:00:00Z',
      AssumeRolePolicyDocument: {
        Version: '2012-10-17',
        Statement: [
          {
            Effect: 'Allow',
            Principal: { Service: 'ec2.amazonaws.com' },
            Action: 'sts:AssumeRole',
          },
        ],
      },
      AttachedManagedPolicies: [],
      InstanceProfileList: [],
      RolePolicyList: inline('ec2:CreateSnapshot', 'ec2:DeleteSnapshot'),
      RoleLastUsed: {},
    },
  ],
  GroupDetailList: [],
  Policies: [],
  IsTruncated: false,
};

const TRAILS = {
  schema: 'leastwise.trails/1',
  trails: [
    {
      TrailARN: `arn:aws:cloudtrail:${REGION}:${ACCOUNT}:trail/main`,
      since: '2026-01-01',
      IsMultiRegionTrail: true,
      IncludeGlobalServiceEvents: true,
      EventSelectors: [{ ReadWriteType: 'All', IncludeManagementEvents: true }],
    },
  ],
};

/** What AWS saw by itself of the role. */
const lastAccessed = (action: string, hour: number) => ({
  Arn: BACKUP,
  JobStatus: 'COMPLETED',
  JobType: 'ACTION_LEVEL',
  JobCreationDate: timeOf(HOURS),
  JobCompletionDate: timeOf(HOURS),
  IsTruncated: false,
  ServicesLastAccessed: [
    {
      ServiceName: 'Amazon EC2',
      ServiceNamespace: 'ec2',
      LastAuthenticated: timeOf(hour),
      LastAuthenticatedEntity: BACKUP,
      LastAuthenticatedRegion: REGION,
      TotalAuthenticatedEntities: 1,
      TrackedActionsLastAccessed: [
        {
          ActionName: action,
          LastAccessedTime: timeOf(hour),
          LastAccessedEntity: BACKUP,
          LastAccessedRegion: REGION,
        },
      ],
    },
  ],
});

type Audited = { readonly result: Result; readonly out: string; readonly exit: number };

async function audited(change: (chain: Chain) => void = () => {}): Promise<Audited> {
  const chain = writeChain({ hours: HOURS, records: recordsWithReads });
  const put = (name: string, value: unknown): void =>
    writeFileSync(join(chain.folder, name), JSON.stringify(value));
  put('details.json', DETAILS);
  put('trails.json', TRAILS);
  change(chain);
  const to = join(chain.folder, '..', `${chain.folder.split('/').at(-1)}-out`);
  try {
    const { exit, out } = await runCaptured(
      ...['audit', chain.folder, '-o', to, '--window', '4', '--min-window', '4', '--grace', '0'],
      '--no-progress',
    );
    return { exit, out, result: JSON.parse(readFileSync(join(to, 'result.json'), 'utf8')) };
  } finally {
    rmSync(to, { recursive: true, force: true });
  }
}

/** `unused: silent` */
function verdictOf({ result }: Audited, arn: string, action: string): string {
  const verdicts = result.identities.find((one) => one.arn === arn)?.verdicts;
  for (const verdict of VERDICTS) {
    const found = verdicts?.[verdict].reasons.find(({ actions }) => actions?.includes(action));
    if (found !== undefined) return `${verdict}: ${found.reason.kind}`;
  }
  return 'not granted';
}

/** Late in the window: what is behind it is too short to say anything. */
const LATE = 100;

type Row = {
  readonly change: (chain: Chain) => void;
  readonly terminate: string;
  readonly deletes: string;
  readonly creates: string;
  readonly failed: readonly string[];
  readonly exit: number;
  readonly why: string;
};

const SILENT = 'unused: silent';
const SHORT = 'unknown: short-coverage';
const ALL_SHORT = { terminate: SHORT, deletes: SHORT, creates: SHORT, exit: 3 };
const saveLastAccessed =
  (action: string, hour: number) =>
  ({ folder }: Chain): void =>
    writeFileSync(join(folder, 'last-accessed.json'), JSON.stringify(lastAccessed(action, hour)));

const ROWS: readonly Row[] = [
  {
    change: () => {},
    ...{ terminate: SILENT, deletes: SILENT, creates: SILENT, failed: [], exit: 0 },
    why: 'the trail records every region and all of it is here: silence means something',
  },
  {
    change: ({ logFile }) => {
      const text = gunzipSync(readFileSync(logFile(LATE))).toString();
      writeFileSync(logFile(LATE), gzipSync(text.replace('StopInstances', 'StartInstances')));
    },
    ...ALL_SHORT,
    failed: ['log files that were changed since they were delivered: 1 of trail main_trail'],
    why: 'somebody wrote another action into the log: what was there before, nobody knows',
  },
  {
    change: ({ logFile }) => appendFileSync(logFile(LATE), 'x'),
    ...ALL_SHORT,
    failed: ['log files that were changed since they were delivered: 1 of trail main_trail'],
    why: 'a byte behind the file: other tools inflate it and compare a hash that fits',
  },
  {
    change: ({ logFile }) => rmSync(logFile(LATE)),
    ...ALL_SHORT,
    failed: ['log files that a digest names and that were not given: 1 of trail main_trail'],
    why: 'an hour without a file looks quiet, but its digest names one',
  },
  {
    change: ({ digestFile }) => rmSync(digestFile(LATE)),
    ...ALL_SHORT,
    failed: ['digests missing from their chain: 1 of trail main_trail'],
    why: 'who takes a log file away takes its digest, too: the next one names it',
  },
  {
    change: ({ digestFile, logFile }) => {
      rmSync(digestFile(LATE));
      rmSync(logFile(LATE));
    },
    ...ALL_SHORT,
    failed: ['digests missing from their chain: 1 of trail main_trail'],
    why: 'both taken away: nothing in the logs looks odd, an hour was quiet',
  },
  {
    change: saveLastAccessed('DeleteSnapshot', LATE),
    terminate: SILENT,
    deletes: 'used: coarse-use',
    creates: 'unknown: used-outside-the-log',
    ...{ failed: [], exit: 0 },
    why: 'AWS saw the role act when the log shows nothing of it: the log misses more than that call',
  },
  {
    change: saveLastAccessed('DeleteSnapshot', 10),
    ...{ terminate: SILENT, deletes: SILENT, creates: SILENT, failed: [], exit: 0 },
    why: 'that was before the window',
  },
];

describe('what Harbor may be told', () => {
  test.each(ROWS)('$why', async ({ change, terminate, deletes, creates, failed, exit }) => {
    const audit = await audited(change);
    expect({
      terminate: verdictOf(audit, NADIA, 'ec2:TerminateInstances'),
      deletes: verdictOf(audit, BACKUP, 'ec2:DeleteSnapshot'),
      creates: verdictOf(audit, BACKUP, 'ec2:CreateSnapshot'),
      failed: audit.result.findings
        .filter(({ kind }) => kind === 'failed-verification')
        .map(({ title }) => title.replace('failed-verification: ', '')),
      exit: audit.exit,
    }).toEqual({ terminate, deletes, creates, failed, exit });
    expect(verdictOf(audit, NADIA, 'ec2:StopInstances')).toBe('used: logged-use');
    // Nothing is proposed, staged or called stale that the verdicts do not bear.
    const isUnused = [terminate, deletes, creates].some((verdict) => verdict === SILENT);
    expect(audit.result.recommendations.length > 0).toBe(isUnused);
    expect(audit.result.findings.some(({ kind }) => kind === 'stale-role')).toBe(
      deletes === SILENT,
    );
  });
});
