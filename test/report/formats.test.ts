/** Every format on the example account: golden files, schemas, the same numbers, hostile names. */
import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import Ajv04 from 'ajv-draft-04';
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { audit, type Result, review } from '../../src/index.js';
import type { FormatName } from '../../src/model/formats.js';
import { code } from '../../src/report/escape.js';
import { FORMATS } from '../../src/report/index.js';
import { collectMeadow } from '../meadow.js';
import { smallResult } from '../review/result.js';
import { IAM_ANALYSIS_FINDING, schemaOf } from './ocsf-schema.js';

let result: Result;

beforeAll(async () => {
  const { evidence, catalog } = await collectMeadow();
  result = review(audit(evidence, catalog), {
    waivers: [
      {
        id: 'stale-role',
        identity: 'meadow-break-glass',
        reason: 'break glass, tested every year',
        owner: 'platform',
        expires: '2027-03-31',
      },
      { id: 'stale-user', reason: 'on parental leave', expires: '2026-10-01' },
    ],
  });
}, 120_000);

/** The page has no golden file: its data are packed. See `page/` for what holds it. */
const GOLDEN: Readonly<Record<Exclude<FormatName, 'html' | 'json'>, string>> = {
  csv: 'findings.csv',
  'identities-csv': 'identities.csv',
  markdown: 'comment.md',
  ocsf: 'ocsf.json',
  report: 'report.md',
  sarif: 'audit.sarif',
  summary: 'summary.txt',
};

test.each(Object.entries(GOLDEN))('%s renders the example account', async (name, file) => {
  const text = FORMATS[name as FormatName](result);
  await expect(text).toMatchFileSnapshot(`../../fixtures/reports/meadow/${file}`);
});

const SARIF_SCHEMA = readFileSync('fixtures/schemas/sarif-2.1.0-rtm.5.json', 'utf8');
const sarif = new Ajv04.default({
  strict: false,
  validateFormats: false,
  unicodeRegExp: false,
}).compile(JSON.parse(SARIF_SCHEMA) as object);
const ocsf = new Ajv({ strict: false }).compile(schemaOf(IAM_ANALYSIS_FINDING, ['cloud']));

type SarifLog = {
  readonly runs: readonly {
    readonly tool: { readonly driver: { readonly rules: readonly { readonly id: string }[] } };
    readonly results: readonly {
      readonly ruleId: string;
      readonly ruleIndex: number;
      readonly suppressions?: unknown;
      readonly partialFingerprints: Readonly<Record<string, string>>;
    }[];
  }[];
};

function sarifOf(one: Result) {
  const log = JSON.parse(FORMATS.sarif(one)) as SarifLog;
  expect(sarif(log), JSON.stringify(sarif.errors)).toBe(true);
  const [run] = log.runs;
  if (run === undefined) throw new Error('no run');
  return run;
}

function ocsfOf(one: Result) {
  const events = JSON.parse(FORMATS.ocsf(one)) as readonly { readonly status: string }[];
  for (const event of events) expect(ocsf(event), JSON.stringify(ocsf.errors)).toBe(true);
  return events;
}

describe('schemas', () => {
  test('SARIF: valid, rules complete, fingerprints unique, waived results suppressed', () => {
    const { tool, results } = sarifOf(result);
    expect(results).toHaveLength(result.findings.length);
    for (const { ruleId, ruleIndex } of results) {
      expect(tool.driver.rules[ruleIndex]?.id).toBe(ruleId);
    }
    const prints = results.map(({ partialFingerprints }) => Object.values(partialFingerprints)[0]);
    expect(new Set(prints).size).toBe(prints.length);
    const suppressed = results.filter(({ suppressions }) => suppressions !== undefined);
    expect(suppressed).toHaveLength(result.review?.findings.waived ?? -1);
  });

  test('SARIF of check is valid, too', () => {
    for (const story of ['pull-request', 'trust', 'undecided']) {
      const text = readFileSync(`fixtures/check/${story}/expected.sarif`, 'utf8');
      expect(sarif(JSON.parse(text)), JSON.stringify(sarif.errors)).toBe(true);
    }
  });

  test('OCSF: each finding is a valid event; waived ones are suppressed', () => {
    const events = ocsfOf(result);
    expect(events).toHaveLength(result.findings.length);
    const suppressed = events.filter(({ status }) => status === 'Suppressed');
    expect(suppressed).toHaveLength(result.review?.findings.waived ?? -1);
  });
});

