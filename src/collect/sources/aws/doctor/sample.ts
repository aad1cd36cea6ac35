/** Calls for the first thing of each kind: the collectors run as they do, and soon come to their end. */
import type { Operation } from '../operations.js';
import type { Send } from '../session.js';
import type { Answer } from '../source.js';

/** Lists that are short and needed whole. */
const WHOLE: ReadonlySet<string> = new Set(['Regions', 'trailList', 'Roots', 'PolicyTypes']);

/** Names of page tokens, and of flags that say another page follows. */
const PAGING: ReadonlySet<string> = new Set([
  'IsTruncated',
  'Marker',
  'NextContinuationToken',
  'NextMarker',
  'NextToken',
  'Truncated',
  'nextToken',
]);

/**
 * Smaller pages where the collectors ask for large ones.
 * Source: API references of IAM and S3, "MaxItems", "MaxKeys".
 */
const SMALL: Readonly<Partial<Record<Operation, Answer>>> = {
  'iam:GetAccountAuthorizationDetails': { MaxItems: 100 },
  's3:ListObjectsV2': { MaxKeys: 5 },
};

export function sampling(send: Send): Send {
  return async (region, operation, input, take) =>
    sampled(await send(region, operation, { ...input, ...SMALL[operation] }, take));
}

function sampled(answer: Answer): Answer {
  return Object.fromEntries(
    Object.entries(answer)
      .filter(([name]) => !PAGING.has(name))
      .map(([name, value]) =>
        Array.isArray(value) && !WHOLE.has(name) ? [name, value.slice(0, 1)] : [name, value],
      ),
  );
}
