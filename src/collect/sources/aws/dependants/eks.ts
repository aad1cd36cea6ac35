/**
 * Clusters, node groups and Pod Identity associations with their roles. Annotations of service
 * accounts lie inside the cluster, where no API of AWS shows them; the trust policies of their roles
 * name the cluster's provider, and are read with the roles.
 *
 * Source: EKS API Reference.
 */
import { objectOf, textOf } from '../answers.js';
import { forEachThing, listAll, listNames, picking } from '../gather.js';
import { BY_SMALL_NEXT_TOKEN } from '../pages.js';
import { ask } from '../raw.js';
import type { AwsSource, SourceContext } from '../source.js';

export const eks: AwsSource = {
  scope: 'region',
  part: 'dependants',
  operations: [
    'eks:ListClusters',
    'eks:DescribeCluster',
    'eks:ListNodegroups',
    'eks:DescribeNodegroup',
    'eks:ListPodIdentityAssociations',
    'eks:DescribePodIdentityAssociation',
  ],
  collect: async (context) => {
    const clusters = await listNames(context, {
      operation: 'eks:ListClusters',
      paging: BY_SMALL_NEXT_TOKEN,
      list: 'clusters',
    });
    return forEachThing(
      context,
      clusters,
      (name) => name,
      (name) => readCluster(context, name),
    );
  },
};

const pickCluster = picking('name', 'arn', 'roleArn', 'status');

const pickNodegroup = picking('nodegroupName', 'nodegroupArn', 'nodeRole', 'status');

async function readCluster(context: SourceContext, name: string): Promise<void> {
  await ask(
    context,
    'eks:DescribeCluster',
    { name },
    {
      file: 'clusters.json.gz',
      pick: (answer) => ({ cluster: pickCluster(objectOf(answer, 'cluster') ?? {}) }),
    },
  );
  const list = { input: { clusterName: name }, paging: BY_SMALL_NEXT_TOKEN };
  const nodegroups = await listNames(context, {
    ...list,
    operation: 'eks:ListNodegroups',
    list: 'nodegroups',
  });
  for (const nodegroupName of nodegroups) {
    const request = { clusterName: name, nodegroupName };
    await ask(context, 'eks:DescribeNodegroup', request, {
      file: 'nodegroups.json.gz',
      pick: (answer) => ({ nodegroup: pickNodegroup(objectOf(answer, 'nodegroup') ?? {}) }),
    });
  }
  const associations = await listAll(context, {
    ...list,
    operation: 'eks:ListPodIdentityAssociations',
    list: 'associations',
    pick: picking('associationId'),
  });
  for (const one of associations) {
    const request = { clusterName: name, associationId: textOf(one, 'associationId') ?? '' };
    await ask(context, 'eks:DescribePodIdentityAssociation', request, {
      file: 'pod-identities.json.gz',
    });
  }
}
