/**
 * Policies and grants of keys, and their aliases, which tell keys that AWS manages.
 *
 * Source: KMS API Reference, "ListKeys", "ListAliases", "GetKeyPolicy", "ListGrants".
 */
import { textOf } from '../answers.js';
import { forEachThing, listAll, orMiss, picking } from '../gather.js';
import { ask } from '../raw.js';
import type { Answer, AwsSource } from '../source.js';

const PAGING = { token: 'Marker', next: 'NextMarker', more: 'Truncated' };

export const kmsKeys: AwsSource = {
  scope: 'region',
  part: 'resource-policies',
  operations: ['kms:ListKeys', 'kms:ListAliases', 'kms:GetKeyPolicy', 'kms:ListGrants'],
  collect: async (context) => {
    const keys = await listAll(context, {
      operation: 'kms:ListKeys',
      input: { Limit: 1000 },
      paging: PAGING,
      list: 'Keys',
      pick: picking('KeyArn', 'KeyId'),
    });
    await orMiss(context, 'aliases', async () => {
      await listAll(context, {
        operation: 'kms:ListAliases',
        input: { Limit: 1000 },
        paging: PAGING,
        list: 'Aliases',
        file: 'aliases.json.gz',
        pick: picking('AliasName', 'TargetKeyId'),
      });
    });
    const arnOf = (key: Answer) => textOf(key, 'KeyArn') ?? textOf(key, 'KeyId') ?? '';
    return forEachThing(context, keys, arnOf, async (key) => {
      const request = { KeyId: arnOf(key), PolicyName: 'default' };
      const found = await ask(context, 'kms:GetKeyPolicy', request, {
        absent: ['NotFoundException'],
        file: 'policies.json.gz',
        take: () => 'there' as const,
      });
      if (found === undefined) return;
      await listAll(context, {
        operation: 'kms:ListGrants',
        input: { KeyId: arnOf(key) },
        paging: PAGING,
        list: 'Grants',
        file: 'grants.json.gz',
      });
    });
  },
};
