import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import {
  CHECK_FORMATS,
  type CheckFormatName,
  type CheckResult,
  check,
  loadCatalog,
  readPolicyFiles,
} from '../../src/index.js';
import { allow, type Element, folder, policy } from '../check/policy-sides.js';

const STORIES = ['aws-cli-answers', 'pull-request', 'split', 'tightened', 'trust', 'undecided'];
const EXTENSIONS: Readonly<Record<CheckFormatName, string>> = {
  human: 'txt',
  json: 'json',
  markdown: 'md',
  sarif: 'sarif',
};
const FIXTURES = join(import.meta.dirname, '../../fixtures/check');
const catalog = loadCatalog();
const names = Object.keys(CHECK_FORMATS) as CheckFormatName[];

/** As it would be named by who runs the command inside of the story's folder. */
function resultOf(story: string): CheckResult {
  const side = (name: string) => {
    const read = readPolicyFiles(join(FIXTURES, story, name));
    const files = read.files.map((file) => ({ ...file, name: `${name}/${file.path}` }));
    return { ...read, input: name, files };
  };
  const mode = story === 'split' ? 'together' : 'each';
  return check(side('new'), side('old'), catalog, { mode });
}

describe.each(STORIES)('%s', (story) => {
  test.each(names)('as %s', async (name) => {
    const file = join(FIXTURES, story, `expected.${EXTENSIONS[name]}`);
    // The released version is no part of what a story tells.
    const result = { ...resultOf(story), tool: { name: 'leastwise' as const, version: '1.0.0' } };
    await expect(CHECK_FORMATS[name](result)).toMatchFileSnapshot(file);
  });
});

const HOSTILE_SID = 'red</script><img src=x onerror=alert(1)> | `](http://evil) @all';
const HOSTILE_NAME = 'a\nb`|</script>\u202e #?%.json';

function hostile(): CheckResult {
  const next = {
    [HOSTILE_NAME]: policy(allow({ Sid: HOSTILE_SID })),
    'b.json': policy(allow({ Sid: '\u001b[31mred\u0007' })),
    'c.json': policy(allow({ '\u001b]0;title\u0007<b>': 1 })),
  };
  return check(folder('new', next), folder('old', {}), catalog);
}

