/** Instances and the instance profile of each. Source: EC2 API Reference, "DescribeInstances". */
import { listOf } from '../answers.js';
import { picking } from '../gather.js';
import { BY_NEXT_TOKEN, stepsOf } from '../pages.js';
import { stamped } from '../raw.js';
import type { AwsSource } from '../source.js';

const pick = picking('InstanceId', 'IamInstanceProfile', 'State', 'LaunchTime');

export const ec2Instances: AwsSource = {
  scope: 'region',
  part: 'dependants',
  operations: ['ec2:DescribeInstances'],
  collect: async (context) => {
    let count = 0;
    const operation = 'ec2:DescribeInstances';
    const input = { MaxResults: 1000 };
    const pages = stepsOf(context, {
      operation,
      input,
      paging: BY_NEXT_TOKEN,
      take: (answer, append) => {
        const Instances = listOf(answer, 'Reservations').flatMap((one) =>
          listOf(one, 'Instances').map(pick),
        );
        if (Instances.length > 0) {
          append('instances.json.gz', stamped(context, operation, { Instances }, input));
        }
        return Instances.length;
      },
    });
    for await (const found of pages) count += found;
    return count;
  },
};
