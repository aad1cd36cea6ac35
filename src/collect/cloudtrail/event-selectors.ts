/**
 * Event selectors, basic and advanced, in one form: what an event must look like to be recorded.
 *
 * Sources: CloudTrail API Reference, "EventSelector", "DataResource", "AdvancedEventSelector" and
 * "AdvancedFieldSelector". A basic selector's value `arn:aws:s3` (or `arn:aws:s3:::`, `arn:aws:lambda`,
 * `arn:aws:dynamodb`) means all of them; other values of S3 are prefixes, of other services names.
 */
import {
  type EventSelector,
  type FieldSelector,
  SELECTOR_OPERATORS,
  type SelectorOperator,
} from '../../model/trail.js';
import { type Members, member, membersOf } from '../members.js';

/**
 * @param from an answer of `GetEventSelectors`, or the request of `PutEventSelectors`
 * @returns `undefined` when it holds no selectors, or some that are not understood
 */
export function parseSelectors(from: Members): readonly EventSelector[] | undefined {
  const advanced = listOf(from, 'AdvancedEventSelectors');
  if (advanced !== undefined && advanced.length > 0) return all(advanced.map(advancedSelector));
  const basic = listOf(from, 'EventSelectors');
  if (basic === undefined) return undefined;
  return all(basic.map(basicSelectors))?.flat();
}

function advancedSelector(value: unknown): EventSelector | undefined {
  const members = membersOf(value);
  const fields = members === undefined ? undefined : listOf(members, 'FieldSelectors');
  const read = fields === undefined ? undefined : all(fields.map(fieldSelector));
  return read === undefined || read.length === 0 ? undefined : { fields: read };
}

function fieldSelector(value: unknown): FieldSelector | undefined {
  const members = membersOf(value);
  const field = members === undefined ? undefined : member(members, 'Field');
  if (members === undefined || typeof field !== 'string') return undefined;
  const operators: Partial<Record<SelectorOperator, readonly string[]>> = {};
  for (const operator of SELECTOR_OPERATORS) {
    const values = member(members, operator);
    if (values === undefined) continue;
    if (!Array.isArray(values) || !values.every((one) => typeof one === 'string')) return undefined;
    if (values.length > 0) operators[operator] = values;
  }
  return Object.keys(operators).length === 0 || knowsMore(members)
    ? undefined
    : { field, operators };
}

const FIELD_MEMBERS: ReadonlySet<string> = new Set(
  ['Field', ...SELECTOR_OPERATORS].map((name) => name.toLowerCase()),
);

/** An operator that came after our time may select less than we think. */
function knowsMore(members: Members): boolean {
  return Object.entries(members).some(
    ([name, value]) =>
      !FIELD_MEMBERS.has(name.toLowerCase()) &&
      value !== null &&
      !(Array.isArray(value) && value.length === 0),
  );
}

function basicSelectors(value: unknown): readonly EventSelector[] | undefined {
  const members = membersOf(value);
  if (members === undefined) return undefined;
  const access = accessOf(member(members, 'ReadWriteType'));
  if (access === undefined) return undefined;
  const excluded = member(members, 'ExcludeManagementEventSources') ?? [];
  if (!Array.isArray(excluded) || !excluded.every((host) => typeof host === 'string')) {
    return undefined;
  }
  const management =
    member(members, 'IncludeManagementEvents') === false
      ? []
      : [
          selector([
            equal('eventCategory', 'Management'),
            ...access,
            ...(excluded.length === 0
              ? []
              : [{ field: 'eventSource', operators: { NotEquals: excluded } }]),
          ]),
        ];
  const data = all(
    (listOf(members, 'DataResources') ?? []).map((one) => dataResource(one, access)),
  );
  return data === undefined ? undefined : [...management, ...data.flat()];
}

function dataResource(
  value: unknown,
  access: readonly FieldSelector[],
): readonly EventSelector[] | undefined {
  const members = membersOf(value);
  const type = members === undefined ? undefined : member(members, 'Type');
  const values = members === undefined ? undefined : listOf(members, 'Values');
  if (typeof type !== 'string' || values === undefined) return undefined;
  if (!values.every((one) => typeof one === 'string')) return undefined;
  return values.map((arn) =>
    selector([
      equal('eventCategory', 'Data'),
      equal('resources.type', type),
      ...access,
      ...(EVERY_RESOURCE.test(arn) ? [] : [resourceField(type, arn)]),
    ]),
  );
}

const EVERY_RESOURCE = /^arn:aws[a-z-]*:(s3(:::)?|lambda|dynamodb)$/;

function resourceField(type: string, arn: string): FieldSelector {
  const operator = type === 'AWS::S3::Object' ? 'StartsWith' : 'Equals';
  return { field: 'resources.ARN', operators: { [operator]: [arn] } };
}

/** `All` is what a selector without the member means. */
function accessOf(readWriteType: unknown): readonly FieldSelector[] | undefined {
  switch (readWriteType) {
    case undefined:
    case 'All':
      return [];
    case 'ReadOnly':
      return [equal('readOnly', 'true')];
    case 'WriteOnly':
      return [equal('readOnly', 'false')];
    default:
      return undefined;
  }
}

const selector = (fields: readonly FieldSelector[]): EventSelector => ({ fields });
const equal = (field: string, value: string): FieldSelector => ({
  field,
  operators: { Equals: [value] },
});

function all<Item>(items: readonly (Item | undefined)[]): readonly Item[] | undefined {
  return items.every((item) => item !== undefined) ? items : undefined;
}

function listOf(from: Members, name: string): readonly unknown[] | undefined {
  const value = member(from, name);
  return Array.isArray(value) ? value : undefined;
}
