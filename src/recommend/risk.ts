/** What a proposal takes away, in terms people rank by. */
import type { Identity } from '../model/identity.js';
import type { PolicyDocument } from '../model/policy.js';
import type { ParetoPoint, Permissiveness, Recommendation, Risk } from '../model/recommendation.js';
import type { Directory } from '../policy/holdings.js';
import { matchesGlob } from '../policy/match.js';
import { type Measured, measure, type Yardstick } from './permissiveness.js';

const MOST_OUT_OF_REACH = 50;

export function riskOf(
  tools: Yardstick,
  directory: Directory,
  holders: readonly Identity[],
  before: PolicyDocument,
  after: readonly PolicyDocument[],
): Risk {
  const [was, is] = [measure(tools, [before]), measure(tools, after)];
  const left = new Set(is.escalations);
  return {
    before: numbersOf(was),
    after: numbersOf(is),
    escalationsBroken: was.escalations.filter((way) => !left.has(way)),
    outOfReach: outOfReach(before, after),
    identities: new Set(holders.flatMap((holder) => reachedBy(directory, holder))).size,
  };
}

function numbersOf({ cells, scopedCells, score }: Measured): Permissiveness {
  return { cells, scopedCells, score };
}

/** A group acts through its members. */
function reachedBy({ members }: Directory, holder: Identity): readonly string[] {
  return holder.kind === 'group'
    ? (members.get(holder.name) ?? []).map(({ arn }) => arn)
    : [holder.arn];
}

function outOfReach(before: PolicyDocument, after: readonly PolicyDocument[]): Risk['outOfReach'] {
  const had = allowedPatterns([before]);
  const has = allowedPatterns(after);
  return [...had]
    .filter((pattern) => !has.has(pattern))
    .sort()
    .slice(0, MOST_OUT_OF_REACH)
    .map((pattern) => ({
      pattern,
      left: [...has].filter((own) => !had.has(own) && matchesGlob(pattern, own)).sort(),
    }));
}

function allowedPatterns(documents: readonly PolicyDocument[]): ReadonlySet<string> {
  return new Set(
    documents.flatMap(({ statements }) =>
      statements.flatMap(({ effect, resources }) =>
        effect === 'Allow' && resources?.negated === false ? resources.patterns : [],
      ),
    ),
  );
}

/** Most risk for each edit first: no other order buys more with as many edits. */
export function paretoOf(recommendations: readonly Recommendation[]): readonly ParetoPoint[] {
  const rows = recommendations
    .map(({ id, after, risk }) => ({
      id,
      edits: Math.max(1, after.length),
      removed: (risk.before.score - risk.after.score) * Math.max(1, risk.identities),
    }))
    .toSorted((a, b) => b.removed / b.edits - a.removed / a.edits || (a.id < b.id ? -1 : 1));
  const total = rows.reduce((sum, { removed }) => sum + Math.max(0, removed), 0);
  let edits = 0;
  let removed = 0;
  return rows.map((row) => {
    edits += row.edits;
    removed += Math.max(0, row.removed);
    return { edits, id: row.id, scoreRemoved: removed, share: total === 0 ? 0 : removed / total };
  });
}
