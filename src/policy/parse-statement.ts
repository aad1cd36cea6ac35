/**
 * One statement of a policy, from JSON.
 *
 * What is not understood makes the statement opaque; what it may match is then widened, never
 * narrowed, so that an opaque statement stands for at least what AWS could read in it.
 * Source: IAM User Guide, "Grammar of the IAM JSON policy language" and "IAM JSON policy elements
 * reference".
 */
import type { Condition, Effect, PrincipalSet, Statement } from '../model/policy.js';
import { acceptsValue, operatorNamed, parseOperatorName } from './conditions/operators.js';
import { appendToPath } from './scan-json.js';
import { hasMalformedVariable } from './variables.js';

/** What AWS would not accept, or we do not know. */
export type Fault = { readonly path: string; readonly message: string; readonly hint?: string };

export type PolicyVersion = '2012-10-17' | '2008-10-17';

type Json = Readonly<Record<string, unknown>>;
type PatternSet = { readonly negated: boolean; readonly patterns: readonly string[] };
type Reading = {
  readonly path: string;
  readonly version: PolicyVersion;
  readonly faults: Fault[];
};

const ELEMENTS = [
  'Sid',
  'Effect',
  'Principal',
  'NotPrincipal',
  'Action',
  'NotAction',
  'Resource',
  'NotResource',
  'Condition',
] as const;
type Element = (typeof ELEMENTS)[number];

/** A prefix and a name; IAM refuses everything else but `*`. */
const ACTION_PATTERN = /^[A-Za-z0-9_*?-]+:[A-Za-z0-9_*?-]+$/;
/** Source: IAM API Reference, the pattern of `PolicyDocument` parameters. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: tab and line ends are what AWS allows
const UNSUPPORTED_CHARACTER = /[^\u0009\u000a\u000d\u0020-\u00ff]/;
const LONGEST_QUOTE = 60;
/** More than the largest policy AWS stores, a key policy. Source: AWS KMS Developer Guide, "Quotas". */
const LONGEST_TEXT = 32_768;
const TOO_LONG = 'longer than a whole policy may be';

/**
 * @returns one statement; two, an Allow and a Deny, when its effect cannot be told
 */
export function parseStatement(
  raw: unknown,
  path: string,
  version: PolicyVersion,
): { readonly statements: readonly Statement[]; readonly faults: readonly Fault[] } {
  if (!isObject(raw)) {
    const message = `a statement is ${nameOfType(raw)}, not an object`;
    return { statements: unreadableStatements(), faults: [{ path, message }] };
  }
  const reading: Reading = { path, version, faults: [] };
  checkElements(raw, reading);
  checkCharacters(raw, path, reading);
  const sid = parseSid(raw, reading);
  const effects = parseEffect(raw, reading);
  const principals = parsePrincipals(raw, reading);
  const actions = parseActions(raw, reading);
  const resources = parseResources(raw, reading);
  const conditions = parseConditions(raw, reading);
  const statements = effects.map((effect) => ({
    ...(sid !== undefined && { sid }),
    effect,
    actions,
    ...(resources !== undefined && { resources }),
    ...(principals !== undefined && { principals }),
    conditions,
    opaque: reading.faults.length > 0,
    raw,
  }));
  return { statements, faults: reading.faults };
}

/** Stands for text in which anything may have been written. */
export function unreadableStatements(): readonly Statement[] {
  const effects: readonly Effect[] = ['Allow', 'Deny'];
  const raw: Json = {};
  return effects.map((effect) => ({
    effect,
    actions: { negated: false, patterns: ['*'] },
    resources: { negated: false, patterns: ['*'] },
    principals: { negated: false, set: { kind: 'any' } },
    conditions: [],
    opaque: true,
    raw,
  }));
}

function addFault({ path, faults }: Reading, step: string, message: string, hint?: string): void {
  faults.push({ path: appendToPath(path, step), message, ...(hint !== undefined && { hint }) });
}

