/**
 * When each identity last tried each service and tracked action: jobs that IAM runs on request.
 *
 * A batch of jobs is started, then their answers are fetched: most are done by then. A job that fails
 * or does not end leaves its identity unknown. Only the session that started a job may read it.
 * Source: IAM API Reference, "GenerateServiceLastAccessedDetails", "GetServiceLastAccessedDetails"
 * (`MaxItems`, `Marker`, `JobStatus`).
 */
import pLimit from 'p-limit';
import { listOf, textOf } from '../answers.js';
import { AwsFault } from '../fault.js';
import { orMiss, PARALLEL } from '../gather.js';
import { type Paging, pagesOf } from '../pages.js';
import type { Answer, AwsSource, SourceContext } from '../source.js';
import { identitiesOf, type NamedIdentity } from './identities.js';

const BATCH = 100;
const FIRST_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 8_000;
const MAX_ASKS = 20;
/** Its answers say `IsTruncated`, as all of IAM's do. */
const PAGING: Paging = { token: 'Marker', more: 'IsTruncated' };

export const lastAccessed: AwsSource = {
  scope: 'account',
  part: 'identities',
  buildsOn: 'authorization-details',
  operations: ['iam:GenerateServiceLastAccessedDetails', 'iam:GetServiceLastAccessedDetails'],
  collect: async (context) => {
    const all = await identitiesOf(context, 'user', 'group', 'role');
    let done = 0;
    for (let from = 0; from < all.length; from += BATCH) {
      await readBatch(context, all.slice(from, from + BATCH), () => {
        done += 1;
        context.progress(done, all.length);
      });
    }
    return all.length;
  },
};

/** Jobs wait in line before answers do, so that most are done when theirs are asked for. */
async function readBatch(
  context: SourceContext,
  batch: readonly NamedIdentity[],
  onRead: () => void,
): Promise<void> {
  const limit = pLimit(PARALLEL);
  const read = (arn: string): Promise<void> =>
    context.once(arn, async (append) => {
      const job = await limit(startJob, context, arn);
      const answer = await limit(answerOrAnew, context, arn, job);
      append('last-accessed.json.gz', { Arn: arn, ...answer });
    });
  try {
    await Promise.all(
      batch.map(async ({ arn }) => {
        await orMiss(context, arn, () => read(arn));
        onRead();
      }),
    );
  } finally {
    limit.clearQueue();
  }
}

function unfinished({ account, region }: SourceContext): AwsFault {
  const message =
    'the job of IAM failed or did not end; the identity’s last accessed services stay unknown';
  return new AwsFault(
    { kind: 'unavailable', code: 'JobNotCompleted', status: undefined, message },
    'iam:GetServiceLastAccessedDetails',
    { account, region },
    undefined,
  );
}

async function startJob(context: SourceContext, arn: string): Promise<string> {
  const request = { Arn: arn, Granularity: 'ACTION_LEVEL' };
  const answer = await context.call('iam:GenerateServiceLastAccessedDetails', request);
  const job = textOf(answer, 'JobId');
  if (job === undefined) throw unfinished(context);
  return job;
}

/** A role's session that was renewed in between may not know the job any more. */
async function answerOrAnew(
  context: SourceContext,
  arn: string,
  job: string,
  triesLeft = 2,
): Promise<Answer> {
  try {
    return await answerOf(context, job);
  } catch (cause) {
    const isGone = cause instanceof AwsFault && /^NoSuchEntity/.test(cause.code);
    if (!isGone || triesLeft === 0) throw cause;
    return answerOrAnew(context, arn, await startJob(context, arn), triesLeft - 1);
  }
}

/** @returns all pages as one answer @throws AwsFault for a job that failed or did not end */
async function answerOf(context: SourceContext, job: string): Promise<Answer> {
  let wait = FIRST_WAIT_MS;
  for (let asks = 0; asks < MAX_ASKS; asks += 1) {
    const merged = await allPages(context, job);
    const status = textOf(merged, 'JobStatus');
    if (status === 'COMPLETED') return merged;
    if (status === 'FAILED') break;
    await context.sleep(wait);
    wait = Math.min(LONGEST_WAIT_MS, wait * 2);
  }
  throw unfinished(context);
}

async function allPages(context: SourceContext, job: string): Promise<Answer> {
  const services: Answer[] = [];
  let first: Answer = {};
  const input = { JobId: job, MaxItems: 1000 };
  for await (const answer of pagesOf(context, 'iam:GetServiceLastAccessedDetails', input, PAGING)) {
    if (services.length === 0) first = answer;
    services.push(...listOf(answer, 'ServicesLastAccessed'));
  }
  const { Marker: _, IsTruncated: __, ...rest } = first;
  return { ...rest, ServicesLastAccessed: services };
}
