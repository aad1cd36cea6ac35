/** The story of Meadow: every row of what must be concluded, and every promise, held against one audit. */
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { type Analysis, analyze } from '../../src/analyze/index.js';
import {
  actionsOf,
  emptySet,
  equalSets,
  hasAction,
  intersect,
  isEmptySet,
  minus,
  union,
} from '../../src/catalog/action-set.js';
import type { Catalog } from '../../src/catalog/catalog.js';
import { composeResult } from '../../src/compose-result.js';
import type { Evidence } from '../../src/model/evidence.js';
import { type AuditOptions, DEFAULT_OPTIONS } from '../../src/model/options.js';
import type { Result } from '../../src/model/result.js';
import { parseInstant } from '../../src/model/time.js';
import {
  type Assessment,
  VERDICTS,
  type Verdict,
  verdictOfReason,
} from '../../src/model/verdict.js';
import { grantedActions } from '../../src/policy/effective-grants.js';
import { createActionExpander } from '../../src/policy/expand-actions.js';
import { directoryOf, holdingsOf } from '../../src/policy/holdings.js';
import { parsePolicy } from '../../src/policy/parse-policy.js';
import { certify } from '../../src/recommend/certify.js';
import { recommend } from '../../src/recommend/index.js';
import { keptByAll, keptOf, keptTools, nothingKept } from '../../src/recommend/kept.js';
import { TOOL_VERSION } from '../../src/tool-version.js';
import { applied } from '../apply.js';
import { askOf, inside, layersOf, resourcesNear } from '../layers.js';
import { collectMeadow, MEADOW } from '../meadow.js';

type Row = {
  readonly identity: string;
  readonly kind: 'user' | 'group' | 'role' | 'policy';
  readonly used?: readonly string[];
  readonly unused?: readonly string[];
  readonly unobservable?: readonly string[];
  readonly unknown?: readonly string[];
  readonly dead?: readonly string[];
  readonly denied?: readonly string[];
  readonly findings?: readonly string[];
  readonly trimmedActions?: readonly string[];
  readonly passedRoles?: readonly string[];
  readonly keptUncatalogued?: readonly string[];
  readonly stale?: boolean;
  readonly exempt?: boolean;
  readonly why: string;
};

const ROWS: readonly Row[] = JSON.parse(readFileSync(`${MEADOW}/expected.json`, 'utf8'));
const WHO = ROWS.filter(({ kind }) => kind !== 'policy');
const SLOW_MS = 60_000;

type Story = {
  readonly evidence: Evidence;
  readonly analysis: Analysis;
  readonly result: Result;
};

let catalog: Catalog;
let story: Story;

function tell(evidence: Evidence, some: Partial<AuditOptions> = {}): Story {
  const options: AuditOptions = { ...DEFAULT_OPTIONS, ...some };
  const analysis = analyze(evidence, catalog, options);
  const { assessments, findings, window } = analysis;
  const { snapshots, usage } = evidence;
  const proposals = recommend(
    { snapshots, assessments, findings, usage, asOf: window.asOf },
    catalog,
    options,
  );
  const toolVersion = TOOL_VERSION;
  return {
    evidence,
    analysis,
    result: composeResult({ evidence, analysis, proposals, catalog, options, toolVersion }),
  };
}

beforeAll(async () => {
  const collected = await collectMeadow();
  catalog = collected.catalog;
  story = tell(collected.evidence);
}, SLOW_MS);

function found<Item>(item: Item | undefined, what: string): Item {
  if (item === undefined) throw new Error(`no ${what}`);
  return item;
}

const snapshotOf = ({ evidence }: Story) => found(evidence.snapshots[0], 'snapshot');

function assessmentOf({ identity, kind }: Row): Assessment {
  return found(
    story.analysis.assessments.find((one) => one.name === identity && one.kind === kind),
    `${kind} ${identity}`,
  );
}

function verdictOf({ groups }: Assessment, action: string): Verdict | 'not granted' {
  const group = groups.find(({ actions }) => hasAction(catalog, actions, action));
  return group === undefined ? 'not granted' : verdictOfReason(group.reason);
}

