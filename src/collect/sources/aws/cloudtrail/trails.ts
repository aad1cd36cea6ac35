/**
 * Which trails record a region, whether they run, and what they leave out.
 *
 * Each trail is described where it is at home; the copies that other regions and member accounts show
 * name the same bucket, and that is all that is needed of them.
 * Source: CloudTrail API Reference, "DescribeTrails", "GetTrailStatus", "GetEventSelectors".
 */
import { listOf, textOf } from '../answers.js';
import { orMiss } from '../gather.js';
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
    const { call, files, region } = context;
    const answer = await call('cloudtrail:DescribeTrails', { includeShadowTrails: true });
    files.append(TRAILS_FILE, { CollectedAt: context.now, ...answer });
    const own = listOf(answer, 'trailList').filter((trail) => trail.HomeRegion === region);
    for (const trail of own) await describeTrail(context, trail);
    return own.length;
  },
};

async function describeTrail(context: SourceContext, trail: Answer): Promise<void> {
  const arn = textOf(trail, 'TrailARN');
  if (arn === undefined) return;
  const { call, files } = context;
  await orMiss(context, arn, async () => {
    const status = await call('cloudtrail:GetTrailStatus', { Name: arn });
    files.append('trail-status.json.gz', { TrailARN: arn, CollectedAt: context.now, ...status });
  });
  await orMiss(context, arn, async () => {
    const selectors = await call('cloudtrail:GetEventSelectors', { TrailName: arn });
    files.append('event-selectors.json.gz', { CollectedAt: context.now, ...selectors });
  });
}
