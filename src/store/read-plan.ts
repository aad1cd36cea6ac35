/** Reads the revocation plan of an earlier audit, and the file of exemptions. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { REVOCATION_KINDS } from '../model/finding.js';
import type { Exemption } from '../model/follow-up.js';
import { PLAN_SCHEMA, type RevocationPlan } from '../model/plan.js';
import { parseInstant } from '../model/time.js';
import { UserError } from '../model/user-error.js';

/** @returns the plan that an earlier audit left in its out folder; `undefined` where there is none */
export function findPlan(dir: string): RevocationPlan | undefined {
  const path = join(dir, 'revocation', 'plan.json');
  return existsSync(path) ? readPlan(path) : undefined;
}

/** @throws UserError when the file cannot be read or is no plan */
export function readPlan(path: string): RevocationPlan {
  const plan = readDocument(path, 'the plan.json of an earlier audit') as Partial<RevocationPlan>;
  const { schema, revocations } = plan;
  if (schema !== PLAN_SCHEMA || !Array.isArray(revocations) || !revocations.every(isPlanned)) {
    throw new UserError(
      `\`${path}\` is no revocation plan (${PLAN_SCHEMA})`,
      'give revocation/plan.json of an earlier out folder, or move it away to begin anew',
    );
  }
  return { schema, revocations };
}

const KINDS: readonly string[] = REVOCATION_KINDS;
const TEXTS = ['id', 'account', 'arn', 'name'] as const;

function isPlanned(item: unknown): boolean {
  if (typeof item !== 'object' || item === null) return false;
  const members = item as Readonly<Record<string, unknown>>;
  const { kind, evidence, stages, plannedAt } = members;
  return (
    TEXTS.every((key) => typeof members[key] === 'string') &&
    KINDS.includes(String(kind)) &&
    Array.isArray(evidence) &&
    Array.isArray(stages) &&
    stages.every((stage) => typeof stage === 'object' && stage !== null) &&
    (plannedAt === undefined || typeof plannedAt === 'string')
  );
}

/**
 * `{schema: leastwise.exemptions/1, exemptions: [{name?, arn?, path?, tag?: {key, value?}, reason,
 * expires}]}`, as YAML or JSON.
 *
 * @throws UserError that names the entry and what it lacks
 */
export function readExemptions(path: string): readonly Exemption[] {
  const { schema, exemptions } = readDocument(path, 'a file of exemptions');
  if (schema !== 'leastwise.exemptions/1' || !Array.isArray(exemptions)) {
    throw new UserError(
      `\`${path}\` holds no exemptions`,
      'begin it with `schema: leastwise.exemptions/1` and a list called `exemptions`',
    );
  }
  return exemptionsOf(path, exemptions);
}

/** @param place where they stand, for what is wrong with them */
export function exemptionsOf(place: string, entries: readonly unknown[]): readonly Exemption[] {
  return entries.map((entry, index) => exemptionOf(place, index, entry));
}

function exemptionOf(path: string, index: number, entry: unknown): Exemption {
  const wrong = (what: string) =>
    new UserError(
      `exemption ${index + 1} of \`${path}\` ${what}`,
      'give name, arn, path or tag, a reason, and the day on which it expires',
    );
  if (typeof entry !== 'object' || entry === null) throw wrong('is no object');
  const {
    name,
    arn,
    path: below,
    tag,
    reason,
    expires,
    ...rest
  } = entry as Readonly<Record<string, unknown>>;
  const [unknown] = Object.keys(rest);
  if (unknown !== undefined) throw wrong(`has a member \`${unknown}\` that means nothing`);
  const until = parseInstant(String(expires));
  if (until === undefined) throw wrong('has no day on which it expires');
  if (typeof reason !== 'string' || reason.trim() === '') throw wrong('has no reason');
  const texts = Object.entries({ name, arn, path: below }).filter(([, text]) => text !== undefined);
  if (texts.length === 0 && tag === undefined) throw wrong('would exempt everything');
  if (texts.some(([, text]) => typeof text !== 'string'))
    throw wrong('has a pattern that is no text');
  return {
    ...(Object.fromEntries(texts) as Pick<Exemption, 'name' | 'arn' | 'path'>),
    ...(tag === undefined ? {} : { tag: tagOf(tag, wrong) }),
    reason,
    expires: until,
  };
}

function tagOf(tag: unknown, wrong: (what: string) => UserError): { key: string; value?: string } {
  const { key, value } = (typeof tag === 'object' && tag !== null ? tag : {}) as Readonly<
    Record<string, unknown>
  >;
  if (typeof key !== 'string') throw wrong('has a tag without a key');
  if (value !== undefined && typeof value !== 'string')
    throw wrong('has a tag value that is no text');
  return value === undefined ? { key } : { key, value };
}

const MOST_BYTES = 64 * 1024 * 1024;

function readDocument(path: string, what: string): Readonly<Record<string, unknown>> {
  let value: unknown;
  try {
    const text = readFileSync(path, 'utf8');
    if (text.length > MOST_BYTES) throw new Error('it is larger than 64 MiB');
    value = text.trimStart().startsWith('{')
      ? JSON.parse(text)
      : parse(text, { maxAliasCount: 100 });
  } catch (cause) {
    throw new UserError(
      `cannot read \`${path}\`: ${cause instanceof Error ? cause.message : String(cause)}`,
      `give ${what}`,
      { cause },
    );
  }
  if (typeof value === 'object' && value !== null) return value as Record<string, unknown>;
  throw new UserError(`\`${path}\` is no object`, `give ${what}`);
}