describe('what must be concluded', () => {
  test.each(WHO)('$kind $identity: $why', (row) => {
    const assessment = assessmentOf(row);
    for (const verdict of VERDICTS) {
      for (const action of row[verdict] ?? []) {
        expect({ action, verdict: verdictOf(assessment, action) }).toEqual({ action, verdict });
      }
    }
    for (const action of row.dead ?? []) {
      expect({ action, dead: hasAction(catalog, assessment.dead, action) }).toEqual({
        action,
        dead: true,
      });
    }
    const denied = assessment.denied.map(({ action }) => action);
    expect(denied).toEqual(expect.arrayContaining([...(row.denied ?? [])]));
  });

  test.each(ROWS)(
    'findings of $kind $identity',
    ({ identity, kind, findings = [], stale, exempt }) => {
      const own = story.result.findings.filter(
        (finding) =>
          finding.identity.endsWith(`/${identity}`) && finding.identity.includes(`:${kind}/`),
      );
      const kinds = own.map((finding) => finding.kind);
      expect(kinds).toEqual(expect.arrayContaining([...findings]));
      const staleKinds = kinds.filter((name) => name.startsWith('stale-'));
      // Exemption is the user's to ask for; by evidence alone the role is idle.
      if (stale === false) expect(staleKinds).toEqual([]);
      if (stale === true || exempt) expect(staleKinds).not.toEqual([]);
    },
  );

  test.each(ROWS.filter((row) => row.trimmedActions))(
    '$identity may do exactly $trimmedActions afterwards',
    (row) => {
      const snapshot = applied(snapshotOf(story), story.result.recommendations);
      const directory = directoryOf(snapshot);
      const identity = found(
        directory.identities.find(({ arn }) => arn === assessmentOf(row).arn),
        row.identity,
      );
      const statements = holdingsOf(directory, identity).flatMap(
        ({ document }) => document?.statements ?? [],
      );
      const left = grantedActions(createActionExpander(catalog), statements);
      expect(actionsOf(catalog, left)).toEqual(row.trimmedActions);
    },
  );

  test.each(ROWS.filter((row) => row.passedRoles))('$identity passed $passedRoles', (row) => {
    const passed = assessmentOf(row).uses.filter(
      ({ action, kind }) => action === 'iam:PassRole' && kind === 'inferred',
    );
    const roles = passed.flatMap(({ resources }) => (resources === 'any' ? ['any'] : resources));
    expect(roles.map((arn) => arn.split('/').at(-1)).sort()).toEqual(row.passedRoles);
  });

  test.each(ROWS.filter((row) => row.keptUncatalogued))(
    '$identity keeps $keptUncatalogued, which no catalogue knows',
    (row) => {
      const { arn } = assessmentOf(row);
      const after = applied(snapshotOf(story), story.result.recommendations);
      const identity = found(
        [...after.users, ...after.roles].find((one) => one.arn === arn),
        arn,
      );
      for (const action of row.keptUncatalogued ?? []) {
        const { sometimes } = askOf(
          identity,
          layersOf(after, identity),
          { action, resource: 'arn:aws:gardenia:eu-west-1:111122223333:bed/1' },
          'flat',
        );
        expect({ action, sometimes }).toEqual({ action, sometimes: true });
      }
    },
  );
});

describe('everything is accounted for', () => {
  test('each source: records = uses + ignored + problems', () => {
    for (const { name, records, uses, ignored, problems } of story.result.sources) {
      const sum = Object.values(ignored).reduce((a, b) => a + b, 0);
      expect({ name, records }).toEqual({ name, records: uses + sum + problems });
    }
  });

  test('in total, as many as the files hold', () => {
    const { records, uses, ignored, problems } = story.result.accounting;
    const sum = Object.values(ignored).reduce((a, b) => a + b, 0);
    expect(records).toBe(uses + sum + problems);
    // 16,714 trail records; 10 users, 4 groups, 23 roles, 16 policies; a report, an organization.
    expect(records).toBe(16_714 + 53 + 2);
    expect(ignored['duplicate-event']).toBe(22);
  });

  test('the groups of each identity partition what it is granted', () => {
    for (const { arn, granted, groups } of story.analysis.assessments) {
      let all = emptySet(catalog);
      for (const { actions } of groups) {
        expect({ arn, overlap: !isEmptySet(intersect(all, actions)) }).toEqual({
          arn,
          overlap: false,
        });
        all = union(all, actions);
      }
      expect({ arn, whole: equalSets(all, granted) }).toEqual({ arn, whole: true });
    }
  });

  test('totals are the sums of the identities that may be changed', () => {
    const { totals, identities } = story.result;
    const own = identities.filter(({ manageability }) => manageability === 'editable');
    for (const verdict of VERDICTS) {
      const sum = own.reduce((all, { verdicts }) => all + verdicts[verdict].count, 0);
      expect(totals[verdict]).toBe(sum);
    }
    expect(totals.granted).toBe(VERDICTS.reduce((all, verdict) => all + totals[verdict], 0));
  });
});

