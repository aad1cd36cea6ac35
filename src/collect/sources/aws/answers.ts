/** Reading what AWS answered: a stand-in, a proxy or a new API version may answer with anything. */
import type { Answer } from './source.js';

/** Objects of a list member; what is no object is none. */
export function listOf(answer: Answer, member: string): readonly Answer[] {
  return manyOf(answer, member).filter(
    (one): one is Answer => typeof one === 'object' && one !== null && !Array.isArray(one),
  );
}

export function textsOf(answer: Answer, member: string): readonly string[] {
  return manyOf(answer, member).filter((one) => typeof one === 'string');
}

function manyOf(answer: Answer, member: string): readonly unknown[] {
  const value = answer[member];
  return Array.isArray(value) ? value : [];
}

export function objectOf(answer: Answer, member: string): Answer | undefined {
  const value = answer[member];
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Answer)
    : undefined;
}

export function textOf(answer: Answer, member: string): string | undefined {
  const value = answer[member];
  return typeof value === 'string' && value !== '' ? value : undefined;
}
