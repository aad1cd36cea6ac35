import { describe, expect, test } from 'vitest';
import { analyze } from '../../src/analyze/index.js';
import { hasAction } from '../../src/catalog/action-set.js';
import { DEFAULT_OPTIONS, whoCan } from '../../src/index.js';
import { verdictOfReason } from '../../src/model/verdict.js';
import { collectMeadow } from '../meadow.js';

const { evidence, catalog } = await collectMeadow();
const { assessments } = analyze(evidence, catalog, DEFAULT_OPTIONS);

describe('who can, against the audit', () => {
  test.each([
    { action: 's3:GetObject', why: 'logged for one bucket only' },
    { action: 'iam:PassRole', why: 'never logged' },
    { action: 'lambda:DeleteFunction', why: 'observable and silent' },
    { action: 'logs:StartQuery', why: 'granted through groups' },
    { action: 'redshift:CreateCluster', why: 'blocked by a service control policy' },
    { action: 'athena:GetWorkGroup', why: 'unknown for a role that was made anew' },
  ])('$action: the same verdicts, and nobody is left out ($why)', ({ action }) => {
    const said = new Map(
      whoCan(evidence, catalog, { action }).rows.map(({ identity, verdict, access }) => [
        identity.arn,
        { verdict, isBlocked: access === 'blocked' },
      ]),
    );
    const granted = assessments.filter(
      (one) => one.kind !== 'group' && hasAction(catalog, one.granted, action),
    );
    expect([...said.keys()].sort()).toEqual(granted.map(({ arn }) => arn).sort());
    for (const { arn, groups, dead } of granted) {
      const group = groups.find(({ actions }) => hasAction(catalog, actions, action));
      expect(said.get(arn)?.verdict, arn).toBe(group && verdictOfReason(group.reason));
      if (hasAction(catalog, dead, action)) expect(said.get(arn)?.isBlocked, arn).toBe(true);
    }
  });

  test('an action that nobody is granted has no rows, and a hint when it is misspelt', () => {
    const { rows, known, similar } = whoCan(evidence, catalog, { action: 's3:GetObjects' });
    expect({ rows: rows.filter(({ verdict }) => verdict !== undefined), known }).toEqual({
      rows: [],
      known: false,
    });
    expect(similar).toContain('s3:GetObject');
  });
});