describe('a number is the same in every format', () => {
  const thousands = (value: number) => String(value).replace(/\B(?=(\d{3})+$)/g, ',');

  test.each(['granted', 'used', 'unused', 'unobservable', 'unknown', 'dead'] as const)(
    '%s',
    (name) => {
      const total = result.totals[name];
      for (const format of ['markdown', 'report', 'summary'] as const) {
        expect(FORMATS[format](result)).toMatch(
          new RegExp(`(^|\\D)${thousands(total)}(\\D|$)`, 'm'),
        );
      }
      const [head = '', ...rows] = FORMATS['identities-csv'](result).trim().split('\r\n');
      const column = head.split(',').indexOf(`"${name}"`);
      const own = rows.map((row) => row.split(',')).filter((row) => row[3] === '"editable"');
      expect(own.reduce((sum, row) => sum + Number(row[column]), 0)).toBe(total);
    },
  );

  test('findings', () => {
    const { all, counted, waived } = result.review?.findings ?? { all: 0, counted: 0, waived: 0 };
    expect(all).toBe(result.findings.length);
    expect(FORMATS.csv(result).trim().split('\r\n')).toHaveLength(all + 1);
    expect(FORMATS.summary(result)).toContain(`Findings: ${counted} count`);
    expect(FORMATS.summary(result)).toMatch(new RegExp(`${waived} more (is|are) waived`));
    expect(FORMATS.markdown(result)).toContain(`**${counted} findings**`);
  });
});

test('a comment fits what GitHub takes, however much was found', () => {
  const [one] = result.findings;
  if (one === undefined) throw new Error('nothing found');
  const findings = Array.from({ length: 20_000 }, (_, n) => ({
    ...one,
    id: `${one.id} ${n}`,
    title: `role number-${n} ${'x'.repeat(n % 900)} holds actions`,
  }));
  const text = FORMATS.markdown({ ...result, findings });
  expect(text.length).toBeLessThan(65_536);
  expect(text.length).toBeGreaterThan(40_000);
  expect(text.match(/<details>/g)).toHaveLength(text.match(/<\/details>/g)?.length ?? 0);
  expect(text).toMatch(/and 1\d,\d{3} more in report.md/);
  expect(sarifOf({ ...result, findings }).results).toHaveLength(5_000);
});

test('the summary fits 100 columns', () => {
  for (const line of FORMATS.summary(result).split('\n'))
    expect(line.length).toBeLessThanOrEqual(100);
});

