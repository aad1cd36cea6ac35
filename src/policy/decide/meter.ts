/** Bounds the work of one decision, so that hostile input costs an `unknown` and never a hang. */

/** What one state of a product costs, beside the work on its patterns. */
export const STEPS_PER_STATE: number = 400;

export type Meter = { readonly spend: (steps: number) => void };

/** Thrown by meters, caught by `withinBudget`: it never leaves the decider. */
class BudgetExceeded extends Error {
  constructor(what: string) {
    super(`too complex to decide within the budget of ${what}`);
    this.name = 'BudgetExceeded';
  }
}

/** @returns why the work was given up; `undefined` when it was finished */
export function withinBudget(work: () => void): string | undefined {
  try {
    work();
    return undefined;
  } catch (error) {
    if (error instanceof BudgetExceeded) return error.message;
    throw error;
  }
}

/** Gives up what cannot be decided within its budget. */
export function giveUp(what: string): never {
  throw new BudgetExceeded(what);
}

export function meterOf(limit: number, what: string): Meter {
  let left = limit;
  return {
    spend: (steps) => {
      left -= steps;
      if (left < 0) giveUp(what);
    },
  };
}
