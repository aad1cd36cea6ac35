/**
 * Services and task definitions with their roles; what containers are given stays unread.
 *
 * Of each family the newest definition counts, and whatever a service runs.
 * Source: ECS API Reference.
 */
import { listOf, objectOf, textOf, textsOf } from '../answers.js';
import { forEachThing, picking } from '../gather.js';
import type { Operation } from '../operations.js';
import { BY_SMALL_NEXT_TOKEN, pagesOf } from '../pages.js';
import { keep } from '../raw.js';
import type { AwsSource, SourceContext } from '../source.js';

const AT_ONCE = 10;

export const ecs: AwsSource = {
  scope: 'region',
  part: 'dependants',
  operations: [
    'ecs:ListClusters',
    'ecs:ListServices',
    'ecs:DescribeServices',
    'ecs:ListTaskDefinitionFamilies',
    'ecs:DescribeTaskDefinition',
  ],
  collect: async (context) => {
    const running = new Set<string>();
    const clusters = await namesOf(context, 'ecs:ListClusters', {}, 'clusterArns');
    for (const cluster of clusters) {
      for (const definition of await readServices(context, cluster)) running.add(definition);
    }
    const families = await namesOf(
      context,
      'ecs:ListTaskDefinitionFamilies',
      { status: 'ACTIVE' },
      'families',
    );
    const definitions = [...new Set([...running, ...families])].sort();
    return forEachThing(
      context,
      definitions,
      (name) => name,
      (name) => readDefinition(context, name),
    );
  },
};

async function namesOf(
  context: SourceContext,
  operation: Operation,
  input: Readonly<Record<string, unknown>>,
  list: string,
): Promise<readonly string[]> {
  const names: string[] = [];
  for await (const { answer } of pagesOf(context, operation, input, BY_SMALL_NEXT_TOKEN)) {
    names.push(...textsOf(answer, list));
  }
  return names;
}

/** @returns task definitions that run */
async function readServices(context: SourceContext, cluster: string): Promise<readonly string[]> {
  const services = await namesOf(context, 'ecs:ListServices', { cluster }, 'serviceArns');
  const running: string[] = [];
  for (let from = 0; from < services.length; from += AT_ONCE) {
    const request = { cluster, services: services.slice(from, from + AT_ONCE) };
    const answer = await context.call('ecs:DescribeServices', request);
    const found = listOf(answer, 'services').map(
      picking('serviceArn', 'clusterArn', 'roleArn', 'taskDefinition', 'status'),
    );
    keep(context, 'services.json.gz', 'ecs:DescribeServices', { services: found }, request);
    running.push(...found.flatMap((one) => textOf(one, 'taskDefinition') ?? []));
  }
  return running;
}

async function readDefinition(context: SourceContext, name: string): Promise<void> {
  const request = { taskDefinition: name };
  const answer = await context.call('ecs:DescribeTaskDefinition', request);
  const taskDefinition = picking(
    'taskDefinitionArn',
    'taskRoleArn',
    'executionRoleArn',
    'status',
  )(objectOf(answer, 'taskDefinition') ?? {});
  keep(
    context,
    'task-definitions.json.gz',
    'ecs:DescribeTaskDefinition',
    { taskDefinition },
    request,
  );
}
