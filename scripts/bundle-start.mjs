/**
 * Puts what `leastwise --help` loads into one file: some forty small modules take Node longer to find
 * than to run. What a command does stays in its own modules, loaded when it runs.
 *
 *   node scripts/bundle-start.mjs           behind tsc: `dist/cli/program.js` gets what it imports
 */
import { relative, resolve } from 'node:path';
import { build } from 'esbuild';

const ENTRY = resolve('dist/cli/program.js');
/** Told apart by `instanceof`, so there may be one only. */
const SHARED = /\/model\/user-error\.js$/;

const keepLateLoads = {
  name: 'keep-late-loads',
  setup({ onResolve }) {
    onResolve({ filter: /^\./ }, ({ kind, path, resolveDir }) => {
      const file = resolve(resolveDir, path);
      if (kind !== 'dynamic-import' && !SHARED.test(file)) return undefined;
      const from = relative(resolve('dist/cli'), file);
      return { path: from.startsWith('.') ? from : `./${from}`, external: true };
    });
  },
};

await build({
  entryPoints: [ENTRY],
  outfile: ENTRY,
  allowOverwrite: true,
  bundle: true,
  platform: 'node',
  target: 'node20',
  format: 'esm',
  sourcemap: true,
  legalComments: 'inline',
  plugins: [keepLateLoads],
  banner: {
    js: "import { createRequire as makeRequire } from 'node:module'; const require = makeRequire(import.meta.url);",
  },
});
