/** What the user excludes by name or ARN, as identities are. */
import type { AuditOptions } from '../../model/options.js';
import { matchesGlob } from '../../policy/match.js';

export function isExcluded(
  { name, arn }: { readonly name: string; readonly arn: string },
  { exclude }: AuditOptions,
): boolean {
  return exclude.some((pattern) => matchesGlob(pattern, name) || matchesGlob(pattern, arn));
}
