/**
 * Puts modules together so that leastwise starts fast: hundreds of small ones take Node longer to find than
 * to run.
 *
 * - What `leastwise --help` loads is one CommonJS file, the command itself: Node's loader of ES modules takes
 *   longer to start than all of it takes to run.
 * - What a command does, and the library, are the same entry points as before, with what they share in
 *   `dist/chunks`. Packages stay packages. The single modules stay beside them for `bench/`, unpublished.
 *
 *   node scripts/bundle-start.mjs           behind tsc
 */
import { readdirSync, rmSync } from 'node:fs';
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

const DIST = resolve('dist');
const runs = readdirSync('dist/cli/runs').filter((name) => name.endsWith('.js'));
const modules = ['index.js', 'store/schemas.js', ...runs.map((name) => `cli/runs/${name}`)];

// Those of an earlier build have other names.
rmSync('dist/chunks', { recursive: true, force: true });
const { metafile } = await build({
  entryPoints: [
    ...modules.map((name) => ({ in: resolve(DIST, name), out: name.replace(/\.js$/, '') })),
    // Found beside the chunk that starts it.
    { in: resolve(DIST, 'collect/sources/trail-worker.js'), out: 'chunks/trail-worker' },
  ],
  outdir: DIST,
  chunkNames: 'chunks/[hash]',
  allowOverwrite: true,
  bundle: true,
  splitting: true,
  platform: 'node',
  target: 'node20',
  format: 'esm',
  packages: 'external',
  metafile: true,
});

/** They find files by their own place: where they must be for that. */
const PLACES = [
  { module: 'dist/cli/runs/init.js', place: /^dist\/cli\/runs\/init\.js$/ },
  { module: 'dist/store/schemas.js', place: /^dist\/(store|chunks)\/[^/]+$/ },
  { module: 'dist/collect/sources/trail-crew.js', place: /^dist\/chunks\/[^/]+$/ },
];
for (const { module, place } of PLACES) {
  const [output] = Object.keys(metafile.outputs).filter(
    (name) => module in metafile.outputs[name].inputs,
  );
  if (!place.test(output ?? ''))
    throw new Error(`${module} is in ${output}, where it finds nothing`);
}
