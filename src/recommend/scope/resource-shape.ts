/**
 * What an observed ARN is: which of an action's resource types, and which parts of it change from one
 * resource to the next.
 *
 * Sources: Service Authorization Reference, "Resource types defined by" each service; EC2 User Guide,
 * "Resource IDs"; Secrets Manager User Guide, "Identity-based policies" (the six characters that are
 * added to a secret's name).
 */
import { type ActionResource, type Catalog, resourceTypesOf } from '../../catalog/catalog.js';
import { matchesResource } from '../../policy/match.js';

const BUCKET_FORM = 'arn:${Partition}:s3:::${BucketName}';

/** The most specific of the action's types that the ARN (or pattern) can be; `undefined`: none. */
export function typeOfResource(
  catalog: Catalog,
  action: string,
  arn: string,
): ActionResource | undefined {
  const types = resourceTypesOf(catalog, action);
  // A log group is written with and without what is in it, whatever type the action takes.
  if (/^arn:[^:]*:logs:[^:]*:[^:]*:log-group:/.test(arn)) return types[0];
  return types
    .filter(({ arn: form }) => isOfForm(form, arn))
    .toSorted(
      (a, b) => literalLength(b.arn) - literalLength(a.arn) || (a.name < b.name ? -1 : 1),
    )[0];
}

function isOfForm(form: string, arn: string): boolean {
  if (form === BUCKET_FORM && arn.includes('/')) return false;
  const pattern = globOfForm(form);
  // Behind its last placeholder a form may go on, as `log-group:name:*` does.
  return (
    matchesResource(pattern, arn, 'segmented') || matchesResource(`${pattern}:*`, arn, 'segmented')
  );
}

function globOfForm(form: string): string {
  return form.replace(/\$\{[^}]*\}/g, '*');
}

function literalLength(form: string): number {
  return form.replace(/\$\{[^}]*\}/g, '').length;
}

/** All resources of a type where one of it was seen: partition, region and account stay. */
export function typePattern(form: string, arn: string): string | undefined {
  const wanted = globOfForm(form).split(':');
  const seen = arn.split(':');
  const [, , , , account = ''] = seen;
  if (wanted.length < 6 || seen.length < 6 || account === '' || account.includes('*'))
    return undefined;
  return [...seen.slice(0, 5), ...wanted.slice(5)].join(':');
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const LONG_HEX = /^[0-9a-f]{16,64}$/i;
const STAMP =
  /^(19|20)\d{2}([-_.]?\d{2}){0,5}[a-z]*$|^\d{9,}$|^(19|20)\d{2}-\d{2}-\d{2}T[\d:.-]+Z?$/i;
/** Kinds of things that come and go, by the prefix of their ids. */
const PASSING_EC2 = /^(i|vol|snap|eni|sir|sfr|fleet|export|import|report)-[0-9a-f]{8,17}$/;

/** Types whose ids are made anew with each resource, although the resource is the same to its users. */
const RENEWED_TYPES: ReadonlySet<string> = new Set([
  'athena:query-execution',
  'autoscaling:autoScalingGroup',
  'autoscaling:launchConfiguration',
  'cloudformation:stack',
  'codebuild:build',
  'ecs:container-instance',
  'ecs:task',
  'elasticloadbalancing:listener/app',
  'elasticloadbalancing:listener/net',
  'elasticloadbalancing:loadbalancer/app/',
  'elasticloadbalancing:loadbalancer/net/',
  'elasticloadbalancing:targetgroup',
  'ssm:automation-execution',
  'ssm:session',
  'states:execution',
]);

/** Types whose ids look random and are for good. */
const LASTING_TYPES: ReadonlySet<string> = new Set(['kms:key']);

/** Whether a part of a name says when or which one, so that the next resource has another. */
export function isPassing(part: string): boolean {
  return UUID.test(part) || LONG_HEX.test(part) || STAMP.test(part) || PASSING_EC2.test(part);
}

/**
 * The ARN with the parts that change as wildcards; itself when there are none.
 *
 * @param seen the ARNs of the same action and type, with this one: an id of a type that is not known
 *   to renew its ids becomes a wildcard only when three of them differ
 */
export function withoutPassingParts(arn: string, type: string, seen: readonly string[]): string {
  const [head, resource] = cut(arn);
  if (LASTING_TYPES.has(type)) return arn;
  if (type.startsWith('secretsmanager:')) return arn.replace(/-[A-Za-z0-9]{6}$/, '-??????');
  if (type === 'ecs:task-definition') return arn.replace(/:\d+$/, ':*');
  if (type === 'lambda:function version') return arn.replace(/:\d+$/, ':*');
  // Keys of objects are settled by their folders.
  if (type === 's3:object') return arn;
  const blank = (text: string) =>
    text
      .split(/([/:])/)
      .map((part) => (isPassing(part) ? '*' : part))
      .join('');
  const blanked = blank(resource);
  if (blanked === resource) return arn;
  const isRenewed =
    RENEWED_TYPES.has(type) ||
    resource.split(/[/:]/).some((part) => PASSING_EC2.test(part)) ||
    seen.filter((other) => blank(cut(other)[1]) === blanked).length >= 3;
  return isRenewed ? `${head}${blanked}` : arn;
}

/** Partition to account, and the resource. */
export function cut(arn: string): readonly [head: string, resource: string] {
  const parts = arn.split(':');
  return [`${parts.slice(0, 5).join(':')}:`, parts.slice(5).join(':')];
}

/**
 * The pattern of what lies beside it under the same parent; `undefined` when the parent is all of the
 * type, or when it names a day or an id itself, so that tomorrow's lies elsewhere.
 */
export function parentOf(pattern: string, form: string): string | undefined {
  const [head, resource] = cut(pattern);
  const fixed = cut(globOfForm(form))[1].split('*')[0] ?? '';
  let text = resource.replace(/[/:]\*$/, '');
  for (;;) {
    const at = Math.max(text.lastIndexOf('/'), text.lastIndexOf(':'));
    if (at < 0) return undefined;
    text = text.slice(0, at);
    if (text.length < fixed.length || text === '' || text.includes('*')) return undefined;
    const parent = `${text}${resource[at] ?? '/'}*`;
    if (!text.split(/[/:]/).some(isPassing)) return `${head}${parent}`;
  }
}

/** Says a day or an id somewhere, so that it is not the whole story. */
export function namesPassing(pattern: string): boolean {
  return cut(pattern)[1].split(/[/:]/).some(isPassing);
}
