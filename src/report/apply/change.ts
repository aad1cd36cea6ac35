/** One proposal on its way into formats: its edits, its name among files, and who keeps it in code. */
import type { RecommendationResult, Result } from '../../model/result.js';
import type { CodeOwner } from '../../model/standing.js';
import { day, KIND_WORDS, number, plural, whose } from '../phrases.js';
import { editsOf, type PolicyEdit } from './policy-edit.js';

export type Change = {
  readonly one: RecommendationResult;
  readonly edits: readonly PolicyEdit[];
  /** Safe in paths, shells and identifiers of HCL after `-` → `_`; unique in its account. */
  readonly slug: string;
  /** One line of text from input, not yet made safe for any place. */
  readonly title: string;
  /** Comment lines: what, where, on which evidence, with which proofs. */
  readonly heading: readonly string[];
};

export function changesOf(result: Result): readonly Change[] {
  const taken = new Set<string>();
  return result.recommendations.map((one) => {
    const slug = freeSlug(one, taken);
    const title = titleOf(one);
    return { one, edits: editsOf(one), slug, title, heading: headingOf(result, one, title) };
  });
}

const LONGEST_SLUG = 80;

function freeSlug(one: RecommendationResult, taken: Set<string>): string {
  const [first] = one.holders;
  const owner =
    one.kind === 'trim-managed-policy' || first === undefined
      ? 'policy'
      : `${first.kind}-${first.name}`;
  const base = slugOf(`${owner}-${one.before.name}`);
  for (let n = 1; ; n += 1) {
    const slug = n === 1 ? base : `${base}-${n}`;
    const key = `${one.account} ${slug.toLowerCase()}`;
    if (taken.has(key)) continue;
    taken.add(key);
    return slug;
  }
}

/** Letters, digits and single dashes, beginning with a letter. */
export function slugOf(text: string): string {
  const slug = text.replace(/[^A-Za-z0-9]+/g, '-').replace(/^-+/, '');
  return (/^[A-Za-z]/.test(slug) ? slug : `x-${slug}`).slice(0, LONGEST_SLUG).replace(/-+$/, '');
}

function titleOf(one: RecommendationResult): string {
  const parts = one.after.length > 1 ? ` by ${one.after.length} policies` : '';
  return `${KIND_WORDS[one.kind]} ${one.before.name} of ${whose(one)}${parts}: ${plural(one.removes.count, 'action')} go`;
}

function headingOf(
  { tool, window, asOf }: Result,
  { account, certificates, notes, removes }: RecommendationResult,
  title: string,
): readonly string[] {
  const levels = Object.entries(removes.byAccessLevel)
    .filter(([, count]) => count > 0)
    .map(([level, count]) => `${number(count)} ${level}`);
  return [
    title,
    '',
    `account   ${account}`,
    `evidence  as of ${asOf ?? 'no date'}, ${plural(window.requestedDays, 'day')} from ${day(window.from)}`,
    `goes      ${levels.join(', ') || 'nothing'}`,
    `proofs    no new access: ${certificates.noNewAccess.status}`,
    `          nothing that must stay is lost: ${certificates.nothingUsedLost.status}`,
    ...notes.map((note) => `note      ${note}`),
    '',
    `Written by leastwise ${tool.version}, which runs none of it.`,
  ];
}

export function describeOwner(owner: CodeOwner): string {
  switch (owner.kind) {
    case 'cloudformation': {
      const resource = owner.logicalId === undefined ? '' : `, logical id ${owner.logicalId}`;
      return `CloudFormation stack ${owner.stack}${resource}`;
    }
    case 'terraform':
      return `Terraform at ${owner.address}`;
  }
}
