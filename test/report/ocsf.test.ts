/** The schema that holds the OCSF events refuses what it must: every event, changed in every way. */
import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { describe, expect, test } from 'vitest';
import type { Mark } from '../../src/model/mark.js';
import { SEVERITIES } from '../../src/model/severity.js';
import { FINDING_KINDS } from '../../src/report/finding-kinds.js';
import { FORMATS } from '../../src/report/index.js';
import { ROLE, smallResult, USER } from '../review/result.js';
import { type Attribute, IAM_ANALYSIS_FINDING, schemaOf } from './ocsf-schema.js';

type Event = Record<string, unknown>;
type Mutant = { readonly change: string; readonly event: Event };

const { objects, root } = IAM_ANALYSIS_FINDING;
const EVENTS: readonly Event[] = JSON.parse(
  readFileSync('fixtures/reports/meadow/ocsf.json', 'utf8'),
);
const valid = new Ajv({ strict: false }).compile(schemaOf(IAM_ANALYSIS_FINDING, ['cloud']));
/** One event for each shape that is written. */
const SHAPES = [...new Map(EVENTS.map((one) => [shapeOf(one), one])).values()];

describe('what the example account gives', () => {
  test('is valid, in every shape', () => {
    expect(SHAPES.length).toBeGreaterThan(3);
    for (const event of EVENTS) expect(valid(event), JSON.stringify(valid.errors)).toBe(true);
  });

  test('holds whatever of an object can be wrong', () => {
    const reached = new Set(SHAPES.flatMap((one) => objectsOf(one).map(({ name }) => name)));
    expect([...reached].sort()).toEqual(Object.keys(objects).sort());
  });
});

test('every kind of finding, severity and mark is valid, whatever it concerns', () => {
  const kinds = Object.keys(FINDING_KINDS) as (keyof typeof FINDING_KINDS)[];
  const marks: readonly (Mark | undefined)[] = [
    undefined,
    { kind: 'known', since: undefined },
    { kind: 'waived', reason: 'tested every year' },
  ];
  const result = smallResult();
  const [first] = result.findings;
  if (first === undefined) throw new Error('nothing found');
  const findings = kinds.flatMap((kind) =>
    CONCERNED.flatMap((identity, at) =>
      marks.map((mark, n) => {
        const severity = SEVERITIES[(at + n) % SEVERITIES.length] ?? 'info';
        return { ...first, kind, identity, severity, ...(mark !== undefined && { mark }) };
      }),
    ),
  );
  const events = JSON.parse(FORMATS.ocsf({ ...result, findings })) as readonly Event[];
  expect(events).toHaveLength(kinds.length * CONCERNED.length * marks.length);
  for (const event of events) expect(valid(event), JSON.stringify(valid.errors)).toBe(true);
});

/** What a finding can concern. */
const CONCERNED = [
  ROLE,
  USER,
  'arn:aws:iam::111122223333:policy/team/reader',
  'arn:aws:iam::111122223333:instance-profile/web',
  'arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com',
  'arn:aws-cn:s3:::trail-bucket',
  '*',
  '',
];

describe('is refused', () => {
  test.each([
    ['a required attribute dropped', dropped, 10],
    ['an attribute that the object has not', added, 10],
    ['a value of another type', retyped, 30],
    ['a number that the enumeration has not', renumbered, 6],
    ['a label that says another thing than its number', relabelled, 6],
    ['none of those of which there must be one', emptied, 6],
    ['an attribute of a profile that is not named', ofOtherProfiles, 1],
    ['a deprecated attribute', outdated, 1],
    ['an attribute whose type was never read', unread, 20],
  ] as const)('%s', (_, mutate, least) => {
    const mutants = SHAPES.flatMap(mutate);
    expect(new Set(mutants.map(({ change }) => change)).size).toBeGreaterThanOrEqual(least);
    for (const { change, event } of mutants) expect(valid(event), change).toBe(false);
  });

  test.each([
    ['another version than the one that was checked', { metadata: { version: '1.5.0' } }],
    ['a profile too few', { metadata: { profiles: [] } }],
    ['a type that is not class times 100 plus activity', { type_uid: 200802 }],
  ])('%s', (_, change) => {
    const [event = {}] = structuredClone(EVENTS) as Event[];
    for (const [name, value] of Object.entries(change)) {
      event[name] = typeof value === 'object' ? { ...(event[name] as object), ...value } : value;
    }
    delete event.type_name;
    expect(valid(event)).toBe(false);
  });
});

