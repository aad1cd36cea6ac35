/** `leastwise doctor` on a live account: who calls, what is let through, what trails there are. */
import { afterEach, expect, test } from 'vitest';
import { liveOptions } from '../../../src/cli/live-options.js';
import { examineAccount, renderExamination } from '../../../src/index.js';
import type { Examination } from '../../../src/model/examination.js';
import { asCaller } from '../../aws/caller.js';
import { type Fake, HOME, type Reply, type Request, startFake } from '../../aws/fake.js';
import { richAccountHandlers } from '../../aws/rich-account.js';
import { instantClock } from '../../aws/run.js';

let fake: Fake | undefined;
afterEach(async () => {
  await fake?.close();
  fake = undefined;
});

async function examined(
  middle: (request: Request) => Reply | undefined = () => undefined,
): Promise<Examination> {
  fake = await startFake(richAccountHandlers(), middle);
  const options = liveOptions({ days: '97', parallel: '4', fresh: '0', maxAttempts: '3' });
  const { signal } = new AbortController();
  const found = await asCaller(fake, HOME, () =>
    examineAccount(options, { signal, clock: instantClock() }),
  );
  if (found === undefined) throw new Error('nothing was examined');
  return found;
}

test('an account that lets everything be read', async () => {
  const examination = await examined();
  expect(examination.units.filter(({ status }) => status !== 'complete')).toEqual([]);
  const regionsOf = (name: string) =>
    examination.units.filter(({ source }) => source === name).map(({ region }) => region);
  expect(regionsOf('sqs-queues')).toEqual(['us-east-1']);
  expect(regionsOf('trails')).toEqual(['eu-west-1', 'us-east-1']);
  expect(regionsOf('lookup-events')).toEqual(['eu-west-1', 'us-east-1']);
  expect(examination.untried).toEqual([
    { source: 'organization', operations: ['organizations:ListAccounts'] },
  ]);
  expect(fake?.calls.length).toBeLessThan(120);
  await expect(renderExamination(examination)).toMatchFileSnapshot('doctor-live.golden.txt');
});

test('an account that lets little be read: what it costs, and what to grant', async () => {
  const denied = ['iam:GetAccountSummary', 'kms:ListGrants', 'cloudtrail:GetEventSelectors'];
  const examination = await examined(({ operation }) =>
    denied.includes(operation) ? { error: 'AccessDenied', status: 403 } : undefined,
  );
  const text = renderExamination(examination);
  expect(text).toContain('kms-keys                DENIED');
  expect(text).toContain(
    'To grant: cloudtrail:GetEventSelectors, iam:GetAccountSummary, kms:ListGrants',
  );
});

test('a trail that is at home in another region is told of with what it records', async () => {
  const TrailARN = `arn:aws:cloudtrail:eu-west-1:${HOME}:trail/docks`;
  const own = { Name: 'docks', HomeRegion: 'eu-west-1', IsMultiRegionTrail: false, TrailARN };
  const examination = await examined(({ operation, region, input }) => {
    if (operation === 'cloudtrail:DescribeTrails') {
      return { answer: { trailList: region === 'eu-west-1' ? [own] : [] } };
    }
    const selected = [{ ReadWriteType: 'WriteOnly', IncludeManagementEvents: true }];
    return operation === 'cloudtrail:GetEventSelectors' && input.TrailName === TrailARN
      ? { answer: { TrailARN, EventSelectors: selected } }
      : undefined;
  });
  expect(examination.trails.map(({ arn }) => arn)).toEqual([TrailARN]);
  expect(renderExamination(examination)).toContain('Trails (1), looked for in 2 regions');
  expect(examination.trails[0]?.known.join()).toContain('readOnly Equals false');
});

test('only the first of many is asked about', async () => {
  const Keys = Array.from({ length: 500 }, (_, n) => ({ KeyId: `k${n}`, KeyArn: `arn:k${n}` }));
  await examined(({ operation }) =>
    operation === 'kms:ListKeys'
      ? { answer: { Keys, Truncated: true, NextMarker: 'more' } }
      : undefined,
  );
  const asked = fake?.calls.filter(({ operation }) => operation.startsWith('kms:')) ?? [];
  expect(asked.map(({ operation }) => operation)).toEqual([
    'kms:ListKeys',
    'kms:ListAliases',
    'kms:GetKeyPolicy',
    'kms:ListGrants',
  ]);
});
