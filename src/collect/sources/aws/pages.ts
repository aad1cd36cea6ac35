/**
 * Pages of an answer, one after another, from the first or from where an earlier run stopped.
 *
 * A token that comes back unchanged, or one that was met before, would go round for ever: it ends the
 * source as a failure, because what lies behind it was never read.
 */
import { textOf } from './answers.js';
import { AwsFault } from './fault.js';
import type { Operation } from './operations.js';
import type { Answer, SourceContext } from './source.js';

export type Paging = {
  /** Name of the token in the request. */
  readonly token: string;
  /** Name of the next one in the answer; the same where not given. */
  readonly next?: string;
  /** Flag without which a token means nothing. */
  readonly more?: string;
};

export const BY_MARKER: Paging = { token: 'Marker', more: 'IsTruncated' };
export const BY_NEXT_TOKEN: Paging = { token: 'NextToken' };
/** The same, as the services have it that speak REST and JSON. */
export const BY_SMALL_NEXT_TOKEN: Paging = { token: 'nextToken' };
/** Always answered at once. */
export const UNPAGED: Paging = { token: 'none' };
export const BY_CONTINUATION: Paging = {
  token: 'ContinuationToken',
  next: 'NextContinuationToken',
  more: 'IsTruncated',
};

export type Page = {
  readonly answer: Answer;
  /** Of the page behind this one; `undefined` on the last. */
  readonly next: string | undefined;
};

export async function* pagesOf(
  context: Pick<SourceContext, 'call' | 'account' | 'region'>,
  operation: Operation,
  input: Readonly<Record<string, unknown>>,
  paging: Paging,
  { from, region }: { readonly from?: string | undefined; readonly region?: string } = {},
): AsyncGenerator<Page, void, undefined> {
  const seen = new Set<string>();
  for (let token = from; ; ) {
    const request = token === undefined ? input : { ...input, [paging.token]: token };
    const answer = await context.call(operation, request, region === undefined ? {} : { region });
    if (answer === undefined) return;
    const next = nextOf(answer, paging);
    if (paging.more !== undefined && answer[paging.more] === true && next === undefined) {
      throw brokenPaging(context, operation, 'the answer is cut short and names no next page');
    }
    if (next !== undefined && (seen.has(next) || next === token)) {
      throw brokenPaging(
        context,
        operation,
        'the answer names a page as next that was read already',
      );
    }
    yield { answer, next };
    if (next === undefined) return;
    seen.add(next);
    token = next;
  }
}

function nextOf(answer: Answer, paging: Paging): string | undefined {
  if (paging === UNPAGED) return undefined;
  const { token, next = token, more } = paging;
  if (more !== undefined && answer[more] !== true) return undefined;
  return textOf(answer, next);
}

function brokenPaging(
  { account, region }: Pick<SourceContext, 'account' | 'region'>,
  operation: Operation,
  message: string,
): AwsFault {
  return new AwsFault(
    { kind: 'refused', code: 'BrokenPaging', status: undefined, message },
    operation,
    { account, region },
    undefined,
  );
}
