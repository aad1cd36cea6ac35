/** The ledger is read by DuckDB as it is: what it counts is what leastwise counts. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Use } from '../../src/model/usage.js';
import { loadEvidence, openEvidence } from '../../src/store/index.js';
import { collectMeadow } from '../meadow.js';
import { usesIn } from '../store/ledger-samples.js';

let dir: string;
let ask: (sql: string) => Promise<readonly Record<string, unknown>[]>;
let close: () => void;

beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'leastwise-duckdb-'));
  const { evidence } = await collectMeadow();
  const store = openEvidence(dir, { toolVersion: '0.0.0' });
  store.commit({ evidence, filesRead: [], eventIds: new Uint32Array() });
  store.close();
  const connection = await (await DuckDBInstance.create(':memory:')).connect();
  ask = async (sql) => (await connection.runAndReadAll(sql)).getRowObjectsJson();
  close = () => connection.closeSync();
}, 120_000);

afterAll(() => {
  close();
  rmSync(dir, { recursive: true, force: true });
});

const inDocs = readFileSync('docs/ledger.md', 'utf8');
/** The SQL blocks of the page, about the folder of this test. */
const queries = [...inDocs.matchAll(/```sql\n([\s\S]*?)```/g)].map(([, sql = '']) => sql);

const keyOf = ({ caller, action, resource, region }: Use): string =>
  JSON.stringify([
    caller.kind === 'identity' ? caller.id : caller.bucket,
    caller.account,
    action,
    resource,
    region,
  ]);

test('the same uses and calls', async () => {
  const uses = usesIn(await loadEvidence(dir));
  expect(uses.length).toBeGreaterThan(100);
  const [row] = await ask(
    `SELECT count(DISTINCT (identity_id, bucket, account, action, resource, region))::INT AS keys,
       sum("count")::INT AS calls, 
       count(DISTINCT resource)::INT AS resources
     FROM read_parquet('${dir}/evidence/ledger/uses/*.parquet')`,
  );
  expect(row).toMatchObject({
    keys: new Set(uses.map(keyOf)).size,
    calls: uses.reduce((sum, { count }) => sum + count, 0),
    resources: new Set(uses.map(({ resource }) => resource ?? '')).size,
  });
});

test('columns have the types that the page gives', async () => {
  const columns = await ask(
    `DESCRIBE SELECT * FROM read_parquet('${dir}/evidence/ledger/uses/*.parquet')`,
  );
  for (const { column_name: name, column_type: type } of columns) {
    const expected = /_seen$/.test(String(name))
      ? 'TIMESTAMP WITH TIME ZONE'
      : name === 'count'
        ? 'BIGINT'
        : 'VARCHAR';
    expect(`${name} ${type}`).toBe(`${name} ${expected}`);
    expect(inDocs).toContain(`\`${name}\``);
  }
});

test('every query of the page runs', async () => {
  expect(queries.length).toBeGreaterThanOrEqual(3);
  for (const query of queries) {
    const sql = query.replaceAll('leastwise-audit/', `${dir}/`);
    let rows: readonly unknown[] = [];
    for (const statement of sql.split(';').filter((each) => each.trim() !== '')) {
      rows = await ask(statement);
    }
    expect(rows.length, sql).toBeGreaterThan(0);
  }
});
