/** Which condition keys exist, by the catalogue. */
import type { Catalog, ConditionKey } from '../../catalog/catalog.js';

export type KeyKnowledge = {
  /** Folded keys without placeholders, and whether each can have several values. */
  readonly exact: ReadonlyMap<string, Multiplicity>;
  /** Folded texts before a placeholder. */
  readonly prefixes: readonly (readonly [prefix: string, multiplicity: Multiplicity])[];
};

export type Multiplicity = 'single' | 'multi';

const known = new WeakMap<Catalog, KeyKnowledge>();

/** Worked out once per catalogue: it only remembers. */
export function keyKnowledge(catalog: Catalog): KeyKnowledge {
  const before = known.get(catalog);
  if (before !== undefined) return before;
  const knowledge = gather(catalog);
  known.set(catalog, knowledge);
  return knowledge;
}

function gather({ globalConditionKeys, services }: Catalog): KeyKnowledge {
  const exact = new Map<string, Multiplicity>();
  const prefixes = new Map<string, Multiplicity>();
  const keys = [
    ...globalConditionKeys,
    ...[...services.values()].flatMap(({ conditionKeys }) => conditionKeys),
  ];
  for (const one of keys) {
    const folded = one.key.toLowerCase();
    // Secrets Manager and Systems Manager write `tag-key` where others write a placeholder.
    const placeholder = folded.search(/\$\{|<|tag-key$/);
    const [target, text] =
      placeholder === -1 ? [exact, folded] : [prefixes, folded.slice(0, placeholder)];
    // One service's list is enough to take the key for multivalued.
    if (target.get(text) !== 'multi') target.set(text, multiplicityOf(one));
  }
  return { exact, prefixes: [...prefixes] };
}

/** An empty type is not stated, so anything. */
function multiplicityOf({ type }: ConditionKey): Multiplicity {
  return type === '' || type.startsWith('ArrayOf') ? 'multi' : 'single';
}

/**
 * `undefined` when no service and no global list has the key. Keys of identity providers are theirs
 * to name, so nothing is said of a prefix with a dot (`token.actions.githubusercontent.com:sub`).
 */
export function multiplicityOfKey(catalog: Catalog, key: string): Multiplicity | undefined {
  const folded = key.toLowerCase();
  const { exact, prefixes } = keyKnowledge(catalog);
  const found = exact.get(folded);
  if (found !== undefined) return found;
  const byPrefix = prefixes.find(
    ([prefix]) => prefix !== '' && folded.length > prefix.length && folded.startsWith(prefix),
  );
  return byPrefix?.[1];
}

/** Prefixes under which others than AWS name keys. Source: "Available keys for AWS OIDC federation" and "… SAML". */
const FOREIGN_PREFIX = /^(saml|cognito-identity|graph\.facebook|accounts\.google|www\.amazon)$/;

export function isForeignKey(key: string): boolean {
  const prefix = key.slice(0, key.indexOf(':')).toLowerCase();
  return prefix.includes('.') || prefix.includes('/') || FOREIGN_PREFIX.test(prefix);
}