describe('replay', () => {
  const READINGS = ['flat', 'segmented'] as const;

  test(
    'every call of the window that the old policies allow, the new ones allow',
    () => {
      const before = snapshotOf(story);
      const after = applied(before, story.result.recommendations);
      const { window } = story.analysis;
      let replayed = 0;
      const changed: string[] = [];
      for (const identity of [...before.users, ...before.roles]) {
        const old = layersOf(before, identity);
        const now = layersOf(after, identity);
        const near = resourcesNear(old.identity);
        const uses = story.evidence.usage.uses.filter(
          ({ caller, outcome, lastSeen }) =>
            caller.kind === 'identity' &&
            caller.id === identity.id &&
            outcome !== 'denied' &&
            lastSeen >= window.from,
        );
        const { fullyLogged } = found(
          story.analysis.assessments.find(({ arn }) => arn === identity.arn),
          identity.arn,
        );
        for (const { action, resource } of uses) {
          // Where the log may have missed some of its uses, they may have been on anything.
          const isWhole = hasAction(catalog, fullyLogged, action) || action === 'iam:PassRole';
          const elsewhere = resource === undefined || !isWhole ? near : [];
          for (const target of [
            ...(resource === undefined ? [] : [inside(resource)]),
            ...elsewhere,
          ]) {
            for (const reading of READINGS) {
              const ask = { action, resource: target };
              const was = askOf(identity, old, ask, reading);
              const is = askOf(identity, now, ask, reading);
              if (was.sometimes) replayed += 1;
              if (is.sometimes !== was.sometimes || is.always !== was.always) {
                changed.push(`${identity.name} ${action} on ${target}`);
              }
            }
          }
        }
      }
      expect(changed).toEqual([]);
      expect(replayed).toBeGreaterThan(300);
    },
    SLOW_MS,
  );

  test(
    'no request near the trimmed policies is newly allowed',
    () => {
      const before = snapshotOf(story);
      const after = applied(before, story.result.recommendations);
      const identities = [...before.users, ...before.roles];
      const worlds = identities.map((identity) => {
        const old = layersOf(before, identity);
        const now = layersOf(after, identity);
        const patterns = [...old.identity, ...now.identity].flatMap(({ statements }) =>
          statements.flatMap(({ actions }) => actions.patterns.map(inside)),
        );
        const resources = resourcesNear([...old.identity, ...now.identity]);
        return { identity, old, now, actions: [...patterns, 's3:GetObject'], resources };
      });
      let allowed = 0;
      fc.assert(
        fc.property(
          fc.constantFrom(...worlds),
          fc.nat(),
          fc.nat(),
          fc.nat(),
          fc.boolean(),
          fc.constantFrom(...READINGS),
          ({ identity, old, now, actions, resources }, a, b, c, catalogued, reading) => {
            const action = catalogued ? catalog.actions[b % catalog.actions.length] : undefined;
            const ask = {
              action: action ?? actions[a % actions.length] ?? '',
              resource: resources[c % resources.length] ?? '*',
            };
            const [was, is] = [
              askOf(identity, old, ask, reading),
              askOf(identity, now, ask, reading),
            ];
            if (was.sometimes) allowed += 1;
            expect([is.always && !was.always, is.sometimes && !was.sometimes]).toEqual([
              false,
              false,
            ]);
          },
        ),
        { numRuns: 1500 },
      );
      // Otherwise the requests are too far away to mean anything.
      expect(allowed).toBeGreaterThan(100);
    },
    SLOW_MS,
  );

  test('who was denied gains nothing', () => {
    const before = snapshotOf(story);
    const after = applied(before, story.result.recommendations);
    const roles = new Map([...before.users, ...before.roles].map((one) => [one.id as string, one]));
    let checked = 0;
    for (const { caller, action, resource, outcome } of story.evidence.usage.uses) {
      const identity = caller.kind === 'identity' ? roles.get(caller.id) : undefined;
      if (identity === undefined || outcome !== 'denied') continue;
      const ask = { action, resource: inside(resource ?? '*') };
      const was = askOf(identity, layersOf(before, identity), ask, 'flat');
      const is = askOf(identity, layersOf(after, identity), ask, 'flat');
      expect({ ask, gained: is.sometimes && !was.sometimes }).toEqual({ ask, gained: false });
      checked += 1;
    }
    expect(checked).toBeGreaterThan(3);
  });
});

