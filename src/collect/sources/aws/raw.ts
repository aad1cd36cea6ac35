/**
 * Answers that are kept as they came, each with what was asked where: the API's own answer does not
 * say which account and region it speaks for.
 */
import type { Operation } from './operations.js';
import type { Answer, CallOptions, SourceContext } from './source.js';

export const ANSWER_SCHEMA = 'leastwise.answer/1';

type Request = Readonly<Record<string, unknown>>;
type Place = Pick<SourceContext, 'partition' | 'account' | 'region'>;

/** What becomes of an answer. */
export type Keeping<Value> = {
  /** Takes the answer; without one it is not kept. */
  readonly file?: string;
  /** What is kept of it: all where not given; of `undefined` nothing. */
  readonly pick?: (answer: Answer) => Answer | undefined;
  /** What the source goes on with; a run that was cut keeps it, too. */
  readonly take?: (answer: Answer) => Value;
};

/** Asks, and keeps the answer: once, however often the run is cut. */
export function ask<Value = undefined>(
  context: SourceContext,
  operation: Operation,
  request: Request,
  { file, pick = (answer) => answer, take, ...options }: Keeping<Value> & CallOptions = {},
): Promise<Value | undefined> {
  return context.once(stepOf(operation, request, options), async (append) => {
    const answer = await context.call(operation, request, options);
    if (answer === undefined) return undefined;
    const kept = pick(answer);
    if (file !== undefined && kept !== undefined) {
      append(file, stamped(context, operation, kept, request));
    }
    return take?.(answer);
  });
}

/** The name of asking this. */
export function stepOf(
  operation: Operation,
  request: Request,
  { region }: Pick<CallOptions, 'region'> = {},
): string {
  const where = region === undefined ? '' : ` ${region}`;
  return `${operation}${where} ${JSON.stringify(request)}`;
}

export function stamped(
  { partition, account, region }: Place,
  operation: Operation,
  answer: Answer,
  request: Request = {},
): unknown {
  return { schema: ANSWER_SCHEMA, partition, account, region, operation, request, answer };
}

/** Answers of an earlier reading. */
export async function* answersIn(lines: AsyncIterable<unknown>): AsyncGenerator<Answer> {
  for await (const line of lines) {
    const { answer } = line as { readonly answer?: unknown };
    if (typeof answer === 'object' && answer !== null) yield answer as Answer;
  }
}
