/**
 * The account itself: who reads it, and which regions it has enabled.
 *
 * Source: EC2 API Reference, "DescribeRegions": without `AllRegions`, those enabled for the account.
 */
import { listOf, textOf } from './answers.js';
import { answersIn, stamped } from './raw.js';
import type { AwsSource, UnitFiles } from './source.js';

const REGIONS_FILE = 'regions.json.gz';

export const account: AwsSource = {
  scope: 'account',
  part: 'identities',
  operations: ['sts:GetCallerIdentity', 'ec2:DescribeRegions'],
  collect: async (context) => {
    // No steps: what is new of the account is what a run that goes on has to know.
    const { call, files } = context;
    const caller = await call('sts:GetCallerIdentity', {});
    files.append('caller.json.gz', stamped(context, 'sts:GetCallerIdentity', caller));
    const answer = await call('ec2:DescribeRegions', {});
    files.append(REGIONS_FILE, stamped(context, 'ec2:DescribeRegions', answer));
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
