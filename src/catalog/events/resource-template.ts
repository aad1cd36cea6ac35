/**
 * Fills resource templates from a record: the ARNs that a call was authorised on, or `undefined`
 * when that cannot be told for sure, which means any resource.
 *
 * A template is alternatives between ` | `; the first that can be filled wins. A leading `? ` marks
 * a resource that takes part only when the request names it. One alternative is
 * - `@TYPE`: ARNs of that type in the record's `resources`; `@` alone: those of the service
 * - `@caller`: the calling IAM user
 * - `<path:arn>`: the value is the ARN
 * - an ARN with `{P}` partition, `{R}` region, `{A}` account and `<path:kind>` values
 */
import { arnParts } from '../../model/arn.js';
import type { TrailEvent } from '../../model/trail-event.js';
import { compilePath, type ParameterPath } from './parameter-path.js';
import { isLiteral, VALUE_KINDS, type ValueKind } from './value-kinds.js';

/** More resources than this in one call are any resource. */
const MAX_RESOURCES = 200;

export type Resources = readonly string[] | undefined;
export type ResourceTemplate = (event: TrailEvent) => Resources;
type Alternative = (event: TrailEvent) => Resources;

/** ARN formats of the resource types that the action takes. */
export type ArnFormats = readonly string[];

/** All templates together: every one must be filled. No template at all: any resource. */
export function compileTemplates(texts: readonly string[], formats: ArnFormats): ResourceTemplate {
  const templates = texts.map((text) => compileTemplate(text, formats));
  if (templates.length === 0) return () => undefined;
  const [only] = templates;
  return (event) => {
    if (goesThroughAccessPoint(event)) return undefined;
    if (only !== undefined && templates.length === 1) return unique(only(event) ?? []);
    const all: string[] = [];
    for (const template of templates) {
      const resources = template(event);
      if (resources === undefined) return undefined;
      all.push(...resources);
    }
    return unique(all);
  };
}

/** Sorted; none, and too many, are any resource. */
function unique(resources: readonly string[]): Resources {
  if (resources.length === 1) return resources;
  const all = new Set(resources);
  return all.size === 0 || all.size > MAX_RESOURCES ? undefined : [...all].sort();
}

/** The paths that a template reads. */
export function pathsOfTemplate(text: string): readonly string[] {
  return [...text.matchAll(/<([^:>]+)(?::[^>]*)?>/g)].map(([, path = '']) => path);
}

/** Then the access point's ARN is authorised. Source: S3 User Guide, "Configuring IAM policies for using access points". */
function goesThroughAccessPoint({ resources }: TrailEvent): boolean {
  return resources.some(({ type }) => type?.includes('AccessPoint') || type?.includes('Outposts'));
}

function compileTemplate(text: string, formats: ArnFormats): ResourceTemplate {
  const optional = text.startsWith('? ');
  const alternatives = (optional ? text.slice(2) : text)
    .split(' | ')
    .map((alternative) => compileAlternative(alternative, { optional, formats }));
  return (event) => {
    for (const alternative of alternatives) {
      const resources = alternative(event);
      if (resources !== undefined && resources.length > 0) return resources;
      if (optional && resources === undefined) return undefined;
    }
    return optional && event.requestParameters !== undefined ? [] : undefined;
  };
}

type Slot = { readonly optional: boolean; readonly formats: ArnFormats };

function compileAlternative(text: string, slot: Slot): Alternative {
  if (text === '@caller') return callerOf;
  if (text.startsWith('@')) return recordedResources(text.slice(1), slot.formats);
  const whole = /^<([^:>]+):arn>$/.exec(text)?.[1];
  return whole === undefined ? compileArn(text, slot) : compileWholeArn(whole, slot);
}

/** IAM reads an absent user name as the caller. Source: IAM API Reference, `UserName` of each operation. */
function callerOf({ userIdentity, requestParameters, errorCode }: TrailEvent): Resources {
  const { type, arn } = userIdentity;
  if (type !== 'IAMUser' || arn === undefined || !isLiteral(arn)) return undefined;
  return requestParameters !== undefined || errorCode === undefined ? [arn] : undefined;
}

function recordedResources(type: string, formats: ArnFormats): Alternative {
  return ({ resources }) => {
    const arns: string[] = [];
    for (const resource of resources) {
      if (type !== '' && resource.type !== type) continue;
      const { arn } = resource;
      if (arn === undefined || !isArnOf(arn, formats)) return undefined;
      arns.push(arn);
    }
    return arns.length === 0 ? undefined : arns;
  };
}

