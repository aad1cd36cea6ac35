/**
 * Which stack owns which identity, and which role a stack is run with. Parameters and outputs are not
 * written.
 *
 * Source: CloudFormation API Reference, "DescribeStacks", "ListStackResources".
 */
import { listOf, textOf } from '../answers.js';
import { forEachThing, listAll, picking } from '../gather.js';
import { BY_NEXT_TOKEN, stepsOf } from '../pages.js';
import { stamped } from '../raw.js';
import type { Answer, AwsSource, SourceContext } from '../source.js';

export const cloudformation: AwsSource = {
  scope: 'region',
  part: 'dependants',
  operations: ['cloudformation:DescribeStacks', 'cloudformation:ListStackResources'],
  collect: async (context) => {
    const stacks = await listAll(context, {
      operation: 'cloudformation:DescribeStacks',
      paging: BY_NEXT_TOKEN,
      list: 'Stacks',
      file: 'stacks.json.gz',
      pick: picking('StackId', 'StackName', 'RoleARN', 'StackStatus', 'CreationTime'),
    });
    const idOf = (stack: Answer) => textOf(stack, 'StackId') ?? textOf(stack, 'StackName') ?? '';
    return forEachThing(context, stacks, idOf, (stack) => readResources(context, idOf(stack)));
  },
};

const pick = picking('LogicalResourceId', 'PhysicalResourceId', 'ResourceType');

async function readResources(context: SourceContext, stack: string): Promise<void> {
  const input = { StackName: stack };
  const operation = 'cloudformation:ListStackResources';
  const pages = stepsOf(context, {
    operation,
    input,
    paging: BY_NEXT_TOKEN,
    take: (answer, append) => {
      const StackResourceSummaries = listOf(answer, 'StackResourceSummaries')
        .filter((one) => textOf(one, 'ResourceType')?.startsWith('AWS::IAM::'))
        .map(pick);
      if (StackResourceSummaries.length === 0) return;
      append('resources.json.gz', stamped(context, operation, { StackResourceSummaries }, input));
    },
  });
  for await (const _ of pages);
}
