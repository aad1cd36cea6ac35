/** Policies of repositories. Source: ECR API Reference, "DescribeRepositories", "GetRepositoryPolicy". */
import { textOf } from '../answers.js';
import { forEachThing, listAll, picking } from '../gather.js';
import { BY_SMALL_NEXT_TOKEN } from '../pages.js';
import { ask } from '../raw.js';
import type { Answer, AwsSource } from '../source.js';

export const ecrRepositories: AwsSource = {
  scope: 'region',
  part: 'resource-policies',
  operations: ['ecr:DescribeRepositories', 'ecr:GetRepositoryPolicy'],
  collect: async (context) => {
    const repositories = await listAll(context, {
      operation: 'ecr:DescribeRepositories',
      input: { maxResults: 1000 },
      paging: BY_SMALL_NEXT_TOKEN,
      list: 'repositories',
      pick: picking('repositoryName'),
    });
    const nameOf = (one: Answer) => textOf(one, 'repositoryName') ?? '';
    return forEachThing(context, repositories, nameOf, async (one) => {
      const request = { repositoryName: nameOf(one) };
      await ask(context, 'ecr:GetRepositoryPolicy', request, {
        absent: ['RepositoryPolicyNotFoundException', 'RepositoryNotFoundException'],
        file: 'policies.json.gz',
      });
    });
  },
};
