/** Is there any request context in which conditions hold together? Decided, or not said. */
import type { Catalog } from '../../catalog/catalog.js';
import type { Condition } from '../../model/policy.js';
import { atomOf } from '../decide/atoms.js';
import { meterOf, withinBudget } from '../decide/meter.js';
import { answer, multivaluedKeys } from '../decide/question.js';
import { multiplicityOfKey } from './condition-keys.js';

const MOST_STEPS = 2_000_000;
const MOST_SEARCHES = 1_000;

/** `false` is proven: no context of any kind lets all of them hold. */
export function mayHoldTogether(
  catalog: Catalog,
  conditions: readonly Condition[],
  version: '2012-10-17' | '2008-10-17',
): boolean {
  const atoms = conditions.map((condition) => atomOf(condition, version === '2012-10-17'));
  const holds = { key: JSON.stringify(atoms.map(({ id }) => id)), atoms };
  const several = conditions
    .map(({ key }) => key)
    // A key that nothing is known of may have several values.
    .filter((key) => multiplicityOfKey(catalog, key) !== 'single')
    .map((key) => key.toLowerCase());
  const multivalued = new Set([...multivaluedKeys([holds]), ...several]);
  let isPossible = true;
  const givenUp = withinBudget(() => {
    const meter = meterOf(MOST_STEPS, 'one statement');
    const question = { holds, newDenies: [], oldAllows: [], oldDenies: [] };
    isPossible = answer(question, multivalued, MOST_SEARCHES, meter) !== undefined;
  });
  return givenUp !== undefined || isPossible;
}
