/**
 * Too many resources: the pattern of all that share a beginning stands for them.
 *
 * Depth is how many separators (`/` or `:`) of an ARN's resource part are kept: at depth 2,
 * `arn:aws:s3:::logs/2026/11/24/a.gz` becomes `arn:aws:s3:::logs/2026/*`. What is shorter stays as it
 * is. A pattern matches everything it stands for, so more use is claimed, never less; and going down
 * step by step gives the same as going down at once, so the order of reading decides nothing.
 */
import { arnParts } from './arn.js';

/** Nothing is cut. */
export const EXACT: number = 12;
/** Any resource. */
export const ANY_RESOURCE: number = -1;
const MAX_ARN = 4096;
const SLASH = 47;
const COLON = 58;

/** @returns `undefined` for any resource */
export function generaliseResource(
  resource: string | undefined,
  depth: number,
): string | undefined {
  if (!resource || depth === ANY_RESOURCE || resource.length > MAX_ARN) return undefined;
  if (depth >= EXACT) return resource;
  const parts = arnParts(resource);
  if (parts === undefined) return undefined;
  const cut = cutAfter(parts.resource, depth);
  if (cut === parts.resource.length) return resource;
  // Whether `*` crosses a colon is documented differently over time.
  if (parts.resource.includes(':', cut)) return undefined;
  return `${resource.slice(0, resource.length - parts.resource.length + cut)}*`;
}

/** Position behind the so-many-th separator; the length of a text that has fewer of them. */
function cutAfter(text: string, separators: number): number {
  let left = separators;
  for (let at = 0; at < text.length && left > 0; at++) {
    const code = text.charCodeAt(at);
    if ((code === SLASH || code === COLON) && --left === 0) return at + 1;
  }
  return left === 0 ? 0 : text.length;
}