function shapeOf(value: unknown): string {
  if (Array.isArray(value)) return `[${shapeOf(value[0])}]`;
  if (typeof value !== 'object' || value === null) return '';
  return `{${Object.entries(value).map(([name, one]) => `${name}${shapeOf(one)}`)}}`;
}

type Found = {
  readonly name: string;
  readonly path: readonly (string | number)[];
  readonly value: Event;
};

/** Every object of an event that the table knows, with the way there. */
function objectsOf(event: Event, name: string = root, path: Found['path'] = []): readonly Found[] {
  const inner = Object.entries(attributesOf(name)).flatMap(([attribute, { type }]) => {
    if (!(type in objects) || event[attribute] === undefined) return [];
    return [event[attribute]].flat().flatMap((one, at) => {
      const step = Array.isArray(event[attribute]) ? [attribute, at] : [attribute];
      return objectsOf(one as Event, type, [...path, ...step]);
    });
  });
  return [{ name, path, value: event }, ...inner];
}

function attributesOf(name: string): Readonly<Record<string, Attribute>> {
  return objects[name]?.attributes ?? {};
}

/** Each object of an event with each of its attributes, changed by `change` where that says something. */
function each(
  event: Event,
  change: (own: Event, name: string, attribute: Attribute, object: string) => unknown,
): readonly Mutant[] {
  return objectsOf(event).flatMap(({ name: object, path }) =>
    Object.entries(attributesOf(object)).flatMap(([name, attribute]) => {
      const copy = structuredClone(event);
      const own = path.reduce<Event>((inside, step) => inside[step] as Event, copy);
      const done = change(own, name, attribute, object);
      return done === true ? [{ change: `${object}.${name}`, event: copy }] : [];
    }),
  );
}

function dropped(event: Event): readonly Mutant[] {
  return each(
    event,
    (own, name, { requirement }) => requirement === 'required' && delete own[name],
  );
}

function added(event: Event): readonly Mutant[] {
  return each(event, (own, name) => {
    own[`${name}_x`] = own[name];
    return own[name] !== undefined;
  });
}

function retyped(event: Event): readonly Mutant[] {
  return each(event, (own, name, { type }) => {
    if (own[name] === undefined || type === 'any') return false;
    own[name] = typeof own[name] === 'string' ? 7 : 'seven';
    return true;
  });
}

function renumbered(event: Event): readonly Mutant[] {
  return each(event, (own, name, { enum: captions, label = '' }) => {
    if (own[name] === undefined || captions === undefined) return false;
    own[name] = 98;
    delete own[label];
    return true;
  });
}

function relabelled(event: Event): readonly Mutant[] {
  return each(event, (own, name, { label }) => {
    if (label === undefined || own[label] === undefined || own[name] === 99) return false;
    if (own[name] === undefined) return false;
    own[label] = `not ${String(own[label])}`;
    return true;
  });
}

function emptied(event: Event): readonly Mutant[] {
  return each(event, (own, name, _, object) => {
    const some = objects[object]?.at_least_one ?? [];
    for (const one of some) delete own[one];
    return some.includes(name);
  });
}

function ofOtherProfiles(event: Event): readonly Mutant[] {
  return [{ change: 'is_alert of security_control', event: { ...event, is_alert: true } }];
}

function outdated(event: Event): readonly Mutant[] {
  return each(event, (own, name, { deprecated }) => {
    own[name] = 'once';
    return deprecated;
  });
}

function unread(event: Event): readonly Mutant[] {
  return each(event, (own, name, { type, array }) => {
    own[name] = array === true ? [{}] : {};
    return !(type in objects) && !['any', 'string', 'integer', 'boolean'].includes(type);
  });
}
