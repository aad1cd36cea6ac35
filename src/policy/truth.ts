/** The third value is for what cannot be known: a key not given, a part not understood. */
export type Truth = true | false | 'unknown';

export function not(truth: Truth): Truth {
  return truth === 'unknown' ? 'unknown' : !truth;
}

/** True when one holds, unknown when one might. */
export function some<Item>(items: readonly Item[], holds: (item: Item) => Truth): Truth {
  let isOpen = false;
  for (const item of items) {
    const truth = holds(item);
    if (truth === true) return true;
    if (truth === 'unknown') isOpen = true;
  }
  return isOpen ? 'unknown' : false;
}
