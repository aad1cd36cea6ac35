/**
 * What a source has done, step by step, so that a run that was cut goes on with what is left.
 *
 * A step is a page of a list, or what is asked of one thing. A source is run from its start each time;
 * steps that an earlier run did are given to it as they were kept, and cost no call.
 */
import type { Append, Once } from './source.js';

/** A reading that an earlier run began cannot be gone on with: all of it is read again. */
export class CannotGoOn extends Error {}

export type StepStore = {
  readonly steps: () => readonly { readonly step: string; readonly value?: unknown }[];
  readonly append: Append;
  readonly addStep: (step: string, value: unknown) => void;
};

export type Steps = {
  readonly once: Once;
  /** Was it done by an earlier run? */
  readonly isOld: (step: string) => boolean;
  /** By this run or an earlier one. */
  readonly isAnyDone: () => boolean;
  /** Is there a step of an earlier run that this one did not ask for? */
  readonly isAnyLeft: () => boolean;
  /** Nothing is taken up any more: what is still on its way belongs to nobody. */
  readonly close: () => void;
};

export function openSteps(store: StepStore): Steps {
  const earlier = new Map(store.steps().map(({ step, value }) => [step, value]));
  const left = new Set(earlier.keys());
  const met = new Map<string, Promise<unknown>>();
  let isAnyDone = earlier.size > 0;
  let isClosed = false;
  const run = async (
    step: string,
    read: (append: Append) => Promise<unknown>,
  ): Promise<unknown> => {
    const lines: Parameters<Append>[] = [];
    const value = await read((file, line) => lines.push([file, line]));
    if (isClosed) throw new Error(`${step} came after the end of its source`);
    for (const [file, line] of lines) store.append(file, line);
    store.addStep(step, value);
    isAnyDone = true;
    return value;
  };
  const begin = (step: string, read: (append: Append) => Promise<unknown>): Promise<unknown> => {
    if (!earlier.has(step)) return run(step, read);
    left.delete(step);
    return Promise.resolve(earlier.get(step));
  };
  return {
    once: <Value>(step: string, read: (append: Append) => Promise<Value>) => {
      const known = met.get(step) ?? begin(step, read);
      met.set(step, known);
      return known as Promise<Value>;
    },
    isOld: (step) => earlier.has(step),
    isAnyDone: () => isAnyDone,
    isAnyLeft: () => left.size > 0,
    close: () => {
      isClosed = true;
    },
  };
}
