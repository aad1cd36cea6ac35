/** AWS CLI calls on IAM as words, before anything quotes them. */
import type { Command, Word } from './recommendation.js';

/** What IAM lets a name be; anything else came from somewhere else and gets no command. */
const IAM_NAME = /^[\w+=,.@-]{1,128}$/;

export function isIamName(text: string): boolean {
  return IAM_NAME.test(text);
}

/**
 * @param words option and value by turns; joined by `=`, so that no value can pass for an option
 */
export function iam(operation: string, ...words: readonly Word[]): Command {
  const options: Word[] = [];
  for (let at = 0; at < words.length; at += 2) {
    const [option = '', value = ''] = words.slice(at, at + 2);
    if (typeof value === 'string' && typeof option === 'string') options.push(`${option}=${value}`);
    else options.push(option, value);
  }
  return { words: ['aws', 'iam', operation, ...options] };
}
