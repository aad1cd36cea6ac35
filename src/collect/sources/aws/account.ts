/**
 * The account itself: who reads it, and which regions it has enabled.
 *
 * Source: EC2 API Reference, "DescribeRegions": without `AllRegions`, those enabled for the account.
 */
import { listOf, textOf } from './answers.js';
import { keep } from './raw.js';
import type { AwsSource } from './source.js';

export const REGIONS_FILE = 'regions.json.gz';

export const account: AwsSource = {
  scope: 'account',
  part: 'identities',
  operations: ['sts:GetCallerIdentity', 'ec2:DescribeRegions'],
  collect: async (context) => {
    const { call, options } = context;
    keep(
      context,
      'caller.json.gz',
      'sts:GetCallerIdentity',
      await call('sts:GetCallerIdentity', {}),
    );
    if (options.regions.length > 0) return options.regions.length;
    const answer = await call('ec2:DescribeRegions', {});
    keep(context, REGIONS_FILE, 'ec2:DescribeRegions', answer);
    return listOf(answer, 'Regions').filter((region) => textOf(region, 'RegionName')).length;
  },
};
