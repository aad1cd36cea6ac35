/** Small worlds in which policies often overlap, and requests that often hit them. */
import fc from 'fast-check';
import type { PolicyDocument } from '../../src/model/policy.js';
import { type EvaluateOptions, evaluate } from '../../src/policy/evaluate.js';
import type { WildcardReading } from '../../src/policy/includes.js';
import { parsePolicy } from '../../src/policy/parse-policy.js';

export type Element = {
  readonly Effect: 'Allow' | 'Deny';
  readonly Action?: readonly string[];
  readonly NotAction?: readonly string[];
  readonly Resource?: readonly string[];
  readonly NotResource?: readonly string[];
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;
};

const ACTIONS = ['s3:GetObject', 's3:PutObject', 's3:ListBucket', 'sns:Publish', 'iam:GetUser'];
const ACTION_PATTERNS = [
  ...ACTIONS,
  's3:Get*',
  's3:*Object',
  '*',
  's3:?etObject',
  'S3:*',
  's*:P*',
  'sns:*',
];
export const RESOURCE_PATTERNS: readonly string[] = [
  '*',
  'arn:aws:s3:::ledger',
  'arn:aws:s3:::ledger/*',
  'arn:aws:s3:::ledger/2026/*',
  'arn:aws:s3:::ledger/????/*',
  'arn:aws:s3:::*',
  'arn:aws:s3:::*/2026/*',
  'arn:aws:s3:::ledger/${aws:username}/*',
  'arn:aws:s3:::ledger/${*}/*',
  'arn:aws:sns:*:111122223333:orders',
  'arn:aws:sns:eu-west-1:*:orders',
  'arn:aws:sns:*:orders',
  'arn:aws:sns:*',
];
const VARIABLE = '${aws:username}';

const VALUES: Readonly<Record<string, readonly string[]>> = {
  'aws:RequestedRegion': ['eu-west-1', 'eu-central-1', 'us-east-1', ''],
  'aws:SourceArn': ['arn:aws:sns:eu-west-1:111122223333:orders', 'arn:aws:s3:::ledger', 'orders'],
  'aws:MultiFactorAuthAge': ['0', '5', '5.5', '10', '11', 'x'],
  'aws:CurrentTime': ['2025-12-31T23:59:59Z', '2026-01-01T00:00:00Z', '2026-06-01T00:00:00Z'],
  'aws:SourceIp': ['203.0.113.7', '203.0.113.200', '198.51.100.1', '2001:db8::1'],
  'aws:SecureTransport': ['true', 'false'],
  'aws:username': ['2026', 'nadia', '', 'a/b'],
  'aws:TagKeys': ['team', 'cost', 'owner', ''],
};

const OPERATORS: readonly (readonly [operator: string, key: string, values: readonly string[]])[] =
  [
    ['StringEquals', 'aws:RequestedRegion', ['eu-west-1', 'eu-central-1', 'us-east-1']],
    ['StringNotEquals', 'aws:RequestedRegion', ['eu-west-1', 'eu-central-1']],
    ['StringEqualsIfExists', 'aws:requestedregion', ['eu-west-1', 'us-east-1']],
    ['StringLike', 'aws:RequestedRegion', ['eu-*', 'eu-west-?', '*']],
    ['StringNotLike', 'aws:RequestedRegion', ['eu-*', '??-east-1']],
    ['StringNotLikeIfExists', 'aws:RequestedRegion', ['eu-*', 'us-*']],
    ['StringEqualsIgnoreCase', 'aws:RequestedRegion', ['EU-west-1', 'us-east-1']],
    ['StringEquals', 'aws:username', ['nadia', '2026', VARIABLE]],
    ['Null', 'aws:RequestedRegion', ['true', 'false']],
    ['Null', 'aws:TagKeys', ['true', 'false']],
    ['ArnLike', 'aws:SourceArn', ['arn:aws:sns:*:*:orders', 'arn:aws:s3:::*', 'arn:*:*:*:*:*']],
    ['ArnNotLike', 'aws:SourceArn', ['arn:aws:sns:*:111122223333:*', 'arn:aws:s3:::ledger']],
    ['NumericLessThan', 'aws:MultiFactorAuthAge', ['5', '10']],
    ['NumericGreaterThanEquals', 'aws:MultiFactorAuthAge', ['5', '10']],
    ['NumericNotEquals', 'aws:MultiFactorAuthAge', ['5', '11']],
    ['DateLessThan', 'aws:CurrentTime', ['2026-01-01T00:00:00Z', '2026-06-01']],
    ['DateGreaterThanEquals', 'aws:CurrentTime', ['2026-01-01', '2026-06-01T00:00:00Z']],
    ['IpAddress', 'aws:SourceIp', ['203.0.113.0/24', '203.0.113.0/25', '2001:db8::/32']],
    ['NotIpAddress', 'aws:SourceIp', ['203.0.113.0/24', '203.0.113.128/25']],
    ['Bool', 'aws:SecureTransport', ['true', 'false']],
    ['BoolIfExists', 'aws:SecureTransport', ['true', 'false']],
    ['ForAnyValue:StringEquals', 'aws:TagKeys', ['team', 'cost']],
    ['ForAnyValue:StringLike', 'aws:TagKeys', ['t*', '*']],
    ['ForAllValues:StringEquals', 'aws:TagKeys', ['team', 'cost', 'owner']],
    ['ForAllValues:StringNotEquals', 'aws:TagKeys', ['team', 'cost']],
    ['ForAnyValue:StringNotEquals', 'aws:TagKeys', ['team', 'cost']],
  ];

