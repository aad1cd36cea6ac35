/**
 * Policies of secrets; never a secret's value, which no grant of ours would allow.
 *
 * Source: Secrets Manager API Reference, "ListSecrets", "GetResourcePolicy".
 */
import { textOf } from '../answers.js';
import { forEachThing, listAll, picking } from '../gather.js';
import { BY_NEXT_TOKEN } from '../pages.js';
import { ask } from '../raw.js';
import type { Answer, AwsSource } from '../source.js';

export const secrets: AwsSource = {
  scope: 'region',
  part: 'resource-policies',
  operations: ['secrets-manager:ListSecrets', 'secrets-manager:GetResourcePolicy'],
  collect: async (context) => {
    const all = await listAll(context, {
      operation: 'secrets-manager:ListSecrets',
      input: { MaxResults: 100 },
      paging: BY_NEXT_TOKEN,
      list: 'SecretList',
      pick: picking('ARN'),
    });
    const arnOf = (secret: Answer) => textOf(secret, 'ARN') ?? '';
    return forEachThing(context, all, arnOf, async (secret) => {
      const request = { SecretId: arnOf(secret) };
      await ask(context, 'secrets-manager:GetResourcePolicy', request, {
        absent: ['ResourceNotFoundException'],
        file: 'policies.json.gz',
        pick: (answer) => (answer.ResourcePolicy === undefined ? undefined : answer),
      });
    });
  },
};
