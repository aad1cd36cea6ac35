/** `action/dist/index.mjs`: the GitHub Action in one file. It reads files only: no AWS SDK is in it. */
import { readFileSync } from 'node:fs';
import { build } from 'esbuild';

/** What is loaded late in Node must be in the bundle. */
const bundleLateLoads = {
  name: 'bundle-late-loads',
  setup({ onLoad }) {
    onLoad({ filter: /src\/store\/(schemas|yaml-file)\.ts$/ }, ({ path }) => ({
      loader: 'ts',
      contents: readFileSync(path, 'utf8')
        .replace("load('ajv')", "require('ajv')")
        .replace("createRequire(import.meta.url)('yaml')", "require('yaml')"),
    }));
  },
};

await build({
  entryPoints: ['action/main.ts'],
  outfile: 'action/dist/index.mjs',
  bundle: true,
  platform: 'node',
  target: 'node20',
  format: 'esm',
  external: ['@aws-sdk/*', '@smithy/*'],
  plugins: [bundleLateLoads],
  banner: {
    js: "import { createRequire as makeRequire } from 'node:module'; const require = makeRequire(import.meta.url);",
  },
});
