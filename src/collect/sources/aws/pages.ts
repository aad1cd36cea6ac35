/**
 * Pages of an answer, one after another; where each is a step, from where an earlier run stopped.
 *
 * A token that comes back unchanged, or one that was met before, would go round for ever: it ends the
 * source as a failure, because what lies behind it was never read.
 */
import { textOf } from './answers.js';
import { AwsFault } from './fault.js';
import type { Operation } from './operations.js';
import { stepOf } from './raw.js';
import type { Answer, Append, SourceContext } from './source.js';
import { CannotGoOn } from './steps.js';

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

type Asking = Pick<SourceContext, 'call' | 'account' | 'region'>;

export type Listing<Value> = {
  readonly operation: Operation;
  readonly input?: Readonly<Record<string, unknown>>;
  readonly paging: Paging;
  /** Takes up a page. @returns what the source goes on with; JSON */
  readonly take: (answer: Answer, append: Append) => Value;
};

type Page<Value> = {
  readonly value: Value;
  /** Of the page behind this one; `undefined` on the last. */
  readonly next?: string | undefined;
};

/** Pages that are asked for anew in every run. */
export async function* pagesOf(
  context: Asking,
  operation: Operation,
  input: Readonly<Record<string, unknown>>,
  paging: Paging,
  where: { readonly region?: string } = {},
): AsyncGenerator<Answer, void, undefined> {
  yield* walk(async (token, isNew) => {
    const request = token === undefined ? input : { ...input, [paging.token]: token };
    const value = await context.call(operation, request, where);
    if (value === undefined) return undefined;
    return { value, next: nextOf(context, operation, value, paging, isNew) };
  });
}

/** Pages each of which is a step: those that an earlier run read are not asked for again. */
export async function* stepsOf<Value>(
  context: SourceContext,
  { operation, input = {}, paging, take }: Listing<Value>,
): AsyncGenerator<Value, void, undefined> {
  // Tokens do not live for ever, and some only as long as the session that got them.
  let isTokenOld = false;
  yield* walk(async (token, isNew) => {
    const request = token === undefined ? input : { ...input, [paging.token]: token };
    const step = stepOf(operation, request);
    const page = await context
      .once(step, async (append): Promise<Page<Value>> => {
        const answer = await context.call(operation, request);
        const next = nextOf(context, operation, answer, paging, isNew);
        return { value: take(answer, append), next };
      })
      .catch((cause) => {
        const isRefused = cause instanceof AwsFault && cause.kind === 'refused';
        if (!isRefused || !isTokenOld || cause.code === BROKEN) throw cause;
        throw new CannotGoOn('AWS refused the page token of the earlier run', { cause });
      });
    isTokenOld = context.isOld(step);
    return page;
  });
}

async function* walk<Value>(
  read: (
    token: string | undefined,
    isNew: (next: string) => boolean,
  ) => Promise<Page<Value> | undefined>,
): AsyncGenerator<Value, void, undefined> {
  const seen = new Set<string>();
  for (let token: string | undefined; ; ) {
    const page = await read(token, (next) => !seen.has(next));
    if (page === undefined) return;
    yield page.value;
    token = page.next;
    if (token === undefined) return;
    seen.add(token);
  }
}

function nextOf(
  context: Asking,
  operation: Operation,
  answer: Answer,
  paging: Paging,
  isNew: (next: string) => boolean,
): string | undefined {
  const next = tokenIn(answer, paging);
  if (paging.more !== undefined && answer[paging.more] === true && next === undefined) {
    throw brokenPaging(context, operation, 'the answer is cut short and names no next page');
  }
  if (next !== undefined && !isNew(next)) {
    const message = 'the answer names a page as next that was read already';
    throw brokenPaging(context, operation, message);
  }
  return next;
}

function tokenIn(answer: Answer, paging: Paging): string | undefined {
  if (paging === UNPAGED) return undefined;
  const { token, next = token, more } = paging;
  if (more !== undefined && answer[more] !== true) return undefined;
  return textOf(answer, next);
}

const BROKEN = 'BrokenPaging';

function brokenPaging(
  { account, region }: Asking,
  operation: Operation,
  message: string,
): AwsFault {
  return new AwsFault(
    { kind: 'refused', code: BROKEN, status: undefined, message },
    operation,
    { account, region },
    undefined,
  );
}
