/** The decider on AWS's managed policies, where they are at hand. */
import { existsSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import type { PolicyDocument } from '../../src/model/policy.js';
import { decideInclusion } from '../../src/policy/includes.js';
import { parsePolicy } from '../../src/policy/parse-policy.js';

const PATH = new URL('../../../shared/data/aws-managed-policies/policies.json.gz', import.meta.url);

type Statement = Readonly<Record<string, unknown>>;
type Raw = { readonly name: string; readonly document: { readonly Statement: unknown } };

const policies: readonly Raw[] = existsSync(PATH)
  ? JSON.parse(gunzipSync(readFileSync(PATH)).toString())
  : [];

const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [value]);
const isStatement = (value: unknown): value is Statement =>
  typeof value === 'object' && value !== null;
const statementsOf = ({ document }: Raw): readonly Statement[] =>
  list(document.Statement).filter(isStatement);
const read = (raw: Raw, statements: readonly unknown[]): PolicyDocument =>
  parsePolicy({ ...raw.document, Statement: statements }).document;

const YEAR = { DateLessThan: { 'aws:CurrentTime': '2026-01-01T00:00:00Z' } };

/** Each edit is sound under both readings of a star. */
const EDITS: Readonly<Record<string, (raw: Raw) => readonly Statement[]>> = {
  'itself, in reverse order': (raw) => [...statementsOf(raw)].reverse(),
  'every second Allow': (raw) =>
    statementsOf(raw).filter(({ Effect }, at) => Effect === 'Deny' || at % 2 === 0),
  'two actions of three': (raw) =>
    statementsOf(raw).flatMap((own) => narrowed(own, 'Action', (_, at) => at % 3 !== 1)),
  'the last resource': (raw) =>
    statementsOf(raw).flatMap((own) =>
      narrowed(own, 'Resource', (_, at, all) => at === all.length - 1),
    ),
  'Get and List behind each star': (raw) =>
    statementsOf(raw).map((own) =>
      own.Effect === 'Deny' || own.Action === undefined
        ? own
        : {
            ...own,
            Action: list(own.Action).flatMap((action) =>
              typeof action === 'string' && action.endsWith(':*')
                ? [`${action.slice(0, -1)}Get*`, `${action.slice(0, -1)}List*`]
                : [action],
            ),
          },
    ),
  'with one more condition': (raw) =>
    statementsOf(raw).map((own) =>
      own.Effect === 'Deny' ? own : { ...own, Condition: { ...Object(own.Condition), ...YEAR } },
    ),
  'one statement per action': (raw) =>
    statementsOf(raw).flatMap((own) =>
      own.Action === undefined ? [own] : list(own.Action).map((Action) => ({ ...own, Action })),
    ),
};

function narrowed(
  own: Statement,
  element: 'Action' | 'Resource',
  keep: (item: unknown, at: number, all: readonly unknown[]) => boolean,
): readonly Statement[] {
  if (own.Effect === 'Deny' || own[element] === undefined) return [own];
  const kept = list(own[element]).filter(keep);
  return kept.length === 0 ? [] : [{ ...own, [element]: kept }];
}

describe.skipIf(policies.length === 0)('AWS managed policies', () => {
  test('all are there', () => {
    expect(policies.length).toBeGreaterThanOrEqual(1485);
  });

  test.each(Object.entries(EDITS))('within the original: %s', { timeout: 300_000 }, (_, edit) => {
    const missed = policies.flatMap((raw) => {
      const answer = decideInclusion([read(raw, edit(raw))], [read(raw, statementsOf(raw))]);
      return answer.kind === 'included' ? [] : [{ name: raw.name, answer }];
    });
    expect(missed).toEqual([]);
  });

  test('within the original, each by boxes of its first actions', { timeout: 300_000 }, () => {
    const missed = policies.flatMap((raw) => {
      const document = read(raw, statementsOf(raw));
      const actions = document.statements.flatMap(({ actions: { patterns } }) =>
        patterns.slice(0, 3),
      );
      const within = actions.map((action) => ({ action, resources: 'any' as const }));
      const kept = read(
        raw,
        statementsOf(raw).flatMap((own) => narrowed(own, 'Action', (_, at) => at < 3)),
      );
      const answer = decideInclusion([kept], [document], { within });
      return answer.kind === 'included' ? [] : [{ name: raw.name, answer }];
    });
    expect(missed).toEqual([]);
  });
});
