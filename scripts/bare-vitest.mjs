/**
 * As much of vitest as the decider's tests use, without starting it: runs the tests of a bundle one
 * after the other and ends with exit code 1 at the first that fails.
 */
import { chai, JestAsymmetricMatchers, JestChaiExpect, JestExtend } from '@vitest/expect';

for (const plugin of [JestExtend, JestChaiExpect, JestAsymmetricMatchers]) chai.use(plugin);

export const { expect } = chai;

const tests = [];
const functionIn = (words) => words.find((word) => typeof word === 'function');
const addTest = (run) => tests.push(run);
const addGroup = (run) => run();

/** `describe` and `test`: plain, and for each row of a table. */
const adder = (add) =>
  Object.assign((...words) => add(functionIn(words)), {
    each:
      (rows) =>
      (...words) => {
        for (const row of rows) add(() => functionIn(words)(...(Array.isArray(row) ? row : [row])));
      },
  });

export const test = adder(addTest);
export const describe = adder(addGroup);

export async function runTests() {
  for (const run of tests) {
    try {
      await run({ annotate: () => {} });
    } catch {
      process.exit(1);
    }
  }
}
