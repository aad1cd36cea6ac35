/**
 * What a proposal changes, for a reviewer: statement by statement with the use that keeps each
 * pattern, and as a unified diff of the JSON.
 */
import { createTwoFilesPatch } from 'diff';
import { assertNever } from '../../model/brand.js';
import type { IdentityResult, Result } from '../../model/result.js';
import type { ActionUse } from '../../model/verdict.js';
import { plain, visibleJson } from '../escape.js';
import { day, number } from '../phrases.js';
import type { Change } from './change.js';

type Documents = { readonly name: string; readonly before?: unknown; readonly after?: unknown };

/** The documents that a proposal changes; one that is replaced stands before its replacements. */
function documentsOf({ edits, replaced }: Change): readonly Documents[] {
  const changed = edits.flatMap((edit): readonly Documents[] => {
    switch (edit.kind) {
      case 'inline-policy':
      case 'managed-policy':
        return [{ name: edit.name, before: edit.before, after: edit.after }];
      case 'control-policy':
      case 'new-policy':
        return [{ name: edit.name, after: edit.document }];
      case 'trust-policy':
        return [{ name: `${edit.role.name}-trust`, before: edit.before, after: edit.after }];
      case 'attach':
      case 'boundary':
      case 'detach':
        return [];
      default:
        return assertNever(edit);
    }
  });
  return replaced === undefined
    ? changed
    : [{ name: replaced.name, before: replaced.document }, ...changed];
}

// --- unified --------------------------------------------------------------------------------

export function renderUnifiedDiff(change: Change): string {
  return documentsOf(change)
    .map(({ name, before, after }) =>
      createTwoFilesPatch(
        before === undefined ? '/dev/null' : `a/${plain(name)}.json`,
        after === undefined ? '/dev/null' : `b/${plain(name)}.json`,
        text(before),
        text(after),
      ),
    )
    .join('');
}

function text(document: unknown): string {
  return document === undefined ? '' : `${visibleJson(document)}\n`;
}

// --- statement by statement -----------------------------------------------------------------

type Statement = {
  readonly head: string;
  readonly actions: readonly string[];
  readonly resources: readonly string[];
};

export function renderReadableDiff(change: Change, { identities }: Result): string {
  const holders = new Set(change.holders.map(({ arn }) => arn));
  const uses = usesOf(identities.filter(({ arn }) => holders.has(arn)));
  const documents = documentsOf(change);
  const before = documents.flatMap((one) => statementsOf(one.before));
  const after = documents.flatMap((one) => statementsOf(one.after));
  const lines = [...new Set([...before, ...after].map(({ head }) => head))].flatMap((head) =>
    statementLines(
      head,
      before.filter((one) => one.head === head),
      after.filter((one) => one.head === head),
      uses,
    ),
  );
  return `${[...change.heading, '', ...lines].map((line) => plain(line).trimEnd()).join('\n')}\n`;
}

function statementLines(
  head: string,
  before: readonly Statement[],
  after: readonly Statement[],
  uses: ReadonlyMap<string, ActionUse>,
): readonly string[] {
  const actions = compare(before, after, ({ actions }) => actions);
  const resources = compare(before, after, ({ resources }) => resources);
  if ([actions, resources].every(({ gone, come }) => gone.length + come.length === 0)) return [];
  return [
    head,
    ...actions.gone.map((one) => `- ${one}`),
    ...actions.come.map((one) => `+ ${one.padEnd(44)} ${useOf(one, uses)}`),
    ...resources.gone.map((one) => `- on ${one}`),
    ...resources.come.map((one) => `+ on ${one}`),
    ...(actions.stay > 0 ? [`  ${number(actions.stay)} action patterns stay`] : []),
    '',
  ];
}

function compare(
  before: readonly Statement[],
  after: readonly Statement[],
  part: (statement: Statement) => readonly string[],
) {
  const old = new Set(before.flatMap(part));
  const now = new Set(after.flatMap(part));
  return {
    gone: [...old].filter((one) => !now.has(one)),
    come: [...now].filter((one) => !old.has(one)),
    stay: [...now].filter((one) => old.has(one)).length,
  };
}

/** Statements are known by their Sid; those without, by effect, and there is one list of them. */
function statementsOf(document: unknown): readonly Statement[] {
  const { Statement: listed } = (document ?? {}) as { readonly Statement?: unknown };
  const statements = Array.isArray(listed) ? listed : listed === undefined ? [] : [listed];
  return statements.map((statement): Statement => {
    const { Sid, Effect, Action, NotAction, Resource, NotResource, Principal } =
      statement as Readonly<Record<string, unknown>>;
    return {
      head: Sid === undefined ? `${String(Effect)}` : `${String(Effect)} (${String(Sid)})`,
      actions: [...words(Action), ...words(NotAction).map((one) => `anything but ${one}`)],
      resources: [
        ...words(Resource),
        ...words(NotResource).map((one) => `anything but ${one}`),
        ...principalsOf(Principal),
      ],
    };
  });
}

/** Of trust policies, where who is what `Resource` is elsewhere. */
function principalsOf(principal: unknown): readonly string[] {
  if (typeof principal !== 'object' || principal === null) return words(principal);
  return Object.entries(principal).flatMap(([type, listed]) =>
    words(listed).map((one) => `${type} ${one}`),
  );
}

function words(value: unknown): readonly string[] {
  return value === undefined ? [] : (Array.isArray(value) ? value : [value]).map(String);
}

function usesOf(identities: readonly IdentityResult[]): ReadonlyMap<string, ActionUse> {
  const uses = new Map<string, ActionUse>();
  for (const use of identities.flatMap((one) => one.uses)) {
    const key = use.action.toLowerCase();
    const known = uses.get(key);
    uses.set(key, known === undefined ? use : joined(known, use));
  }
  return uses;
}

function joined(a: ActionUse, b: ActionUse): ActionUse {
  return {
    ...a,
    count: a.count + b.count,
    lastSeen: (a.lastSeen > b.lastSeen ? a : b).lastSeen,
  };
}

function useOf(pattern: string, uses: ReadonlyMap<string, ActionUse>): string {
  const matching = matchingUses(pattern.toLowerCase(), uses);
  const [first] = matching;
  if (first === undefined) return 'no use seen: kept because no log could show it';
  const all = matching.reduce(joined, { ...first, count: 0 });
  return `used ${number(all.count)}×, last ${day(all.lastSeen)}`;
}

function matchingUses(pattern: string, uses: ReadonlyMap<string, ActionUse>): readonly ActionUse[] {
  if (!/[*?]/.test(pattern)) {
    const use = uses.get(pattern);
    return use === undefined ? [] : [use];
  }
  return [...uses].filter(([action]) => matchesPattern(pattern, action)).map(([, use]) => use);
}

/** `*` and `?` only, in linear time for the one star that packing writes. */
function matchesPattern(pattern: string, action: string): boolean {
  const parts = pattern.split('*');
  const fits = (part: string, at: number) =>
    at >= 0 && [...part].every((char, n) => char === '?' || char === action[at + n]);
  const [head = '', ...rest] = parts;
  const tail = rest.pop();
  if (tail === undefined) return action.length === head.length && fits(head, 0);
  if (!fits(head, 0) || !fits(tail, action.length - tail.length)) return false;
  let at = head.length;
  for (const part of rest) {
    const found = [...Array(action.length).keys()].find((n) => n >= at && fits(part, n));
    if (found === undefined) return false;
    at = found + part.length;
  }
  return at <= action.length - tail.length;
}
