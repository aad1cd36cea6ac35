/** The example account, collected once per test file: what the stories and promises are checked on. */
import { type Catalog, loadCatalog } from '../src/catalog/catalog.js';
import { startCollection } from '../src/collect/index.js';
import { readFiles } from '../src/collect/sources/files.js';
import type { Evidence } from '../src/model/evidence.js';

export const MEADOW = 'fixtures/accounts/meadow';

export type Collected = { readonly evidence: Evidence; readonly catalog: Catalog };

let collected: Promise<Collected> | undefined;

export function collectMeadow(): Promise<Collected> {
  collected ??= collect();
  return collected;
}

async function collect(): Promise<Collected> {
  const catalog = loadCatalog();
  const collection = startCollection(catalog);
  for await (const event of readFiles([`${MEADOW}/input`])) collection.add(event);
  return { evidence: collection.finish(), catalog };
}
