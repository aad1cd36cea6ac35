/** What collect prints at its end, and audit repeats: read as somebody who must do something about it. */
import { expect, test } from 'vitest';
import type { CollectedUnit, Missing } from '../../src/model/collected.js';
import { renderCollection } from '../../src/report/collection.js';

function unit(
  source: CollectedUnit['source'],
  status: CollectedUnit['status'],
  missing: readonly Missing[] = [],
  region = 'global',
): CollectedUnit {
  const at = '2026-11-24T12:00:00Z' as CollectedUnit['startedAt'];
  const place = { account: '111122223333', region, source };
  return { ...place, status, startedAt: at, endedAt: at, items: 1234, missing };
}

const INTERRUPTED: Missing = {
  operation: '',
  code: 'Interrupted',
  message: 'the collection was interrupted; run the same command again to go on',
  grant: [],
  count: 1,
};

test('whole, interrupted, denied: one paragraph each', async () => {
  const denied: Missing = {
    operation: 'kms:ListGrants',
    code: 'AccessDenied',
    message: 'not authorized to perform: kms:ListGrants',
    grant: ['kms:ListGrants'],
    subject: 'arn:aws:kms:eu-west-1:111122223333:key/\u001b[2Janchor',
    count: 3,
  };
  const text = renderCollection([
    unit('account', 'complete'),
    unit('authorization-details', 'complete'),
    unit('users', 'partial', [INTERRUPTED]),
    unit('last-accessed', 'partial', [INTERRUPTED]),
    unit('s3-buckets', 'partial', [INTERRUPTED]),
    unit('trail-files', 'partial', [INTERRUPTED], 'eu-west-1'),
    unit('kms-keys', 'partial', [denied], 'eu-west-1'),
  ]);
  await expect(text).toMatchFileSnapshot('collection.golden.txt');
  expect(renderCollection([unit('account', 'complete')])).toContain('Nothing is missing.');
});
