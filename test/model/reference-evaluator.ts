/**
 * A second evaluator, to check the first: slow, plain, and without a line in common with it.
 *
 * Reads policies as JSON of well-formed documents. Every rule quotes the AWS page it follows by
 * title: IAM User Guide unless said otherwise.
 */
type Json = Readonly<Record<string, unknown>>;
/** `undefined`: it cannot be known. */
type Answer = boolean | undefined;
type Token = { readonly kind: 'star' | 'one' | 'text' | 'value'; readonly character: string };

type Scope = { readonly request: Request; readonly mode: Mode; readonly version?: unknown };
type Expanded = { readonly tokens: Token[]; readonly state: 'whole' | 'open' | 'missing' };

/** As production has it: `kind`, and what else that kind has. */
export type Principal = { readonly kind: string } & Readonly<Record<string, string | undefined>>;
export type Request = {
  readonly action: string;
  readonly resource: string;
  readonly principal: Principal;
  readonly resourceAccount?: string;
  readonly context: ReadonlyMap<string, readonly string[]>;
  readonly unknownKeys: 'absent' | 'unknown';
};
export type Layers = {
  readonly identity: readonly Json[];
  readonly boundary?: Json;
  readonly session?: readonly Json[];
  readonly scpLevels?: readonly (readonly Json[])[];
  readonly rcpLevels?: readonly (readonly Json[])[];
  readonly resourcePolicy?: { readonly document: Json; readonly kind: string };
  readonly managementAccount?: string;
};
export type Mode = { readonly reading: string; readonly doubt: string };

const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [value]);
const texts = (value: unknown): string[] => (value === undefined ? [] : list(value).map(String));
const not = (answer: Answer): Answer => (answer === undefined ? undefined : !answer);
const any = (answers: readonly Answer[]): Answer =>
  answers.includes(true) ? true : answers.includes(undefined) ? undefined : false;
const all = (answers: readonly Answer[]): Answer => not(any(answers.map(not)));

// "IAM JSON policy elements: Resource", wildcards: `*` any combination of characters, `?` any one.
function matches(tokens: readonly Token[], text: string): boolean {
  const [first, ...rest] = tokens;
  if (first === undefined) return text === '';
  if (first.kind === 'star' && matches(rest, text)) return true;
  if (first.kind === 'star') return text !== '' && matches(tokens, text.slice(1));
  if (text === '' || (first.kind !== 'one' && first.character !== text[0])) return false;
  return matches(rest, text.slice(1));
}

const tokensOf = (text: string, kind: 'text' | 'value'): Token[] =>
  [...text].map((character) => {
    if (kind === 'text' && character === '*') return { kind: 'star', character };
    if (kind === 'text' && character === '?') return { kind: 'one', character };
    return { kind, character };
  });

/** Parts between the tokens that `isCut` picks; the last of at most `most` keeps the rest. */
function cut(tokens: readonly Token[], isCut: (token: Token) => boolean, most: number): Token[][] {
  const parts: Token[][] = [[]];
  for (const token of tokens) {
    if (isCut(token) && parts.length < most) parts.push([]);
    else parts.at(-1)?.push(token);
  }
  return parts;
}
const plain = (tokens: readonly Token[]): string => tokens.map((t) => t.character).join('');
const isColon = ({ character }: Token): boolean => character === ':';
const inPairs = (patterns: Token[][], parts: string[]): boolean =>
  patterns.length === parts.length &&
  patterns.every((pattern, i) => matches(pattern, parts[i] ?? ''));
const cutText = (text: string, most: number): string[] =>
  cut(tokensOf(text, 'value'), isColon, most).map(plain);

// "IAM policy elements: Variables and tags"; only from version 2012-10-17 on.
function expand(text: string, { version, request }: Scope): Expanded {
  if (version !== '2012-10-17') return { tokens: tokensOf(text, 'text'), state: 'whole' };
  let state: Expanded['state'] = 'whole';
  const tokens = text.split(/(\$\{[^}]*\})/).flatMap((part) => {
    const variable = /^\$\{(.*)\}$/.exec(part)?.[1];
    if (variable === undefined) return tokensOf(part, 'text');
    if (['*', '?', '$'].includes(variable)) return tokensOf(variable, 'value');
    const [, key = '', , fallback] = /^([^,]*?)\s*(,\s*'(.*)')?$/.exec(variable) ?? [];
    const values = request.context.get(key.toLowerCase());
    if (values?.length === 1) return tokensOf(values[0] ?? '', 'value');
    const isOpen = values === undefined && request.unknownKeys === 'unknown';
    // "You can use any available single-valued condition key as a variable."
    const isAbsent = !isOpen && (values ?? []).length === 0;
    if (fallback !== undefined && isAbsent) return tokensOf(fallback, 'value');
    if (!isOpen) state = 'missing';
    else if (state !== 'missing') state = 'open';
    return tokensOf('*', 'text');
  });
  return { tokens, state };
}

