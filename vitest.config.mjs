import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    // Files of a worker share its modules: loading them for each took half of the time.
    isolate: false,
    setupFiles: ['test/same-cases.ts'],
    // By itself it would leave one of two cores idle.
    maxWorkers: '100%',
    // A machine may be busy with other work; no test waits for long on purpose.
    testTimeout: 60_000,
  },
});
