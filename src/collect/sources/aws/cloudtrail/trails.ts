/**
 * Which trails record a region, whether they run, and what they leave out.
 *
 * Each trail is described where it is at home; the copies that other regions and member accounts show
 * name the same bucket, and that is all that is needed of them.
 * Source: CloudTrail API Reference, "DescribeTrails", "GetTrailStatus", "GetEventSelectors".
 */
import { listOf, textOf } from '../answers.js';
import { orMiss } from '../gather.js';
import type { Operation } from '../operations.js';
import { stepOf } from '../raw.js';
import type { Answer, AwsSource, SourceContext } from '../source.js';

export const TRAILS_FILE = 'trails.json.gz';

export const trails: AwsSource = {
  scope: 'region',
  part: 'trails',
  operations: [
    'cloudtrail:DescribeTrails',
    'cloudtrail:GetTrailStatus',
    'cloudtrail:GetEventSelectors',
  ],
  collect: async (context) => {
    const own = await askNow(
      context,
      'cloudtrail:DescribeTrails',
      { includeShadowTrails: true },
      {
        file: TRAILS_FILE,
        take: (answer) =>
          listOf(answer, 'trailList')
            .filter((trail) => trail.HomeRegion === context.region)
            .flatMap((trail) => textOf(trail, 'TrailARN') ?? []),
      },
    );
    for (const arn of own ?? []) await describeTrail(context, arn);
    return own?.length ?? 0;
  },
};

async function describeTrail(context: SourceContext, arn: string): Promise<void> {
  const [status, selectors] = ['trail-status.json.gz', 'event-selectors.json.gz'];
  await orMiss(context, arn, async () => {
    const about = { TrailARN: arn };
    await askNow(context, 'cloudtrail:GetTrailStatus', { Name: arn }, { file: status, about });
  });
  await orMiss(context, arn, async () => {
    await askNow(context, 'cloudtrail:GetEventSelectors', { TrailName: arn }, { file: selectors });
  });
}

type Asked<Value> = {
  readonly file: string;
  /** What the answer does not say itself. */
  readonly about?: Answer;
  readonly take?: (answer: Answer) => Value;
};

/** Settings hold from when they were asked for: each answer says when that was. */
function askNow<Value = undefined>(
  context: SourceContext,
  operation: Operation,
  request: Answer,
  { file, about = {}, take }: Asked<Value>,
): Promise<Value | undefined> {
  return context.once(stepOf(operation, request), async (append) => {
    const answer = await context.call(operation, request);
    append(file, { ...about, CollectedAt: context.now, ...answer });
    return take?.(answer);
  });
}