function onResource(pattern: string, negated: boolean, scope: Scope): Answer {
  const { tokens, state } = expand(pattern, scope);
  const { resource } = scope.request;
  // "If AWS cannot resolve a variable this might cause the entire statement to be invalid."
  if (state === 'missing') return negated ? undefined : false;
  const flat = matches(tokens, resource);
  if (state === 'open') return flat ? undefined : false;
  if (scope.mode.reading === 'flat' || pattern === '*') return flat;
  const parts = cut(tokens, ({ kind, character }) => kind === 'text' && character === ':', 6);
  return inPairs(parts, cutText(resource, parts.length));
}

// "IAM JSON policy elements: Condition operators": the comparison of one value with one value.
const number = (text: string): number => (/^[+-]?[\d.]+$/.test(text) ? Number(text) : NaN);
const padded = (digits: string, radix: number, width: number): string =>
  Number.parseInt(digits, radix).toString(2).padStart(width, '0');
function bits(address: string): string {
  const isVersion6 = address.includes(':');
  const [radix, width] = isVersion6 ? [16, 16] : [10, 8];
  const parts = (half: string): string[] => half.split(/[:.]/).filter((part) => part !== '');
  const half = (text: string): string =>
    parts(text).reduce((all, part) => all + padded(part, radix, width), '');
  const [head = '', tail = ''] = address.split('::').map(half);
  return isVersion6 ? head.padEnd(128 - tail.length, '0') + tail : head;
}
function inRange(range: string, address: string): boolean {
  const [network = '', prefix = 128] = range.split('/');
  const [wanted, actual] = [bits(network), bits(address)];
  return wanted.length === actual.length && actual.startsWith(wanted.slice(0, Number(prefix)));
}

const dates = (text: string): number =>
  /^\d+$/.test(text) && text.length !== 4 ? Number(text) * 1000 : Date.parse(text);

function compare(operator: string, tokens: readonly Token[], actual: string): boolean {
  const wanted = plain(tokens);
  if (operator === 'StringEquals' || operator === 'BinaryEquals') return wanted === actual;
  const isEqualButCase = wanted.toLowerCase() === actual.toLowerCase();
  if (operator === 'StringEqualsIgnoreCase') return isEqualButCase;
  if (operator === 'StringLike') return matches(tokens, actual);
  if (operator === 'Bool') return /^(true|false)$/i.test(wanted) && isEqualButCase;
  if (operator === 'IpAddress') return inRange(wanted, actual);
  if (operator.startsWith('Arn')) {
    // "Each of the six colon-delimited components of the ARN is checked separately."
    const components = cut(tokens, isColon, 6);
    return components.length === 6 && inPairs(components, cutText(actual, 6));
  }
  const [a = NaN, b = NaN] = [actual, wanted].map(operator.startsWith('Date') ? dates : number);
  if (operator.endsWith('LessThanEquals')) return a <= b;
  if (operator.endsWith('LessThan')) return a < b;
  if (operator.endsWith('GreaterThanEquals')) return a >= b;
  return operator.endsWith('GreaterThan') ? a > b : a === b;
}