function checkElements(raw: Json, reading: Reading): void {
  for (const key of Object.keys(raw)) {
    if ((ELEMENTS as readonly string[]).includes(key)) continue;
    const known = ELEMENTS.find((name) => name.toLowerCase() === key.toLowerCase());
    const hint = known && `IAM spells it \`${known}\``;
    addFault(reading, quote(key), `\`${quote(key)}\` is no element of a statement`, hint);
  }
}

function checkCharacters(value: unknown, path: string, reading: Reading): void {
  if (typeof value === 'string') {
    if (!UNSUPPORTED_CHARACTER.test(value)) return;
    reading.faults.push({ path, message: 'a character that IAM policies do not support' });
  } else if (Array.isArray(value)) {
    value.forEach((item, index) => {
      checkCharacters(item, appendToPath(path, index), reading);
    });
  } else if (isObject(value)) {
    for (const [key, item] of Object.entries(value)) {
      checkCharacters(key, path, reading);
      checkCharacters(item, appendToPath(path, quote(key)), reading);
    }
  }
}

function parseSid(raw: Json, reading: Reading): string | undefined {
  const sid = own(raw, 'Sid');
  if (sid === undefined || typeof sid === 'string') return sid;
  addFault(reading, 'Sid', `\`Sid\` is ${nameOfType(sid)}, not text`);
  return undefined;
}

function parseEffect(raw: Json, reading: Reading): readonly Effect[] {
  const effect = own(raw, 'Effect');
  if (effect === 'Allow' || effect === 'Deny') return [effect];
  const message =
    typeof effect === 'string'
      ? `\`Effect\` is \`${quote(effect)}\``
      : `\`Effect\` is ${nameOfType(effect)}`;
  addFault(reading, 'Effect', message, 'IAM knows `Allow` and `Deny`, spelled like this');
  return ['Allow', 'Deny'];
}

/** The element or its `Not…` twin, whichever is there; both are a fault. */
function parseTwins(
  raw: Json,
  name: 'Action' | 'Resource' | 'Principal',
  reading: Reading,
): { readonly element: Element; readonly negated: boolean; readonly value: unknown } | undefined {
  const twin = `Not${name}` as const;
  const [plain, negated] = [own(raw, name), own(raw, twin)];
  if (plain !== undefined && negated !== undefined) {
    addFault(reading, twin, `both \`${name}\` and \`${twin}\` in one statement`);
    return { element: name, negated: false, value: name === 'Principal' ? '*' : ['*'] };
  }
  if (plain !== undefined) return { element: name, negated: false, value: plain };
  if (negated !== undefined) return { element: twin, negated: true, value: negated };
  return undefined;
}

function parseActions(raw: Json, reading: Reading): PatternSet {
  const twin = parseTwins(raw, 'Action', reading);
  if (twin === undefined) {
    addFault(reading, 'Action', 'no `Action` and no `NotAction`');
    return { negated: false, patterns: ['*'] };
  }
  return parsePatterns(twin, reading, (pattern) =>
    pattern === '*' || ACTION_PATTERN.test(pattern)
      ? undefined
      : `\`${quote(pattern)}\` is no action: a service prefix, a colon and a name`,
  );
}

function parseResources(raw: Json, reading: Reading): PatternSet | undefined {
  const twin = parseTwins(raw, 'Resource', reading);
  if (twin === undefined) {
    const isResourcePolicy =
      own(raw, 'Principal') !== undefined || own(raw, 'NotPrincipal') !== undefined;
    if (isResourcePolicy) return undefined;
    addFault(reading, 'Resource', 'no `Resource` and no `NotResource`');
    return { negated: false, patterns: ['*'] };
  }
  return parsePatterns(twin, reading, (pattern) => faultOfResource(pattern, reading.version));
}

