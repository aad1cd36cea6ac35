/** Instances and the instance profile of each. Source: EC2 API Reference, "DescribeInstances". */
import { listOf } from '../answers.js';
import { picking } from '../gather.js';
import { BY_NEXT_TOKEN, pagesOf } from '../pages.js';
import { keep } from '../raw.js';
import type { AwsSource } from '../source.js';

const pick = picking('InstanceId', 'IamInstanceProfile', 'State', 'LaunchTime');

export const ec2Instances: AwsSource = {
  scope: 'region',
  part: 'dependants',
  operations: ['ec2:DescribeInstances'],
  collect: async (context) => {
    let count = 0;
    const input = { MaxResults: 1000 };
    for await (const { answer } of pagesOf(
      context,
      'ec2:DescribeInstances',
      input,
      BY_NEXT_TOKEN,
    )) {
      const Instances = listOf(answer, 'Reservations').flatMap((one) =>
        listOf(one, 'Instances').map(pick),
      );
      count += Instances.length;
      if (Instances.length === 0) continue;
      keep(context, 'instances.json.gz', 'ec2:DescribeInstances', { Instances }, input);
    }
    return count;
  },
};