describe('proposals', () => {
  test(
    'each certificate holds again for the documents as emitted',
    () => {
      const tools = keptTools(catalog, story.evidence.snapshots);
      const kept = new Map(
        story.analysis.assessments.map((one) => [one.arn, keptOf(tools, one, DEFAULT_OPTIONS)]),
      );
      expect(story.result.recommendations.length).toBeGreaterThan(20);
      for (const { id, before, after, holders, certificates } of story.result.recommendations) {
        const parse = (document: unknown) => parsePolicy(JSON.stringify(document)).document;
        const boxes = holders
          .map(({ arn }) => found(kept.get(arn), arn))
          .reduce((a, b) => keptByAll(catalog, a, b), nothingKept(catalog)).boxes;
        const again = certify(
          parse(before.document),
          after.map(({ document }) => parse(document)),
          boxes,
        );
        expect({ id, ...again }).toEqual({ id, ...certificates });
        expect([again.noNewAccess.status, again.nothingUsedLost.status]).toEqual([
          'proven',
          'proven',
        ]);
      }
    },
    SLOW_MS,
  );

  test(
    'an audit of the trimmed account proposes nothing',
    () => {
      const snapshot = applied(snapshotOf(story), story.result.recommendations);
      const again = tell({ ...story.evidence, snapshots: [snapshot] });
      expect(again.result.recommendations.map(({ id }) => id)).toEqual([]);
      expect(again.result.withheld.filter(({ holders }) => holders.length > 0)).toEqual([]);
    },
    SLOW_MS,
  );

  test('what only AWS may change is left alone', () => {
    const touched = new Set(story.result.recommendations.flatMap(({ holders }) => holders));
    for (const { arn } of touched) expect(arn).not.toMatch(/aws-service-role|aws-reserved/);
    for (const { arn } of story.result.revocations) {
      expect(arn).not.toMatch(/aws-service-role|aws-reserved/);
    }
  });
});

describe('same facts in, same bytes out', () => {
  test(
    'whatever the order of identities, rows and policies',
    () => {
      const snapshot = snapshotOf(story);
      const { usage, coverage } = story.evidence;
      const turned: Evidence = {
        ...story.evidence,
        snapshots: [
          {
            ...snapshot,
            users: snapshot.users.toReversed(),
            groups: snapshot.groups.toReversed(),
            roles: snapshot.roles.toReversed(),
            managedPolicies: snapshot.managedPolicies.toReversed(),
          },
        ],
        usage: {
          uses: usage.uses.toReversed(),
          assumptions: usage.assumptions.toReversed(),
          signIns: usage.signIns.toReversed(),
          grantChanges: usage.grantChanges.toReversed(),
          unmapped: usage.unmapped.toReversed(),
        },
        coverage: {
          ...coverage,
          management: coverage.management.toReversed(),
          data: coverage.data.toReversed(),
          excludable: coverage.excludable.toReversed(),
        },
      };
      const { result } = tell(turned);
      for (const [part, value] of Object.entries(story.result)) {
        const again = Object.entries(result).find(([name]) => name === part)?.[1];
        // Compared as text: the order of members is part of the bytes.
        expect([part, JSON.stringify(again) === JSON.stringify(value)]).toEqual([part, true]);
      }
    },
    SLOW_MS,
  );

  test(
    'an audit that speaks for a day in the past judges by the window of that day',
    () => {
      const asOf = found(parseInstant('2026-10-31T00:00:00Z'), 'instant');
      const { result, analysis } = tell(story.evidence, { asOf });
      expect(result.window).toMatchObject({
        from: '2026-08-02T00:00:00Z',
        to: '2026-10-30T23:45:00Z',
      });
      const at = (name: string) =>
        found(
          analysis.assessments.find((one) => one.name === name),
          name,
        );
      // Rebooted on 2026-08-03; today's window does not reach back so far.
      expect(verdictOf(at('diego.fuentes'), 'rds:RebootDBInstance')).toBe('used');
      expect(verdictOf(at('diego.fuentes'), 'ec2:StopInstances')).toBe('unused');
      // Not born yet.
      expect(verdictOf(at('meadow-loyalty-pilot'), 'events:PutRule')).toBe('unknown');
      const stale = result.findings.filter(({ kind }) => kind === 'stale-role');
      expect(stale.map(({ identity }) => identity.split('/').at(-1))).toEqual([
        'meadow-db-migration-2024',
        'meadow-warehouse-kiosk',
      ]);
    },
    SLOW_MS,
  );

  test(
    'with too little log before it, nothing goes but what is blocked anyway',
    () => {
      const asOf = found(parseInstant('2026-10-01T00:00:00Z'), 'instant');
      const options = { ...DEFAULT_OPTIONS, asOf };
      const analysis = analyze(story.evidence, catalog, options);
      const dead = new Map(analysis.assessments.map((one) => [one.arn, one.dead]));
      const { assessments, findings, window } = analysis;
      const { snapshots, usage } = story.evidence;
      const { recommendations } = recommend(
        { snapshots, assessments, findings, usage, asOf: window.asOf },
        catalog,
        options,
      );
      expect(
        assessments.flatMap(({ groups }) =>
          groups.filter(({ reason }) => verdictOfReason(reason) === 'unused'),
        ),
      ).toEqual([]);
      for (const { id, removed, holders } of recommendations) {
        for (const { arn } of holders) {
          const alive = minus(removed, found(dead.get(arn), arn));
          expect([id, actionsOf(catalog, alive)]).toEqual([id, []]);
        }
      }
    },
    SLOW_MS,
  );
});