describe('hostile names', () => {
  test.each(names)('%s shows no control characters but line ends', (name) => {
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not be there
    expect(CHECK_FORMATS[name](hostile())).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f]/);
  });

  test('the terminal sees one line each', () => {
    const lines = CHECK_FORMATS.human(hostile()).split('\n');
    expect(lines[0]).toBe('a\\u{a}b`|</script>\\u{202e} #?%.json (new file): NEW ACCESS');
  });

  test('Markdown keeps them inside of code', () => {
    const text = CHECK_FORMATS.markdown(hostile());
    const outside = text.replace(/(`+) ?.*?[^`]\1(?!`)/g, '');
    expect(outside.replace('<!-- leastwise check -->', '')).not.toMatch(/<|(?<!\\)\[|@|:\/\//);
  });

  test('SARIF has an address that stays one', () => {
    const log = JSON.parse(CHECK_FORMATS.sarif(hostile())) as SarifLog;
    const uri = log.runs[0]?.results[0]?.locations[0]?.physicalLocation.artifactLocation.uri;
    expect(uri).toBe(
      'new/a%0Ab%60%7C%3C%2Fscript%3E%E2%80%AE%20%23%3F%25.json'.replace('%2F', '/'),
    );
  });
});

test('a comment stays below what GitHub takes, and counts the rest', () => {
  const long = 'x'.repeat(400);
  const next = Object.fromEntries(
    Array.from({ length: 300 }, (_, n) => [
      `${long}${n}.json`,
      policy(allow({ Sid: `${'`|'.repeat(200)}${n}`, Resource: `arn:aws:s3:::${long}${n}` })),
    ]),
  );
  const broken = Object.fromEntries(
    Array.from({ length: 300 }, (_, n) => [`${'<'.repeat(400)}${n}.json`, '{']),
  );
  const result = check(folder('new', { ...next, ...broken }), folder('old', {}), catalog);
  const text = CHECK_FORMATS.markdown(result);
  expect(text.length).toBeLessThanOrEqual(60_000);
  expect(text).toMatch(/more policies did not fit here: \d+ new-access, 300 unknown/);
});

type SarifLog = {
  readonly version: string;
  readonly runs: readonly {
    readonly tool: { readonly driver: { readonly rules: readonly Rule[] } };
    readonly results: readonly SarifResult[];
  }[];
};
type Rule = {
  readonly id: string;
  readonly name: string;
  readonly shortDescription: { readonly text: string };
  readonly fullDescription: { readonly text: string };
  readonly help: { readonly text: string };
  readonly defaultConfiguration: { readonly level: string };
};
type SarifResult = {
  readonly ruleId: string;
  readonly ruleIndex: number;
  readonly level: string;
  readonly message: { readonly text: string };
  readonly locations: readonly {
    readonly physicalLocation: {
      readonly artifactLocation: { readonly uri: string };
      readonly region: { readonly startLine: number };
    };
  }[];
  readonly partialFingerprints: Readonly<Record<string, string>>;
};

/** What the schema asks of the parts that are written; OASIS, "SARIF Version 2.1.0", 3.13 to 3.49. */
describe.each(STORIES)('SARIF of %s', (story) => {
  const log = JSON.parse(CHECK_FORMATS.sarif(resultOf(story))) as SarifLog;
  const run = log.runs[0];

  test('has one run of version 2.1.0 with whole rules', () => {
    expect(log.version).toBe('2.1.0');
    expect(log.runs).toHaveLength(1);
    for (const rule of run?.tool.driver.rules ?? []) {
      expect(rule.id).toMatch(/^[a-z-]+$/);
      expect(rule.name).toMatch(/^[A-Z][A-Za-z]+$/);
      for (const text of [rule.shortDescription.text, rule.fullDescription.text, rule.help.text]) {
        expect(text.length).toBeGreaterThan(10);
      }
      expect(['error', 'warning', 'note']).toContain(rule.defaultConfiguration.level);
    }
  });

  test('has results that name their rule, a place in a file, and themselves', () => {
    const fingerprints = new Set<string>();
    for (const result of run?.results ?? []) {
      expect(run?.tool.driver.rules[result.ruleIndex]?.id).toBe(result.ruleId);
      expect(['error', 'warning', 'note']).toContain(result.level);
      expect(result.message.text).not.toBe('');
      const place = result.locations[0]?.physicalLocation;
      expect(place?.artifactLocation.uri).toMatch(/^(?:[A-Za-z0-9\-._~!*'()/]|%[0-9A-F]{2})+$/);
      expect(Number.isInteger(place?.region.startLine)).toBe(true);
      expect(place?.region.startLine).toBeGreaterThanOrEqual(1);
      fingerprints.add(JSON.stringify(result.partialFingerprints));
    }
    expect(fingerprints.size).toBe(run?.results.length);
  });
});

test('a fingerprint survives lines and statements before it', () => {
  const fingerprintOf = (...before: readonly Element[]): unknown => {
    const statements = [...before.map(allow), allow({ Sid: 'New', Action: 'sqs:*' })];
    const prior = policy(...before.map(allow));
    const sides = [{ 'a.json': policy(...statements) }, { 'a.json': prior }] as const;
    const result = check(folder('new', sides[0]), folder('old', sides[1]), catalog);
    const log = JSON.parse(CHECK_FORMATS.sarif(result)) as SarifLog;
    return log.runs[0]?.results[0]?.partialFingerprints;
  };
  expect(fingerprintOf({ Sid: 'One' }, { Sid: 'Two' })).toEqual(fingerprintOf());
});
