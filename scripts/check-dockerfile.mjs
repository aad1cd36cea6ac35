/**
 * What a linter of container files would ask of ours: bases pinned by whoever builds, no root, no
 * shell around the entry point, no secret, and nothing copied that is not there.
 *
 *   node scripts/check-dockerfile.mjs Dockerfile
 */
import { existsSync, readFileSync } from 'node:fs';

const [file = 'Dockerfile'] = process.argv.slice(2);
const lines = readFileSync(file, 'utf8')
  .split('\n')
  .filter((line) => line !== '' && !line.startsWith('#'))
  .map((line) => {
    const [, word, rest] = /^([A-Z]+) (.*)$/.exec(line) ?? [undefined, 'what is this', line];
    return { word, rest };
  });
const of = (wanted) => lines.filter(({ word }) => word === wanted).map(({ rest }) => rest);
const KNOWN = new Set(['ARG', 'COPY', 'ENTRYPOINT', 'ENV', 'FROM', 'RUN', 'USER', 'WORKDIR']);

/** `COPY package.json .npmrc ./`, from the repository and not from a stage. */
const copied = of('COPY')
  .filter((rest) => !rest.startsWith('--from='))
  .flatMap((rest) => rest.split(' ').slice(0, -1));
const [, base = ''] = /--build-arg NODE_IMAGE=(\S+)/.exec(readFileSync(file, 'utf8')) ?? [];
const RULES = [
  ['an instruction that is known', lines.every(({ word }) => KNOWN.has(word))],
  ['every base is the argument', of('FROM').every((rest) => rest.startsWith('${NODE_IMAGE}'))],
  ['which has no default', of('ARG').every((rest) => !rest.includes('='))],
  ['and is shown with a digest', base.includes('@sha256:')],
  ['a user by number, not root', /^[1-9]\d*:[1-9]\d*$/.test(of('USER').at(-1) ?? '')],
  ['no ADD, no sudo, no curl', !/\b(sudo|curl|wget)\b/.test(of('RUN').join())],
  [
    'an entry point without a shell',
    of('ENTRYPOINT').every((rest) => Array.isArray(JSON.parse(rest))),
  ],
  [
    'npm ci, not npm install',
    of('RUN').some((rest) => rest.includes('npm ci')) && !of('RUN').join().includes('npm install'),
  ],
  ['absolute working folders', of('WORKDIR').every((rest) => rest.startsWith('/'))],
  ['what is copied is there', copied.every((path) => existsSync(path))],
];
const broken = RULES.filter(([, holds]) => !holds);
for (const [rule] of broken) console.error(`${file}: not so: ${rule}`);
console.log(`${file}: ${RULES.length - broken.length} of ${RULES.length} rules hold`);
process.exitCode = broken.length > 0 ? 1 : 0;
