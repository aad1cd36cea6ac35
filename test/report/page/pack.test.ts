/** What the page is given is what the result says, and the same bytes every time. */
import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { audit } from '../../../src/index.js';
import type { Result } from '../../../src/model/result.js';
import { VERDICTS } from '../../../src/model/verdict.js';
import { renderHtml } from '../../../src/report/formats/html.js';
import { codeSet, type Packed, packResult } from '../../../src/report/page/pack.js';
import { rowsOf, SORTS, selectRows, sortRows } from '../../../src/report/page/select.js';
import { decodeSet, openReport, type Report } from '../../../src/report/page/unpack.js';
import { unknowables } from '../../../src/report/phrases.js';
import { collectMeadow } from '../../meadow.js';

/** As the browser reads it. */
function reportOf(one: Result): Report {
  const { head, more } = JSON.parse(JSON.stringify(packResult(one))) as Packed;
  return openReport(head, more);
}

let result: Result;
let report: Report;
beforeAll(async () => {
  const { evidence, catalog } = await collectMeadow();
  result = audit(evidence, catalog);
  report = reportOf(result);
}, 60_000);

test('the bundle in the repository is what the sources bundle to', () => {
  execFileSync('node', ['scripts/bundle-page.mjs', '--check'], { stdio: 'pipe' });
}, 60_000);

test('a set of positions comes back as it went', () => {
  const positions = fc.uniqueArray(fc.nat({ max: 30_000 }), { maxLength: 60 });
  const runs = fc
    .tuple(fc.nat({ max: 25_000 }), fc.integer({ min: 1, max: 400 }))
    .map(([first, length]) => Array.from({ length }, (_, at) => first + at));
  fc.assert(
    fc.property(fc.oneof(positions, runs), (set) => {
      expect(decodeSet(codeSet(set))).toEqual(set.toSorted((a, b) => a - b));
    }),
  );
});

describe('the example account', () => {
  test('every identity comes back as it is in the result', () => {
    const seen = JSON.parse(JSON.stringify(result)) as Result;
    seen.identities.forEach((identity, index) => {
      const { verdicts, uses, tags: _tags, taken = [], ...rest } = identity;
      const back = report.identity(index);
      expect(back).toMatchObject(rest);
      expect(back.takenCount).toBe(taken.length);
      for (const row of back.taken ?? []) expect(taken).toContainEqual(row);
      for (const verdict of VERDICTS) {
        const { count, reasons } = verdicts[verdict];
        expect(back.verdicts[verdict]).toEqual({ count, reasons });
      }
      expect(back.uses).toEqual(uses.map(({ resourceCounts: _counts, ...use }) => use));
    });
  });

  test('so do proposals, with their documents, and what cannot be known', () => {
    const plain = JSON.parse(JSON.stringify(result.recommendations)) as Result['recommendations'];
    plain.forEach(({ kept: _kept, standing: _standing, ...one }, at) => {
      expect(report.recommendations[at]).toMatchObject(one);
    });
    expect(report.unknowables.map(({ grants }) => grants)).toEqual(
      unknowables(result).map(({ grants }) => grants),
    );
    for (const { id, document } of result.policies ?? []) {
      expect(report.policy(id)?.document).toEqual(document);
    }
  });

  test('every proposal that a script exists for names it', () => {
    expect(report.recommendations.some(({ script }) => script?.endsWith('/apply.sh'))).toBe(true);
  });

  test('the same result is the same page, with one script that is run and no address in it', () => {
    const page = renderHtml(result);
    expect(renderHtml(result)).toBe(page);
    expect(page.match(/<script/g)).toHaveLength(3);
    expect(page.match(/<script>/g)).toHaveLength(1);
    expect(page).toContain("default-src 'none'");
    expect(page).not.toMatch(/(?:src|href)="?https?:/);
  });

  test('a result of before these members were added still makes a page', () => {
    const { policies: _policies, trust: _trust, accountProposals: _accounts, ...rest } = result;
    const old = {
      ...rest,
      identities: result.identities.map(
        ({ policies: _p, services: _s, accessLevels: _a, tags: _t, trusts: _r, ...one }) => one,
      ),
      recommendations: result.recommendations.map(
        ({ narrows: _n, standing: _st, scopes: _sc, ...one }) => one,
      ),
    } as unknown as Result;
    expect(reportOf(old).identity(0).policies).toBeUndefined();
    expect(renderHtml(old)).toContain('</html>');
  });
});

describe('the list of identities', () => {
  test.each([
    {
      filter: { text: 'MEADOW sandbox' },
      expected: ['meadow-sandbox'],
      why: 'all words, any case',
    },
    { filter: { text: 'team: warehouse' }, expected: ['sam.rivers'], why: 'tags are searched' },
    { filter: { kind: 'group' }, expected: 4, why: 'by kind' },
    { filter: { account: '444455556666' }, expected: 0, why: 'by account' },
    {
      filter: { verdict: 'unknown', kind: 'group' },
      expected: ['data-analysts'],
      why: 'holds one',
    },
    {
      filter: { owner: 'team: contractor' },
      expected: ['lukas.brandt', 'meadow-db-migration-2024'],
      why: 'by owner tag',
    },
  ])('$filter: $why', ({ filter, expected }) => {
    const names = sortRows(selectRows(rowsOf(report), filter), 'name', { flip: false }).map(
      ({ name }) => name,
    );
    if (typeof expected === 'number') expect(names).toHaveLength(expected);
    else expect(names).toEqual(expect.arrayContaining(expected));
  });

  test('an access level with a verdict means grants that have both', () => {
    for (const row of selectRows(rowsOf(report), { level: 'Write', verdict: 'unused' })) {
      expect(row.levels.Write?.[1], row.name).toBeGreaterThan(0);
    }
  });

  test('each order holds all rows, and turned round it is the reverse in what it orders by', () => {
    const rows = rowsOf(report);
    for (const sort of SORTS) {
      const there = sortRows(rows, sort, { flip: false });
      expect(there).toHaveLength(rows.length);
      if (sort !== 'unused') continue;
      const counts = there.map(({ counts }) => counts[1]);
      expect(counts).toEqual(counts.toSorted((a, b) => b - a));
    }
  });
});