function condition(name: string, key: string, written: unknown, scope: Scope): Answer {
  const { context, unknownKeys } = scope.request;
  const [, qualifier, operator = '', ifExists] = /^(?:(\w+):)?(\w+?)(IfExists)?$/.exec(name) ?? [];
  const values = context.get(key.toLowerCase());
  const isUnknown = values === undefined && unknownKeys === 'unknown';
  const wanted = texts(written);
  // "Condition operator to check existence of condition keys"; a null dataset is "such as an empty string".
  const isNull = values === undefined || values.every((value) => value === '');
  if (operator === 'Null' && isUnknown) return new Set(wanted).size === 2 ? true : undefined;
  if (operator === 'Null') return wanted.includes(String(isNull));
  if (isUnknown) return undefined;
  const negated = operator.includes('Not');
  if (values === undefined || values.length === 0) {
    // "…IfExists condition operators"; "Set operators for multivalued context keys".
    if (ifExists !== undefined || qualifier === 'ForAllValues') return true;
    // "If the policy condition requires that the key is not matched … the condition is true."
    return qualifier === 'ForAnyValue' ? false : negated;
  }
  if (isNull && qualifier !== undefined) return qualifier === 'ForAllValues';
  const substitutes = /^(String|Arn|Bool)/.test(operator);
  const expanded = wanted.map((text) =>
    substitutes ? expand(text, scope) : { tokens: tokensOf(text, 'value'), state: 'whole' },
  );
  const isWanted = (actual: string): Answer =>
    any(
      expanded.map(({ tokens, state }) => {
        if (state === 'missing') return negated ? undefined : false;
        return state === 'open' ? undefined : compare(operator.replace('Not', ''), tokens, actual);
      }),
    );
  const holds = values.map((actual) => (negated ? not(isWanted(actual)) : isWanted(actual)));
  // Without a set operator: OR over values, and NOR for negated operators.
  if (qualifier === 'ForAllValues') return all(holds);
  return qualifier === 'ForAnyValue' || !negated ? any(holds) : all(holds);
}

// "AWS JSON policy elements: Principal": how the listed principals name the caller.
function naming(element: unknown, principal: Principal): string {
  const listed = (type: string): string[] =>
    typeof element === 'object' && element !== null ? texts((element as Json)[type]) : [];
  const aws = listed('AWS');
  if (element === '*' || aws.includes('*')) return 'everyone';
  const { kind, arn = '', sessionArn = '', roleArn = '', issuerArn = '', account = '' } = principal;
  const ids = [account, `arn:aws:iam::${account}:root`];
  const ofAccount = account !== '' && ids.some((id) => aws.includes(id));
  const lists = (type: string, id: string | undefined): string =>
    listed(type).includes(id ?? '') ? 'caller' : '';
  if (kind === 'root') return ofAccount ? 'caller' : '';
  if (kind === 'service') return lists('Service', principal.name);
  if (kind === 'federated') return lists('Federated', principal.provider);
  if (kind === 'canonical-user') return lists('CanonicalUser', principal.id);
  if (aws.includes(arn) || aws.includes(sessionArn)) return 'caller';
  if (aws.includes(roleArn) || aws.includes(issuerArn)) return 'issuer';
  return ofAccount ? 'account' : '';
}

// "AWS JSON policy elements: NotPrincipal": account, then role, then assumed-role user.
function notPrincipal(element: unknown, principal: Principal): Answer {
  if (naming(element, principal) === 'everyone') return false;
  const named = (change: Principal): boolean => naming(element, change) !== '';
  const { kind, account = '', arn, roleArn, issuerArn, sessionArn } = principal;
  const own = [arn, roleArn, issuerArn, sessionArn].filter((item) => item !== undefined);
  const levels =
    own.length === 0
      ? [named(principal)]
      : [named({ kind: 'root', account }), ...own.map((item) => named({ kind, arn: item }))];
  return levels.includes(true) ? (levels.includes(false) ? undefined : false) : true;
}

