/**
 * Services and task definitions with their roles; what containers are given stays unread.
 *
 * Of each family the newest definition counts, and whatever a service runs.
 * Source: ECS API Reference.
 */
import { listOf, objectOf, textOf } from '../answers.js';
import { forEachThing, listNames, picking } from '../gather.js';
import { BY_SMALL_NEXT_TOKEN } from '../pages.js';
import { ask } from '../raw.js';
import type { Answer, AwsSource, SourceContext } from '../source.js';

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
    const clusters = await listNames(context, {
      operation: 'ecs:ListClusters',
      paging: BY_SMALL_NEXT_TOKEN,
      list: 'clusterArns',
    });
    for (const cluster of clusters) {
      for (const definition of await readServices(context, cluster)) running.add(definition);
    }
    const families = await listNames(context, {
      operation: 'ecs:ListTaskDefinitionFamilies',
      input: { status: 'ACTIVE' },
      paging: BY_SMALL_NEXT_TOKEN,
      list: 'families',
    });
    const definitions = [...new Set([...running, ...families])].sort();
    return forEachThing(
      context,
      definitions,
      (name) => name,
      (name) => readDefinition(context, name),
    );
  },
};

const pickService = picking('serviceArn', 'clusterArn', 'roleArn', 'taskDefinition', 'status');

const pickDefinition = picking('taskDefinitionArn', 'taskRoleArn', 'executionRoleArn', 'status');

/** @returns task definitions that run */
async function readServices(context: SourceContext, cluster: string): Promise<readonly string[]> {
  const services = await listNames(context, {
    operation: 'ecs:ListServices',
    input: { cluster },
    paging: BY_SMALL_NEXT_TOKEN,
    list: 'serviceArns',
  });
  const pick = (answer: Answer) => ({ services: listOf(answer, 'services').map(pickService) });
  const running: string[] = [];
  for (let from = 0; from < services.length; from += AT_ONCE) {
    const request = { cluster, services: services.slice(from, from + AT_ONCE) };
    const found = await ask(context, 'ecs:DescribeServices', request, {
      file: 'services.json.gz',
      pick,
      take: (answer) =>
        listOf(answer, 'services').flatMap((one) => textOf(one, 'taskDefinition') ?? []),
    });
    running.push(...(found ?? []));
  }
  return running;
}

async function readDefinition(context: SourceContext, name: string): Promise<void> {
  const request = { taskDefinition: name };
  await ask(context, 'ecs:DescribeTaskDefinition', request, {
    file: 'task-definitions.json.gz',
    pick: (answer) => ({
      taskDefinition: pickDefinition(objectOf(answer, 'taskDefinition') ?? {}),
    }),
  });
}