function compileWholeArn(pathText: string, { optional, formats }: Slot): Alternative {
  const path = compilePath(pathText);
  return (event) => {
    const { values, complete } = path(event);
    if (values.length === 0) return optional ? [] : undefined;
    if (!complete && !optional) return undefined;
    const arns = values.filter(
      (value): value is string => typeof value === 'string' && isArnOf(value, formats),
    );
    return arns.length === values.length ? arns : undefined;
  };
}

/** Failed calls carry things like `arn::::table/x`, and requests whatever the caller typed. */
function isArnOf(arn: string, formats: ArnFormats): boolean {
  const parts = arnParts(arn);
  if (parts === undefined || parts.partition === '' || !isLiteral(arn)) return false;
  return formats.some((format) => {
    const [, , service = '', , , ...rest] = format.split(':');
    const start = rest.join(':').split('${')[0] ?? '';
    return service === parts.service && parts.resource.startsWith(start);
  });
}

type Piece =
  | { readonly kind: 'text'; readonly texts: readonly [string] }
  | { readonly kind: 'record'; readonly read: (event: TrailEvent) => string | undefined }
  | { readonly kind: 'value'; readonly path: ParameterPath; readonly as: ValueKind };

const PLACEHOLDER = /(\{[PRA]\}|<[^>]+>)/;

function compileArn(text: string, { optional }: Slot): Alternative {
  const pieces = text
    .split(PLACEHOLDER)
    .filter((part) => part !== '')
    .map(compilePiece);
  return (event) => {
    if (optional && pieces.some((piece) => isAbsent(piece, event))) return [];
    let arns: readonly string[] = [''];
    for (const piece of pieces) {
      const texts = textsOf(piece, event, optional);
      if (texts === undefined) return undefined;
      if (arns.length * texts.length > MAX_RESOURCES) return undefined;
      const [arn = '', end = ''] = [arns[0], texts[0]];
      const isOne = arns.length === 1 && texts.length === 1;
      arns = isOne ? [arn + end] : arns.flatMap((start) => texts.map((text) => start + text));
    }
    return arns;
  };
}

function compilePiece(text: string): Piece {
  if (text === '{P}') return { kind: 'record', read: partitionOf };
  if (text === '{R}') return { kind: 'record', read: regionOf };
  if (text === '{A}') return { kind: 'record', read: accountOf };
  if (!text.startsWith('<')) return { kind: 'text', texts: [text] };
  const [path = '', kind = 'name'] = text.slice(1, -1).split(':');
  const as = VALUE_KINDS[kind];
  if (as === undefined) throw new Error(`resource template with unknown kind ${kind}`);
  return { kind: 'value', path: compilePath(path), as };
}

function isAbsent(piece: Piece, event: TrailEvent): boolean {
  return piece.kind === 'value' && piece.path(event).values.length === 0;
}

function textsOf(
  piece: Piece,
  event: TrailEvent,
  optional: boolean,
): readonly string[] | undefined {
  if (piece.kind === 'text') return piece.texts;
  if (piece.kind === 'record') {
    const text = piece.read(event);
    return text === undefined ? undefined : [text];
  }
  const { values, complete } = piece.path(event);
  if (!complete && !optional) return undefined;
  const texts: string[] = [];
  for (const value of values) {
    const read = typeof value === 'string' ? piece.as(value) : undefined;
    if (read === undefined) return undefined;
    texts.push(...read);
  }
  return texts;
}

/** From the caller's ARN, else from the region's name. Source: AWS General Reference, "ARNs". */
export function partitionOf({ userIdentity, awsRegion }: TrailEvent): string | undefined {
  const partition = userIdentity.arn?.split(':', 2)[1];
  if (partition !== undefined && /^aws(-[a-z-]{1,20})?$/.test(partition)) return partition;
  if (awsRegion.startsWith('cn-')) return 'aws-cn';
  if (awsRegion.startsWith('us-gov-')) return 'aws-us-gov';
  return /^(us|eu|ap|sa|ca|me|af|il|mx)-[a-z]+-\d$/.test(awsRegion) ? 'aws' : undefined;
}

function regionOf({ awsRegion }: TrailEvent): string | undefined {
  return /^[a-z]{2,4}(-[a-z]+){1,3}-\d{1,2}$/.test(awsRegion) ? awsRegion : undefined;
}

/** The account whose log this is: names in a request mean its resources. */
export function accountOf(event: TrailEvent): string | undefined {
  const account =
    event.recipientAccountId ?? event.resources[0]?.accountId ?? event.userIdentity.accountId;
  return account !== undefined && /^\d{12}$/.test(account) ? account : undefined;
}
