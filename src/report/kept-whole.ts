/** Proposals that lie where their policy does, not with one of those who hold it. */
import type { RecommendationKind } from '../model/recommendation.js';

const KEPT_WHOLE: ReadonlySet<RecommendationKind> = new Set<RecommendationKind>([
  'replace-permissions-boundary',
  'trim-managed-policy',
  'trim-permissions-boundary',
]);

export function isKeptWhole(kind: RecommendationKind): boolean {
  return KEPT_WHOLE.has(kind);
}
