/**
 * The account itself: who reads it, and which regions it has enabled.
 *
 * Source: EC2 API Reference, "DescribeRegions": without `AllRegions`, those enabled for the account.
 */
import { listOf, textOf } from './answers.js';
import { answersIn, keep } from './raw.js';
import type { AwsSource, UnitFiles } from './source.js';

const REGIONS_FILE = 'regions.json.gz';

export const account: AwsSource = {
  scope: 'account',
  part: 'identities',
  operations: ['sts:GetCallerIdentity', 'ec2:DescribeRegions'],
  collect: async (context) => {
    const { call } = context;
    keep(
      context,
      'caller.json.gz',
      'sts:GetCallerIdentity',
      await call('sts:GetCallerIdentity', {}),
    );
    const answer = await call('ec2:DescribeRegions', {});
    keep(context, REGIONS_FILE, 'ec2:DescribeRegions', answer);
    const regions = listOf(answer, 'Regions').flatMap(
      (region) => textOf(region, 'RegionName') ?? [],
    );
    // An account without regions cannot be: who knows where it works.
    if (regions.length === 0) context.miss(NO_REGIONS);
    return regions.length;
  },
};

const NO_REGIONS = {
  operation: 'ec2:DescribeRegions',
  code: 'NoRegions',
  message: 'the answer names no region: which of them the account has enabled is not known',
  grant: [],
} as const;

/** Those that the account has enabled, sorted; empty where it did not say. */
export async function enabledRegions(files: UnitFiles): Promise<readonly string[]> {
  const regions: string[] = [];
  for await (const answer of answersIn(files.read(REGIONS_FILE))) {
    for (const region of listOf(answer, 'Regions')) {
      const name = textOf(region, 'RegionName');
      if (name !== undefined && /^[a-z0-9-]{1,40}$/.test(name)) regions.push(name);
    }
  }
  return regions.sort();
}
