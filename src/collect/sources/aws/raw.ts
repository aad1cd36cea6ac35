/**
 * Answers that are kept as they came, each with what was asked where: the API's own answer does not
 * say which account and region it speaks for.
 */
import type { Operation } from './operations.js';
import type { Answer, SourceContext } from './source.js';

export const ANSWER_SCHEMA = 'leastwise.answer/1';

export function keep(
  {
    files,
    partition,
    account,
    region,
  }: Pick<SourceContext, 'files' | 'partition' | 'account' | 'region'>,
  file: string,
  operation: Operation,
  answer: Answer,
  request: Readonly<Record<string, unknown>> = {},
): void {
  files.append(file, {
    schema: ANSWER_SCHEMA,
    partition,
    account,
    region,
    operation,
    request,
    answer,
  });
}

/** Answers of an earlier reading. */
export async function* answersIn(lines: AsyncIterable<unknown>): AsyncGenerator<Answer> {
  for await (const line of lines) {
    const { answer } = line as { readonly answer?: unknown };
    if (typeof answer === 'object' && answer !== null) yield answer as Answer;
  }
}
