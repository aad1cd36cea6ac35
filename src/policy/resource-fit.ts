/**
 * Can a `Resource` pattern name a resource that an action takes, by the catalogue's ARN forms?
 *
 * Errs to one side: `false` means that no ARN of any of the action's resource types matches the
 * pattern, under either reading of wildcards. Placeholders of a form stand for any text.
 * Source: Service Authorization Reference, "Resource types defined by" each service; Amazon S3 User
 * Guide, "Bucket naming rules".
 */
import { type Catalog, resourceTypesOf } from '../catalog/catalog.js';
import { meterOf, withinBudget } from './decide/meter.js';
import { commonWord, compileGlob, type Glob, mayIntersect } from './glob.js';
import { matchesResource } from './match.js';
import { hasVariables, parseTemplate } from './variables.js';

/** Remembers what it compiled: keep one per catalogue. */
export type ResourceFit = {
  readonly catalog: Catalog;
  readonly forms: Map<string, Glob>;
  readonly patterns: Map<string, Glob>;
  /** Answers by form and pattern: many actions share a form. */
  readonly answers: Map<string, boolean>;
};

const REMEMBERED_PATTERNS = 20_000;
const MOST_STATES = 20_000;
/** The one type whose placeholder is known to hold no slash. */
const BUCKET_FORM = 'arn:${Partition}:s3:::${BucketName}';

export function createResourceFit(catalog: Catalog): ResourceFit {
  return { catalog, forms: new Map(), patterns: new Map(), answers: new Map() };
}

/** `*` alone fits every action; an action without resource types takes nothing else. */
export function fitsAction(fit: ResourceFit, action: string, pattern: string): boolean {
  const text = withoutVariables(pattern);
  if (/^\*+$/.test(text)) return true;
  const types = resourceTypesOf(fit.catalog, action);
  if (types.length === 0) return !text.startsWith('arn:');
  return types.some(({ arn }) => fitsForm(fit, arn, text));
}

/** Whether the pattern can name a resource of the type with this ARN form. */
export function fitsType(fit: ResourceFit, form: string, pattern: string): boolean {
  const text = withoutVariables(pattern);
  return /^\*+$/.test(text) || fitsForm(fit, form, text);
}

function fitsForm(fit: ResourceFit, arn: string, text: string): boolean {
  const key = `${arn} ${text}`;
  const before = fit.answers.get(key);
  if (before !== undefined) return before;
  if (fit.answers.size >= REMEMBERED_PATTERNS) fit.answers.clear();
  const answer = mayBeOfForm(fit, arn, text);
  fit.answers.set(key, answer);
  return answer;
}

function mayBeOfForm(fit: ResourceFit, arn: string, text: string): boolean {
  if (arn === BUCKET_FORM && namesInsideBucket(text)) return false;
  const form = remembered(fit.forms, arn, compileForm);
  const pattern = remembered(fit.patterns, text, compilePattern);
  if (!mayIntersect(form, pattern)) return false;
  if (matchesResource(form.text, withText(text), 'segmented')) return true;
  let word: string | undefined;
  const givenUp = withinBudget(() => {
    word = commonWord([form, pattern], meterOf(MOST_STATES, 'one resource pattern'));
  });
  return givenUp !== undefined || word !== undefined;
}

function remembered(known: Map<string, Glob>, text: string, compile: (text: string) => Glob): Glob {
  const before = known.get(text);
  if (before !== undefined) return before;
  if (known.size >= REMEMBERED_PATTERNS) known.clear();
  const glob = compile(text);
  known.set(text, glob);
  return glob;
}

/** Partition, region and account hold no colon. */
function compileForm(arn: string): Glob {
  return compileGlob(arn.replace(/\$\{[^}]*\}/g, '*'), { reading: 'segmented' });
}

function compilePattern(text: string): Glob {
  return compileGlob(text, { reading: 'flat' });
}

/** One word of the pattern: a form that matches it spares the automaton. */
function withText(pattern: string): string {
  return pattern.replace(/\*+/g, 'x').replaceAll('?', 'x');
}

/** A slash behind the bucket's name, with the service and its empty region and account written out. */
function namesInsideBucket(text: string): boolean {
  return /^arn:[^:]*:s3:::[^:]*\//.test(text);
}

/** Whatever the variables stand for, and whatever the policy's version. */
function withoutVariables(pattern: string): string {
  if (!hasVariables(pattern)) return pattern;
  return parseTemplate(pattern)
    .map((part) => (part.kind === 'text' ? part.text : '*'))
    .join('');
}
