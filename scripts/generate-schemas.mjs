/**
 * Writes the JSON Schemas of `schemas/` from the types of `src/model`: comments become descriptions.
 * With them goes `docs/reference/result.md`.
 * `--check` writes nothing and ends with 1 when a file is not current.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  createFormatter,
  createParser,
  createProgram,
  SchemaGenerator,
} from 'ts-json-schema-generator';
import { resultPage } from './reference.mjs';

const ROOT = join(import.meta.dirname, '..');

/** `open`: a later leastwise may add members; `closed`: a typo must not pass for a setting. */
const SCHEMAS = [
  { name: 'baseline', type: 'Baseline', members: 'open' },
  { name: 'check', type: 'CheckResult', members: 'open' },
  { name: 'config', type: 'Config', members: 'closed' },
  { name: 'plan', type: 'RevocationPlan', members: 'open' },
  { name: 'result', type: 'Result', members: 'open' },
  { name: 'waivers', type: 'WaiversFile', members: 'closed' },
];

/** @returns the text of each schema by its path */
export function renderSchemas() {
  const config = {
    path: join(ROOT, 'src/model/*.ts'),
    tsconfig: join(ROOT, 'tsconfig.json'),
    skipTypeCheck: true,
    topRef: false,
    expose: 'export',
    jsDoc: 'extended',
  };
  const program = createProgram(config);
  const schemas = new Map(
    SCHEMAS.map(({ name, type, members }) => {
      const settings = { ...config, type, additionalProperties: members === 'open' };
      const parser = createParser(program, settings);
      const generator = new SchemaGenerator(program, parser, createFormatter(settings), settings);
      const text = `${JSON.stringify(schemaOf(name, generator.createSchema(type)), undefined, 2)}\n`;
      return [join(ROOT, 'schemas', `${name}.schema.json`), text];
    }),
  );
  const result = JSON.parse(schemas.get(join(ROOT, 'schemas', 'result.schema.json')));
  return schemas.set(join(ROOT, 'docs', 'reference', 'result.md'), resultPage(result));
}

function schemaOf(name, { $schema, definitions, ...top }) {
  return plainNames({
    $schema,
    title: `leastwise ${name}`,
    ...top,
    ...(Object.keys(definitions).length > 0 && { definitions }),
  });
}

/** A branded string is a string: its brand is nobody's business. */
function plainNames(schema) {
  const text = JSON.stringify(schema, (key, value) => {
    if (key !== 'definitions') return value;
    return Object.fromEntries(Object.entries(value).filter(([one]) => !one.startsWith('Brand<')));
  });
  return JSON.parse(text.replace(/"\$ref":"#\/definitions\/Brand[^"]*"/g, '"type":"string"'));
}

const isMain = process.argv[1] === import.meta.filename;
if (isMain) {
  const stale = [...renderSchemas()].filter(([path, text]) => read(path) !== text);
  const isCheck = process.argv.includes('--check');
  for (const [path, text] of stale) {
    if (!isCheck) writeFileSync(path, text);
    console.log(`${isCheck ? 'not current' : 'wrote'}: ${path}`);
  }
  if (isCheck && stale.length > 0) {
    console.log('run npm run generate:schemas');
    process.exitCode = 1;
  }
}

function read(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
