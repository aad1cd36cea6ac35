/**
 * A JSON Schema of OCSF's IAM Analysis Finding, made from the table of the class
 * (`fixtures/schemas/ocsf-1.6.0-class-2008.json`): OCSF publishes none as a file, its server compiles
 * one when it is asked. Only defined attributes may stand in an event, and a profile's only in one
 * that names the profile; a label says what its number says, unless the number is 99, Other.
 */
import { readFileSync } from 'node:fs';

export type Attribute = {
  readonly type: string;
  readonly requirement: 'required' | 'recommended' | 'optional';
  readonly array?: true;
  readonly profile?: string;
  readonly deprecated?: true;
  /** Captions by value. */
  readonly enum?: Readonly<Record<string, string>>;
  /** The sibling that holds the caption. */
  readonly label?: string;
};

type OcsfObject = {
  readonly at_least_one?: readonly string[];
  readonly attributes: Readonly<Record<string, Attribute>>;
};

export type OcsfClass = {
  readonly version: string;
  readonly root: string;
  readonly objects: Readonly<Record<string, OcsfObject>>;
};

export const IAM_ANALYSIS_FINDING: OcsfClass = JSON.parse(
  readFileSync('fixtures/schemas/ocsf-1.6.0-class-2008.json', 'utf8'),
);

const OTHER = '99';
const PLAIN = ['string', 'integer', 'boolean'];

/** @param profiles what `metadata.profiles` names */
export function schemaOf(ocsf: OcsfClass, profiles: readonly string[]): object {
  const defs = Object.entries(ocsf.objects).map(([name, one]) => [name, objectSchema(one)]);
  return {
    $ref: `#/$defs/${ocsf.root}`,
    $defs: Object.fromEntries(defs),
    allOf: [named({ version: ocsf.version, profiles }), ...typeRules()],
  };

  function objectSchema({ attributes, at_least_one: some = [] }: OcsfObject): object {
    const own = Object.entries(attributes).filter(([, { profile, deprecated }]) => {
      return deprecated !== true && (profile === undefined || profiles.includes(profile));
    });
    const required = own.filter(([, { requirement }]) => requirement === 'required');
    return {
      type: 'object',
      properties: Object.fromEntries(own.map(([name, one]) => [name, attributeSchema(one)])),
      required: required.map(([name]) => name),
      additionalProperties: false,
      allOf: own.flatMap(([name, one]) => labelRules(name, one)),
      ...(some.length > 0 && { anyOf: some.map((name) => ({ required: [name] })) }),
    };
  }

  function attributeSchema(one: Attribute): object {
    const value = one.enum === undefined ? typeSchema(one.type) : { enum: valuesOf(one.enum) };
    return one.array === true ? { type: 'array', items: value } : value;
  }

  /** What has not been read may not be written. */
  function typeSchema(type: string): object {
    if (PLAIN.includes(type)) return { type };
    if (type === 'any') return {};
    return type in ocsf.objects ? { $ref: `#/$defs/${type}` } : { not: {} };
  }

  /** `type_uid` is `class_uid` times 100 plus `activity_id`. */
  function typeRules(): readonly object[] {
    const { activity_id: activity, class_uid: uid } = ocsf.objects[ocsf.root]?.attributes ?? {};
    const [first = 0] = valuesOf(uid?.enum ?? {});
    return valuesOf(activity?.enum ?? {}).map((one) => ({
      if: { properties: { activity_id: { const: one } } },
      // biome-ignore lint/suspicious/noThenProperty: JSON Schema's word
      then: { properties: { type_uid: { const: first * 100 + one } } },
    }));
  }
}

/** A consumer reads the rest by these. */
function named(metadata: {
  readonly version: string;
  readonly profiles: readonly string[];
}): object {
  const properties = Object.fromEntries(
    Object.entries(metadata).map(([name, value]) => [name, { const: value }]),
  );
  return { properties: { metadata: { properties, required: Object.keys(properties) } } };
}

function valuesOf(captions: Readonly<Record<string, string>>): readonly number[] {
  return Object.keys(captions).map(Number);
}

function labelRules(name: string, { enum: captions = {}, label }: Attribute): readonly object[] {
  if (label === undefined) return [];
  return Object.entries(captions)
    .filter(([value]) => value !== OTHER)
    .map(([value, caption]) => ({
      if: { properties: { [name]: { const: Number(value) } }, required: [name] },
      // biome-ignore lint/suspicious/noThenProperty: JSON Schema's word
      then: { properties: { [label]: { const: caption } } },
    }));
}