const some = <T>(items: readonly T[], most: number): fc.Arbitrary<readonly T[]> =>
  fc.uniqueArray(fc.constantFrom(...items), { minLength: 1, maxLength: most });

export const someCondition: fc.Arbitrary<NonNullable<Element['Condition']>> = fc
  .constantFrom(...OPERATORS)
  .chain(([operator, key, values]) =>
    some(values, 2).map((chosen) => ({ [operator]: { [key]: chosen } })),
  );

const conditions: fc.Arbitrary<Element['Condition']> = fc.oneof(
  { weight: 3, arbitrary: fc.constant(undefined) },
  { weight: 3, arbitrary: someCondition },
  {
    weight: 1,
    arbitrary: fc.tuple(someCondition, someCondition).map(([a, b]) => ({ ...a, ...b })),
  },
);

export const someElement: fc.Arbitrary<Element> = fc
  .record({
    deny: fc.nat(3),
    actions: some(ACTION_PATTERNS, 3),
    notAction: fc.nat(7),
    resources: some(RESOURCE_PATTERNS, 3),
    notResource: fc.nat(7),
    condition: conditions,
  })
  .map(({ deny, actions, notAction, resources, notResource, condition }) => ({
    Effect: deny === 0 ? ('Deny' as const) : ('Allow' as const),
    ...(notAction === 0 ? { NotAction: actions } : { Action: actions }),
    ...(notResource === 0 ? { NotResource: resources } : { Resource: resources }),
    ...(condition !== undefined && { Condition: condition }),
  }));

export const somePolicy: fc.Arbitrary<readonly Element[]> = fc.array(someElement, {
  minLength: 1,
  maxLength: 4,
});

export function read(elements: readonly Element[]): PolicyDocument {
  const { document, problems } = parsePolicy({ Version: '2012-10-17', Statement: elements });
  if (problems.length > 0) throw new Error(JSON.stringify(problems));
  return document;
}

/** What an edit does: `narrows` and `same` must be proven; `any` may go either way. */
export type Edit = {
  readonly kind: 'same' | 'narrows' | 'any';
  readonly apply: (elements: readonly Element[], pick: Pick) => readonly Element[];
};

export type Pick = { readonly at: number; readonly other: number; readonly element: Element };

const replaced = (
  elements: readonly Element[],
  at: number,
  change: (element: Element) => readonly Element[],
): readonly Element[] => {
  const index = elements.length === 0 ? 0 : at % elements.length;
  return elements.flatMap((element, own) => (own === index ? change(element) : [element]));
};

const without = <T>(items: readonly T[], at: number): readonly T[] =>
  items.length < 2 ? items : items.filter((_, index) => index !== at % items.length);

const isAllow = ({ Effect }: Element): boolean => Effect === 'Allow';

/** Source: the rewrites that hold under both readings of a star. */
export const NARROWING: readonly Edit['apply'][] = [
  (all, { at }) => replaced(all, at, (e) => (isAllow(e) && all.length > 1 ? [] : [e])),
  (all, { at, other }) =>
    replaced(all, at, (e) =>
      isAllow(e) && e.Action !== undefined ? [{ ...e, Action: without(e.Action, other) }] : [e],
    ),
  (all, { at, other }) =>
    replaced(all, at, (e) =>
      isAllow(e) && e.Resource !== undefined
        ? [{ ...e, Resource: without(e.Resource, other) }]
        : [e],
    ),
  (all, { at }) =>
    replaced(all, at, (e) =>
      isAllow(e) && e.Resource !== undefined
        ? [{ ...e, Resource: e.Resource.map((text) => text.replace(/\*$/, 'x/y*')).map(asArn) }]
        : [e],
    ),
  (all, { at, element }) =>
    replaced(all, at, (e) => (isAllow(e) ? [{ ...e, Condition: both(e, element) }] : [e])),
  (all, { at }) =>
    replaced(all, at, (e) =>
      (e.Action?.length ?? 0) > 1
        ? (e.Action ?? []).map((action) => ({ ...e, Action: [action] }))
        : [e],
    ),
  (all, { element }) => [...all, { ...element, Effect: 'Deny' as const }],
  (all) => [...all].reverse(),
  (all, { at }) => replaced(all, at, (e) => [e, e]),
];