describe('hostile names are inert', () => {
  const hostile = hostileNames();

  test('no control character, escape sequence or bidi control reaches any text format', () => {
    fc.assert(
      fc.property(hostile, (name) => {
        const one = withNames(name);
        for (const format of ['csv', 'identities-csv', 'markdown', 'report', 'summary'] as const) {
          expect(FORMATS[format](one).replace(/[\r\n]/g, '')).not.toMatch(
            /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u,
          );
        }
        for (const format of ['ocsf', 'sarif'] as const) {
          const strings: string[] = [];
          JSON.parse(FORMATS[format](one), (_, value: unknown) => {
            if (typeof value === 'string') strings.push(value);
            return value;
          });
          expect(strings.join('')).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
        }
        sarifOf(one);
        ocsfOf(one);
      }),
      { numRuns: 150 },
    );
  });

  test('no cell is a formula, and each row has all its cells', () => {
    fc.assert(
      fc.property(hostile, (name) => {
        for (const format of ['csv', 'identities-csv'] as const) {
          const [head = [], ...rows] = parseCsv(FORMATS[format](withNames(name)));
          for (const row of rows) {
            expect(row).toHaveLength(head.length);
            for (const cell of row) expect(cell).not.toMatch(/^\s*[=+\-@]/);
          }
        }
      }),
      { numRuns: 150 },
    );
  });

  test('Markdown gets no HTML, no link, no mention', () => {
    fc.assert(
      fc.property(hostile, (name) => {
        for (const format of ['markdown', 'report'] as const) {
          // Inside inline code everything is text: what that lets out is tested with `code`.
          const arn = `arn:aws:iam::111122223333:role/${name}`;
          const inCode = [name, arn, `${name} ${name}`].map(code);
          const text = inCode
            .reduce((left, one) => left.replaceAll(one, ''), FORMATS[format](withNames(name)))
            .replace(/^<!-- leastwise audit -->$/m, '')
            .replace(/<\/?(?:details|summary)>/g, '');
          expect(text).not.toMatch(/<[a-z!/]/i);
          expect(text).not.toMatch(/(?<!\\)\]\(/);
          expect(text).not.toMatch(/https?:\/\//);
        }
      }),
      { numRuns: 150 },
    );
  });
});

function hostileNames(): fc.Arbitrary<string> {
  const pieces = fc.constantFrom(
    '=cmd|x!A1',
    '+1',
    '-1',
    '@SUM(1)',
    '"',
    '""',
    ',',
    '\r\n',
    '\n',
    '\t',
    '\u001b[31m',
    '\u001b]8;;http://x\u0007',
    '\u202e',
    '\u2066',
    '\u200b',
    '<script>alert(1)</script>',
    '<!--',
    '-->',
    '</details>',
    '[x](http://evil)',
    '![x](http://evil)',
    '`',
    '``',
    '|',
    '\\',
    '@octocat',
    '#1',
    'http://evil',
    '&lt;',
    '\ud800',
    '\u0000',
    '\u009b1m',
    "'",
    'deployer',
    'é',
    '名',
    '%0A',
    '${{x}}',
    '::set-output::',
  );
  return fc
    .array(fc.oneof(pieces, fc.string({ unit: 'binary', maxLength: 4 })), {
      minLength: 1,
      maxLength: 5,
    })
    .map((parts) => parts.join(''));
}

/** The small result with the name wherever a name, a tag or a text of input can stand. */
function withNames(name: string): Result {
  const one = smallResult();
  const arn = `arn:aws:iam::111122223333:role/${name}`;
  return review(
    {
      ...one,
      recommendations: [],
      identities: one.identities.map((identity) => ({ ...identity, name, arn, id: name })),
      findings: one.findings.map((finding) => ({
        ...finding,
        id: `${finding.kind} ${arn}`,
        identity: arn,
        account: name,
        title: name,
        evidence: [name, name],
        remediation: name,
      })),
      revocations: one.revocations.map((revocation) => ({
        ...revocation,
        arn,
        name,
        ownerHints: [name],
        dependants: [name],
        evidence: [name],
      })),
      problems: [{ kind: 'bad-record', message: name, hint: name, source: name }],
      unmappedEvents: [
        {
          eventSource: name,
          eventName: name,
          callers: [name],
          count: 1,
          lastSeen: one.asOf ?? ('' as never),
        },
      ],
    },
    {
      waivers: [
        { id: 'stale-user', reason: name || 'x', owner: name },
        { identity: name, reason: name },
      ],
    },
  );
}

/** RFC 4180, by the book: what a spreadsheet would see. */
function parseCsv(text: string): readonly (readonly string[])[] {
  const rows: string[][] = [[]];
  const cell = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n|$)/gy;
  for (
    let match = cell.exec(text);
    match !== null && cell.lastIndex <= text.length;
    match = cell.exec(text)
  ) {
    const [whole, quoted, bare, end] = match;
    if (whole === '') break;
    rows.at(-1)?.push(quoted === undefined ? (bare ?? '') : quoted.replaceAll('""', '"'));
    if (end === '\r\n') rows.push([]);
  }
  return rows.filter((row) => row.length > 0);
}
