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
import { hasVariables, parseTemplate } from './variables.js';

/** Remembers what it compiled: keep one per catalogue. */
export type ResourceFit = {
  readonly catalog: Catalog;
  readonly forms: Map<string, Glob>;
  readonly patterns: Map<string, Glob>;
};

const REMEMBERED_PATTERNS = 20_000;
const MOST_STATES = 20_000;
/** The one type whose placeholder is known to hold no slash. */
// biome-ignore lint/suspicious/noTemplateCurlyInString: AWS writes placeholders like this
const BUCKET_FORM = 'arn:${Partition}:s3:::${BucketName}';

export function createResourceFit(catalog: Catalog): ResourceFit {
  return { catalog, forms: new Map(), patterns: new Map() };
}

/** `*` alone fits every action; an action without resource types takes nothing else. */
export function fitsAction(fit: ResourceFit, action: string, pattern: string): boolean {
  const text = withoutVariables(pattern);
  if (/^\*+$/.test(text)) return true;
  const types = resourceTypesOf(fit.catalog, action);
  if (types.length === 0) return !text.startsWith('arn:');
  return types.some(({ arn }) => fitsForm(fit, arn, text));
}

function fitsForm(fit: ResourceFit, arn: string, text: string): boolean {
  if (arn === BUCKET_FORM && namesInsideBucket(text)) return false;
  const form = remembered(fit.forms, arn, (own) => own.replace(/\$\{[^}]*\}/g, '*'));
  const pattern = remembered(fit.patterns, text, (own) => own);
  if (!mayIntersect(form, pattern)) return false;
  let word: string | undefined;
  const givenUp = withinBudget(() => {
    word = commonWord([form, pattern], meterOf(MOST_STATES, 'one resource pattern'));
  });
  return givenUp !== undefined || word !== undefined;
}

function remembered(known: Map<string, Glob>, text: string, spell: (text: string) => string): Glob {
  const before = known.get(text);
  if (before !== undefined) return before;
  if (known.size >= REMEMBERED_PATTERNS) known.clear();
  const glob = compileGlob(spell(text), { reading: 'flat' });
  known.set(text, glob);
  return glob;
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
