/**
 * When each identity last tried each service and tracked action: jobs that IAM runs on request.
 *
 * A batch of jobs is started, then their answers are fetched: most are done by then. A job that fails
 * or does not end leaves its identity unknown. Only the session that started a job may read it.
 * Source: IAM API Reference, "GenerateServiceLastAccessedDetails", "GetServiceLastAccessedDetails"
 * (`MaxItems`, `Marker`, `JobStatus`).
 */
import { listOf, textOf } from '../answers.js';
import { AwsFault } from '../fault.js';
import { forEachThing } from '../gather.js';
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
    const { after = '' } = (context.resumeFrom ?? {}) as { readonly after?: string };
    const left = all.filter(({ arn }) => arn > after);
    for (let from = 0; from < left.length; from += BATCH) {
      const batch = left.slice(from, from + BATCH);
      await readBatch(context, batch);
      context.save({ after: batch.at(-1)?.arn ?? '' });
      context.progress(all.length - left.length + from + batch.length, all.length);
    }
    return all.length;
  },
};

async function readBatch(context: SourceContext, batch: readonly NamedIdentity[]): Promise<void> {
  const jobs = new Map<string, string>();
  const quiet = { ...context, progress: () => undefined };
  await forEachThing(
    quiet,
    batch,
    ({ arn }) => arn,
    async ({ arn }) => {
      const job = await startJob(context, arn);
      if (job !== undefined) jobs.set(arn, job);
    },
  );
  await forEachThing(
    quiet,
    [...jobs],
    ([arn]) => arn,
    async ([arn, job]) => {
      const answer = await answerOrAnew(context, arn, job);
      if (answer !== undefined)
        context.files.append('last-accessed.json.gz', { Arn: arn, ...answer });
      else context.miss({ ...UNFINISHED, subject: arn });
    },
  );
}

const UNFINISHED = {
  operation: 'iam:GetServiceLastAccessedDetails',
  code: 'JobNotCompleted',
  message:
    'the job of IAM failed or did not end; the identity’s last accessed services stay unknown',
  grant: [],
} as const;

async function startJob({ call }: SourceContext, arn: string): Promise<string | undefined> {
  const request = { Arn: arn, Granularity: 'ACTION_LEVEL' };
  return textOf(await call('iam:GenerateServiceLastAccessedDetails', request), 'JobId');
}

/** A role's session that was renewed in between may not know the job any more. */
async function answerOrAnew(
  context: SourceContext,
  arn: string,
  job: string,
  triesLeft = 2,
): Promise<Answer | undefined> {
  try {
    return await answerOf(context, job);
  } catch (cause) {
    const isGone = cause instanceof AwsFault && /^NoSuchEntity/.test(cause.code);
    if (!isGone || triesLeft === 0) throw cause;
    const again = await startJob(context, arn);
    return again === undefined ? undefined : answerOrAnew(context, arn, again, triesLeft - 1);
  }
}

/** @returns `undefined` for a job that failed or did not end; all pages as one answer otherwise */
async function answerOf(context: SourceContext, job: string): Promise<Answer | undefined> {
  let wait = FIRST_WAIT_MS;
  for (let asks = 0; asks < MAX_ASKS; asks += 1) {
    const merged = await allPages(context, job);
    const status = textOf(merged, 'JobStatus');
    if (status === 'COMPLETED') return merged;
    if (status === 'FAILED') return undefined;
    await context.sleep(wait);
    wait = Math.min(LONGEST_WAIT_MS, wait * 2);
  }
  return undefined;
}

async function allPages(context: SourceContext, job: string): Promise<Answer> {
  const services: Answer[] = [];
  let first: Answer = {};
  const input = { JobId: job, MaxItems: 1000 };
  for await (const { answer } of pagesOf(
    context,
    'iam:GetServiceLastAccessedDetails',
    input,
    PAGING,
  )) {
    if (services.length === 0) first = answer;
    services.push(...listOf(answer, 'ServicesLastAccessed'));
  }
  const { Marker: _, IsTruncated: __, ...rest } = first;
  return { ...rest, ServicesLastAccessed: services };
}
