/**
 * Puts what `leastwise --help` loads into one CommonJS file, the command itself: some forty small modules
 * take Node longer to find than to run, and its loader of ES modules longer to start than all of them.
 * What a command does stays in its own modules, loaded when it runs.
 *
 *   node scripts/bundle-start.mjs           behind tsc: `dist/cli/main.cjs` out of `dist/cli/main.js`
 */
import { rmSync } from 'node:fs';
import { relative, resolve } from 'node:path';
import { build } from 'esbuild';

const ENTRY = resolve('dist/cli/main.js');

const keepLateLoads = {
  name: 'keep-late-loads',
  setup({ onResolve }) {
    onResolve({ filter: /^\./ }, ({ kind, path, resolveDir }) => {
      if (kind !== 'dynamic-import') return undefined;
      const from = relative(resolve('dist/cli'), resolve(resolveDir, path));
      return { path: from.startsWith('.') ? from : `./${from}`, external: true };
    });
  },
};

/**
 * What loads much of Node and is not needed here: Commander starts no program, and a CommonJS file has a
 * `require` of its own.
 */
const WITHOUT = {
  'node:child_process': '',
  'node:module': 'exports.createRequire = () => require;',
};

const loadLessOfNode = {
  name: 'load-less-of-node',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^node:(child_process|module)$/ }, ({ path }) => ({
      path,
      namespace: 'without',
    }));
    onLoad({ filter: /.*/, namespace: 'without' }, ({ path }) => ({ contents: WITHOUT[path] }));
  },
};

await build({
  entryPoints: [ENTRY],
  outfile: ENTRY.replace(/\.js$/, '.cjs'),
  bundle: true,
  platform: 'node',
  target: 'node20',
  format: 'cjs',
  sourcemap: true,
  minifyWhitespace: true,
  legalComments: 'inline',
  plugins: [keepLateLoads, loadLessOfNode],
  define: { 'import.meta.url': 'here' },
  banner: { js: "const here = require('node:url').pathToFileURL(__filename).href;" },
});
// One command, not two.
for (const end of ['.js', '.js.map', '.d.ts']) rmSync(ENTRY.replace(/\.js$/, end), { force: true });