/** `*` alone, made longer, would be no ARN. */
const asArn = (text: string): string => (text === 'x/y*' ? 'arn:aws:s3:::x/y*' : text);

function both(e: Element, { Condition: added = {} }: Element): NonNullable<Element['Condition']> {
  const merged = { ...e.Condition };
  for (const [operator, block] of Object.entries(added)) {
    // The same operator and key are values of one condition: what is there stays.
    const own = Object.keys(merged[operator] ?? {}).map((key) => key.toLowerCase());
    const fresh = Object.entries(block).filter(([key]) => !own.includes(key.toLowerCase()));
    merged[operator] = { ...merged[operator], ...Object.fromEntries(fresh) };
  }
  return merged;
}

export const WIDENING: readonly Edit['apply'][] = [
  (all, { at }) => replaced(all, at, ({ Condition: _dropped, ...e }) => [e]),
  (all, { at }) =>
    replaced(all, at, (e) =>
      e.Resource === undefined
        ? [e]
        : [
            {
              ...e,
              Resource: e.Resource.map((text) =>
                text === '*' ? text : text.replace(/(\$\{.*|[^:]*)$/, '*'),
              ),
            },
          ],
    ),
  (all, { at }) =>
    replaced(all, at, (e) => [
      { ...e, Effect: isAllow(e) ? ('Deny' as const) : ('Allow' as const) },
    ]),
  (all, { at, element }) =>
    replaced(all, at, (e) =>
      e.Action === undefined
        ? [e]
        : [{ ...e, Action: [...e.Action, ...(element.Action ?? ['sns:*'])] }],
    ),
  (all, { at }) => replaced(all, at, (e) => (isAllow(e) ? [e] : [])),
  (all, { element }) => [...all, element],
];

export type World = {
  readonly action: string;
  readonly resource: string;
  readonly context: ReadonlyMap<string, readonly string[]>;
};

const FILLINGS = ['', 'x', '2026', 'ledger', 'x/y', ':', 'eu-west-1', '111122223333'];

export const someRequest: fc.Arbitrary<World> = fc
  .record({
    action: fc.constantFrom(...ACTIONS, 's3:getobject', 'ec2:Other'),
    pattern: fc.constantFrom(...RESOURCE_PATTERNS),
    fillings: fc.array(fc.constantFrom(...FILLINGS), { minLength: 4, maxLength: 4 }),
    context: fc.record(
      Object.fromEntries(
        Object.entries(VALUES).map(([key, values]) => [
          key,
          key === 'aws:TagKeys'
            ? fc.array(fc.constantFrom(...values), { maxLength: 2 })
            : fc.constantFrom(...values).map((value) => [value]),
        ]),
      ),
      { requiredKeys: [] },
    ),
  })
  .map(({ action, pattern, fillings, context }) => {
    let at = 0;
    const username = context['aws:username']?.[0] ?? 'nadia';
    const resource = pattern
      .replaceAll(VARIABLE, username)
      .replace(/\$\{\*\}/g, '*')
      .replace(/\*/g, () => fillings[at++ % fillings.length] ?? '')
      .replace(/\?/g, '2');
    const entries = Object.entries(context).flatMap(([key, values]) =>
      values === undefined ? [] : [[key.toLowerCase(), values] as const],
    );
    return { action, resource, context: new Map(entries) };
  });

export function allows(
  policies: readonly PolicyDocument[],
  { action, resource, context }: World,
  reading: WildcardReading,
  doubt: NonNullable<EvaluateOptions['doubt']> = 'against-access',
): boolean {
  const account = '111122223333';
  const arn = `arn:aws:iam::${account}:user/nadia`;
  const principal = { kind: 'user', account, arn } as const;
  const request = { action, resource, principal, resourceAccount: account, context };
  return evaluate(request, { identity: policies }, { reading, doubt }).outcome === 'Allowed';
}