function faultOfResource(pattern: string, version: PolicyVersion): string | undefined {
  const isArn = /^(arn:|[^:]*[*?]|\$\{)/.test(pattern);
  if (!isArn) return `\`${quote(pattern)}\` is neither an ARN nor \`*\``;
  return faultOfVariables(pattern, version);
}

function faultOfVariables(text: string, version: PolicyVersion): string | undefined {
  return version === '2012-10-17' && hasMalformedVariable(text)
    ? `\`${quote(text)}\` has a policy variable that cannot be read`
    : undefined;
}

function parsePatterns(
  { element, negated, value }: { element: Element; negated: boolean; value: unknown },
  reading: Reading,
  faultOf: (pattern: string) => string | undefined,
): PatternSet {
  const patterns = parseStrings(value, element, reading);
  if (patterns === undefined) return { negated: false, patterns: ['*'] };
  patterns.forEach((pattern, index) => {
    const fault = faultOf(pattern);
    if (fault !== undefined) addFault(reading, stepOf(element, value, index), fault);
  });
  return { negated, patterns };
}

/** `undefined` when some item is not text, or when there is none. */
function parseStrings(
  value: unknown,
  step: string,
  reading: Reading,
): readonly string[] | undefined {
  const items: readonly unknown[] = Array.isArray(value) ? value : [value];
  if (items.length === 0) addFault(reading, step, `\`${step}\` is empty`);
  const strings: string[] = [];
  items.forEach((item, index) => {
    if (typeof item === 'string' && item.length <= LONGEST_TEXT) strings.push(item);
    else if (typeof item === 'string') addFault(reading, stepOf(step, value, index), TOO_LONG);
    else addFault(reading, stepOf(step, value, index), `${nameOfType(item)} where text belongs`);
  });
  return strings.length > 0 && strings.length === items.length ? strings : undefined;
}

function stepOf(step: string, value: unknown, index: number): string {
  return Array.isArray(value) ? appendToPath(step, index) : step;
}

function parsePrincipals(
  raw: Json,
  reading: Reading,
): { readonly negated: boolean; readonly set: PrincipalSet } | undefined {
  const twin = parseTwins(raw, 'Principal', reading);
  if (twin === undefined) return undefined;
  const { element, negated, value } = twin;
  if (value === '*') return { negated, set: { kind: 'any' } };
  const faultsBefore = reading.faults.length;
  const set = parsePrincipalMap(value, element, reading);
  return reading.faults.length === faultsBefore && set !== undefined
    ? { negated, set }
    : { negated: false, set: { kind: 'any' } };
}

const PRINCIPAL_TYPES = ['AWS', 'CanonicalUser', 'Federated', 'Service'] as const;
/** A deleted identity shows as its unique id. Source: "AWS JSON policy elements: Principal". */
const AWS_PRINCIPAL = /^(\*|\d{12}|arn:[^*?]+|A[A-Z0-9]{15,127})$/;

function parsePrincipalMap(
  value: unknown,
  element: Element,
  reading: Reading,
): PrincipalSet | undefined {
  if (!isObject(value) || Object.keys(value).length === 0) {
    addFault(reading, element, `\`${element}\` is neither \`*\` nor a map of principals`);
    return undefined;
  }
  for (const key of Object.keys(value)) {
    if ((PRINCIPAL_TYPES as readonly string[]).includes(key)) continue;
    addFault(reading, `${element}.${quote(key)}`, `\`${quote(key)}\` is no kind of principal`);
  }
  const listed = (type: (typeof PRINCIPAL_TYPES)[number]): readonly string[] => {
    const item = own(value, type);
    return item === undefined ? [] : (parseStrings(item, `${element}.${type}`, reading) ?? []);
  };
  const aws = listed('AWS');
  aws.forEach((principal, index) => {
    if (AWS_PRINCIPAL.test(principal)) return;
    const step = stepOf(`${element}.AWS`, own(value, 'AWS'), index);
    addFault(reading, step, `\`${quote(principal)}\` is no AWS principal`);
  });
  return {
    kind: 'listed',
    aws,
    service: listed('Service'),
    federated: listed('Federated'),
    canonicalUser: listed('CanonicalUser'),
  };
}

function parseConditions(raw: Json, reading: Reading): readonly Condition[] {
  const block = own(raw, 'Condition');
  if (block === undefined) return [];
  if (!isObject(block)) {
    addFault(reading, 'Condition', `\`Condition\` is ${nameOfType(block)}, not an object`);
    return [];
  }
  const conditions = Object.entries(block).flatMap(([name, keys]) =>
    parseOperatorBlock(name, keys, reading),
  );
  checkDistinct(conditions, reading);
  return conditions;
}

function parseOperatorBlock(name: string, keys: unknown, reading: Reading): readonly Condition[] {
  const step = `Condition.${quote(name)}`;
  const operator = parseOperatorName(name);
  if (operator === undefined) {
    addFault(reading, step, `\`${quote(name)}\` is no condition operator that leastwise knows`);
    return [];
  }
  if (!isObject(keys) || Object.keys(keys).length === 0) {
    addFault(reading, step, `\`${quote(name)}\` holds no condition keys`);
    return [];
  }
  return Object.entries(keys).flatMap(([key, value]) => {
    const values = parseConditionValues(value, operator.operator, `${step}.${quote(key)}`, reading);
    if (!key.includes(':')) {
      addFault(reading, `${step}.${quote(key)}`, `\`${quote(key)}\` is no condition key`);
    }
    return values === undefined ? [] : [{ ...operator, key, values }];
  });
}

/** Booleans and numbers may stand without quotes. Source: "Grammar of the IAM JSON policy language". */
function parseConditionValues(
  value: unknown,
  operator: string,
  step: string,
  reading: Reading,
): readonly string[] | undefined {
  const items: readonly unknown[] = Array.isArray(value) ? value : [value];
  if (items.length === 0) {
    addFault(reading, step, 'a condition key without values');
    return undefined;
  }
  const faultsBefore = reading.faults.length;
  const values = items.map((item, index) => {
    const isPlain =
      typeof item === 'string' || typeof item === 'number' || typeof item === 'boolean';
    const text = isPlain ? String(item) : '';
    const fault = isPlain
      ? faultOfConditionValue(text, operator, reading.version)
      : `${nameOfType(item)} where a condition value belongs`;
    if (fault !== undefined) addFault(reading, stepOf(step, value, index), fault);
    return text;
  });
  return reading.faults.length === faultsBefore ? values : undefined;
}

function faultOfConditionValue(
  text: string,
  operator: string,
  version: PolicyVersion,
): string | undefined {
  if (text.length > LONGEST_TEXT) return TOO_LONG;
  if (!acceptsValue(operator, text)) return `\`${quote(text)}\` is no value for \`${operator}\``;
  return operatorNamed(operator)?.variables === 'substituted'
    ? faultOfVariables(text, version)
    : undefined;
}

/** `StringLike` and `stringlike`, or `aws:SourceIp` and `aws:sourceip`: AWS does not say what holds. */
function checkDistinct(conditions: readonly Condition[], reading: Reading): void {
  const seen = new Set<string>();
  for (const { operator, qualifier = '', ifExists, key } of conditions) {
    const id = `${qualifier}:${operator}:${ifExists}:${key.toLowerCase()}`;
    if (seen.has(id)) {
      addFault(reading, 'Condition', `\`${quote(key)}\` twice under \`${operator}\``);
    }
    seen.add(id);
  }
}

export function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Own members only: `constructor` and its like are not policy elements. */
export function own(object: Json, key: string): unknown {
  return Object.hasOwn(object, key) ? object[key] : undefined;
}

export function nameOfType(value: unknown): string {
  if (value === undefined) return 'missing';
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'an object';
  return typeof value === 'string' ? 'text' : `a ${typeof value}`;
}

export function quote(text: string): string {
  return text.length > LONGEST_QUOTE ? `${text.slice(0, LONGEST_QUOTE)}…` : text;
}
