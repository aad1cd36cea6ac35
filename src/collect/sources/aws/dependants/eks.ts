/**
 * Clusters, node groups and Pod Identity associations with their roles. Annotations of service
 * accounts lie inside the cluster, where no API of AWS shows them; the trust policies of their roles
 * name the cluster's provider, and are read with the roles.
 *
 * Source: EKS API Reference.
 */
import { objectOf, textOf, textsOf } from '../answers.js';
import { forEachThing, listAll, picking } from '../gather.js';
import { BY_SMALL_NEXT_TOKEN, pagesOf } from '../pages.js';
import { keep } from '../raw.js';
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
    const clusters: string[] = [];
    for await (const { answer } of pagesOf(context, 'eks:ListClusters', {}, BY_SMALL_NEXT_TOKEN)) {
      clusters.push(...textsOf(answer, 'clusters'));
    }
    return forEachThing(
      context,
      clusters,
      (name) => name,
      (name) => readCluster(context, name),
    );
  },
};

async function readCluster(context: SourceContext, name: string): Promise<void> {
  const answer = await context.call('eks:DescribeCluster', { name });
  const cluster = picking('name', 'arn', 'roleArn', 'status')(objectOf(answer, 'cluster') ?? {});
  keep(context, 'clusters.json.gz', 'eks:DescribeCluster', { cluster }, { name });
  const input = { clusterName: name };
  for await (const page of pagesOf(context, 'eks:ListNodegroups', input, BY_SMALL_NEXT_TOKEN)) {
    for (const nodegroupName of textsOf(page.answer, 'nodegroups')) {
      const request = { clusterName: name, nodegroupName };
      const found =
        objectOf(await context.call('eks:DescribeNodegroup', request), 'nodegroup') ?? {};
      const nodegroup = picking('nodegroupName', 'nodegroupArn', 'nodeRole', 'status')(found);
      keep(context, 'nodegroups.json.gz', 'eks:DescribeNodegroup', { nodegroup }, request);
    }
  }
  const associations = await listAll(context, {
    operation: 'eks:ListPodIdentityAssociations',
    input,
    paging: BY_SMALL_NEXT_TOKEN,
    list: 'associations',
  });
  for (const one of associations) {
    const request = { clusterName: name, associationId: textOf(one, 'associationId') ?? '' };
    const found = await context.call('eks:DescribePodIdentityAssociation', request);
    keep(context, 'pod-identities.json.gz', 'eks:DescribePodIdentityAssociation', found, request);
  }
}