type Hit = { readonly effect: string; readonly naming: string };
function find(documents: readonly Json[], layer: string, bounded: boolean, asked: Scope): Hit[] {
  const { request, mode } = asked;
  return documents.flatMap(({ Version, Statement }) =>
    list(Statement).flatMap((raw): Hit[] => {
      const statement = raw as Json;
      const scope = { ...asked, version: Version };
      const effect = String(statement.Effect);
      const onAction = texts(statement.Action ?? statement.NotAction).some((pattern) =>
        matches(tokensOf(pattern.toLowerCase(), 'text'), request.action.toLowerCase()),
      );
      if (onAction === 'NotAction' in statement) return [];
      const negated = 'NotResource' in statement;
      const patterns = texts(statement.Resource ?? statement.NotResource);
      const resource = any(patterns.map((pattern) => onResource(pattern, negated, scope)));
      const named = layer === 'resource' ? naming(statement.Principal, request.principal) : '';
      let whom: Answer = layer !== 'resource' || named !== '';
      // "NotPrincipal … will always deny any IAM principal that has a permissions boundary."
      const isExceptionLost = effect === 'Deny' && bounded;
      const isNegated = 'NotPrincipal' in statement;
      if (isNegated) {
        whom = isExceptionLost || notPrincipal(statement.NotPrincipal, request.principal);
      }
      const conditions = Object.entries(statement.Condition ?? {}).flatMap(([name, keys]) =>
        Object.entries(keys as Json).map(([key, value]) => condition(name, key, value, scope)),
      );
      const applies = all([negated ? not(resource) : resource, whom, ...conditions]);
      const counts = applies ?? (mode.doubt === 'for-access') === (effect === 'Allow');
      return counts ? [{ effect, naming: isNegated ? 'everyone' : named }] : [];
    }),
  );
}

/** The outcome, and behind a colon the layer that blocked. */
export function referenceEvaluate(request: Request, layers: Layers, mode: Mode): string {
  const { principal, action, resource } = request;
  const segment = resource.split(':')[4] ?? '';
  const owner = request.resourceAccount ?? (/^\d{12}$/.test(segment) ? segment : principal.account);
  const bounded = layers.boundary !== undefined;
  const run = (documents: readonly Json[], layer: string): Hit[] =>
    find(documents, layer, bounded, { request, mode });
  // AWS Organizations User Guide, "Tasks and entities not restricted by SCPs" and "… by RCPs".
  const isLinked = principal.roleArn?.includes(':role/aws-service-role/') ?? false;
  const { account } = principal;
  const managed = layers.managementAccount ?? 'none';
  const isOutsideScps = isLinked || account === undefined || account === managed;
  const isRetireGrant = action.toLowerCase() === 'kms:retiregrant';
  const isOutsideRcps = isLinked || isRetireGrant || owner === managed;
  const rcps = (isOutsideRcps ? [] : (layers.rcpLevels ?? [])).map((level) => run(level, 'rcp'));
  const scps = (isOutsideScps ? [] : (layers.scpLevels ?? [])).map((level) => run(level, 'scp'));
  const named = layers.resourcePolicy ? run([layers.resourcePolicy.document], 'resource') : [];
  const identity = run(layers.identity, 'identity');
  const boundary = layers.boundary && run([layers.boundary], 'boundary');
  // AWS STS API Reference, `GetFederationToken`: no policy passed, no permissions.
  const passed = layers.session ?? (principal.kind === 'federated-user-session' ? [] : undefined);
  const session = passed && run(passed, 'session');

  // "How AWS enforcement code logic evaluates requests to allow or deny access": Deny evaluation first.
  const stages = { rcp: rcps.flat(), scp: scps.flat(), resource: named, identity };
  for (const [layer, found] of Object.entries({ ...stages, boundary, session })) {
    if (found?.some(({ effect }) => effect === 'Deny')) return `ExplicitlyDenied:${layer}`;
  }
  // "SCP evaluation": an Allow at every level; the same for RCPs.
  if (rcps.some((level) => level.length === 0)) return 'ImplicitlyDenied:rcp';
  if (scps.some((level) => level.length === 0)) return 'ImplicitlyDenied:scp';
  const isSame = owner === account;
  const kind = layers.resourcePolicy?.kind ?? 'other';
  // "Cross-account policy evaluation logic"; "IAM role trust policies" and "KMS key policies" must allow.
  const mustBeNamed = !isSame || kind !== 'other' || account === undefined;
  if (mustBeNamed && named.length === 0) return 'ImplicitlyDenied:resource';
  if (account === undefined) return 'Allowed';
  // "Policy evaluation for requests within a single account", resource-based policies.
  const has = (wanted: string): boolean => isSame && named.some((hit) => hit.naming === wanted);
  if (has('caller') || has('everyone')) return 'Allowed';
  const isGranted = has('issuer') || principal.kind === 'root' || identity.length > 0;
  if (!isGranted) return 'ImplicitlyDenied:identity';
  if (boundary?.length === 0) return 'ImplicitlyDenied:boundary';
  return session?.length === 0 ? 'ImplicitlyDenied:session' : 'Allowed';
}
