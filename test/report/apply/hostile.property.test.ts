/**
 * Names and texts that would do harm, in every format of `apply/`: proven inert by reading each format
 * as its tool does, and the text is still the same text.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import vm from 'node:vm';
import { transformSync } from 'esbuild';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parse as parseYaml } from 'yaml';
import { audit } from '../../../src/index.js';
import type { Result } from '../../../src/model/result.js';
import { applyFiles } from '../../../src/report/apply/index.js';
import type { OutputFile } from '../../../src/report/output-file.js';
import {
  allow,
  arnOf,
  CATALOG,
  evidenceOf,
  managed,
  optionsOf,
  policy,
  role,
  use,
  user,
} from '../../world.js';

const folder = mkdtempSync(join(tmpdir(), 'leastwise-hostile-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Stand in the account where hostile text is put in their place. */
const [NAME, TEXT] = ['nameOfSomebody', 'textOfSomebody'] as const;

let calm: Result;
beforeAll(() => {
  const statement = {
    ...allow('sqs:*'),
    Sid: 'Queues',
    Condition: { StringLike: { 'aws:x': TEXT } },
  };
  const AWS = 'arn:aws:iam::aws:policy/AmazonEC2FullAccess' as ReturnType<typeof arnOf>;
  const press = role(NAME, {
    inlinePolicies: [
      { name: `${NAME}-work`, document: policy(allow(['ec2:*', 's3:*']), statement) },
      { name: 'gone', document: policy({ ...allow('sns:*'), Sid: 'Gone' }) },
    ],
    attachedPolicies: [arnOf('policy', `${NAME}-shared`)],
    boundary: AWS,
  });
  const pip = user(`${NAME}-pip`, {
    attachedPolicies: [AWS],
    boundary: arnOf('policy', `${NAME}-limit`),
  });
  const world = {
    snapshot: {
      roles: [press],
      users: [pip],
      managedPolicies: [
        managed(`${NAME}-shared`, policy(allow(['ec2:*', 'lambda:*']), statement)),
        managed('AmazonEC2FullAccess', policy(allow('ec2:*')), { arn: AWS, owner: 'aws' }),
        managed(`${NAME}-limit`, policy(allow(['ec2:*', 'lambda:*']), statement), {
          attachmentCount: 0,
          boundaryUsageCount: 1,
        }),
      ],
    },
    usage: {
      uses: [press, pip].flatMap((who) => [
        use(who, 'ec2:DescribeVolumes'),
        use(who, 'sqs:CreateQueue'),
      ]),
    },
  };
  calm = audit(evidenceOf(world), CATALOG, optionsOf(world));
  expect(calm.recommendations.map(({ kind }) => kind)).toEqual(
    expect.arrayContaining(['replace-permissions-boundary', 'trim-permissions-boundary']),
  );
  expect(calm.recommendations.length).toBeGreaterThan(5);
}, 60_000);

function withTexts(name: string, text: string): readonly OutputFile[] {
  const inJson = (value: string) => JSON.stringify(value).slice(1, -1);
  const texts = JSON.stringify(calm)
    .replaceAll(NAME, () => inJson(name))
    .replaceAll(TEXT, () => inJson(text));
  return applyFiles(JSON.parse(texts) as Result);
}

const filesIn = (files: readonly OutputFile[], part: string) =>
  files.filter(({ path }) => path.includes(part) || path.at(-1) === part);

const UNSEEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u;

const PIECES = [
  "'",
  '"',
  '`',
  '\\',
  '\n',
  '\r\n',
  '\t',
  '$(touch owned)',
  '${x}',
  '$${x}',
  '%{if}',
  '%%{x}',
  '{{x}}',
  '</script>',
  '<img src=x>',
  '-->',
  '*/',
  '//',
  '#',
  '=1+1',
  '@x',
  '|',
  '[x](y)',
  ';',
  '&',
  '\u0000',
  '\u001b[31m',
  '\u202e',
  '\u2028',
  '\ufeff',
  '\ud800',
  '\u{1f600}',
  'file://x',
  '!!js',
  ': ',
  '- ',
  'EOF',
  'é',
  '?',
  '*',
  '~',
];
const someText = fc
  .array(fc.constantFrom(...PIECES), { minLength: 1, maxLength: 6 })
  .map((pieces) => pieces.join(''));
/** What IAM lets a name be, at its worst. */
const someName = fc
  .array(fc.constantFrom('-', '--', '=', ',', '.', '..', '@', '+', '_', 'a', 'true', 'file'), {
    minLength: 1,
    maxLength: 5,
  })
  .map((pieces) => pieces.join(''));

/** Text that cannot be UTF-8 is replaced by whoever writes files. */
const asWritten = (text: string) => Buffer.from(text, 'utf8').toString('utf8');

describe('in every format', () => {
  test('no control, format or bidirectional character, and no tag stands as it is', () => {
    fc.assert(
      fc.property(someText, someText, (name, text) => {
        for (const { path, content } of withTexts(name, text)) {
          const where = path.join('/');
          if (path.includes('policies')) {
            JSON.parse(content);
            expect(UNSEEN.test(content.replaceAll('\n', '')), where).toBe(false);
            continue;
          }
          expect(where).toMatch(/^apply(?:\/[A-Za-z0-9.-]+)+$/);
          expect(UNSEEN.test(content.replaceAll('\n', '')), where).toBe(false);
        }
      }),
      { numRuns: 40 },
    );
  });
});

describe('the page of apply/', () => {
  test('keeps its rows and columns, and holds no tag, link or code of somebody else', () => {
    const cells = (line: string) => line.split(/(?<!\\)\|/).length;
    fc.assert(
      fc.property(someText, (name) => {
        const page =
          withTexts(name, 'x').find(({ path }) => path.at(-1) === 'README.md')?.content ?? '';
        const rows = page.split('\n').filter((line) => line.startsWith('|'));
        expect(new Set(rows.map(cells))).toEqual(new Set([4]));
        expect(page).not.toMatch(/<(?!br>)/);
        for (const [, target] of page.matchAll(/\]\(([^)]*)\)/g)) {
          expect(target).toMatch(/^\d{12}\/diff\/[A-Za-z0-9-]+\.txt$/);
        }
      }),
      { numRuns: 40 },
    );
  });
});

describe('Terraform', () => {
  test('as HCL: literals and words of ours only, and each literal says what it should', () => {
    fc.assert(
      fc.property(someText, someText, (name, text) => {
        const files = withTexts(name, text).filter(({ path }) => path.at(-1)?.endsWith('.tf'));
        const literals = files.flatMap(({ content }) => literalsOf(content));
        expect(literals).toContain(asWritten(name));
        expect(literals).toContain(asWritten(text));
      }),
      { numRuns: 40 },
    );
  });

  test('as JSON: no template begins, and the policy is the policy', () => {
    fc.assert(
      fc.property(someText, someText, (name, text) => {
        for (const { content } of filesIn(withTexts(name, text), 'terraform-json')) {
          if (!content.startsWith('{')) continue;
          const { resource } = JSON.parse(content);
          expect(resource).toBeTypeOf('object');
          for (const [type, blocks] of Object.entries<Record<string, Record<string, unknown>>>(
            resource,
          )) {
            for (const block of Object.values(blocks)) {
              if (typeof block.policy !== 'string') continue;
              const policyText = JSON.stringify(JSON.parse(untemplated(block.policy)));
              if (policyText.includes('Queues')) {
                expect(policyText, type).toContain(JSON.stringify(text).slice(1, -1));
              }
              if (typeof block.role === 'string') expect(untemplated(block.role)).toBe(name);
            }
          }
        }
      }),
      { numRuns: 40 },
    );
  });
});

/** Takes HCL apart as Terraform's lexer does; whatever is neither literal nor a word of ours fails. */
function literalsOf(hcl: string): readonly string[] {
  const literals: string[] = [];
  const rest = hcl
    .split('\n')
    .filter((line) => !line.startsWith('#'))
    .join('\n')
    .replace(/"((?:[^"\\\n]|\\.)*)"/g, (_, body: string) => {
      literals.push(unescaped(body));
      return 'L';
    });
  expect(rest).toMatch(/^(?:[a-zA-Z0-9_.\s{}[\](),=]|>= )*$/);
  return literals;
}

/** HCL Native Syntax Specification, "Quoted Templates": a template sequence would be none of these. */
function unescaped(body: string): string {
  expect(body.replace(/\$\$\{|%%\{/g, '')).not.toMatch(/[$%]\{/);
  return body.replace(
    /\\(?:u([0-9a-f]{4})|U([0-9a-f]{8})|(.))|([$%])\4(?=\{)/g,
    (_, u, long, char, sign) => {
      if (sign !== undefined) return sign;
      if (char === undefined) {
        const code = Number.parseInt(u ?? long, 16);
        return code >= 0xd800 && code < 0xe000 ? '\ufffd' : String.fromCodePoint(code);
      }
      const known = ({ n: '\n', r: '\r', t: '\t', '"': '"', '\\': '\\' } as Record<string, string>)[
        char
      ];
      if (known === undefined) throw new Error(`HCL knows no escape \\${char}`);
      return known;
    },
  );
}

function untemplated(text: string): string {
  expect(text.replace(/\$\$\{|%%\{/g, '')).not.toMatch(/[$%]\{/);
  return text.replace(/([$%])\1(?=\{)/g, '$1');
}

test('CloudFormation: YAML 1.1 reads back what was written, and nothing more', () => {
  fc.assert(
    fc.property(someText, someText, (name, text) => {
      for (const { content } of filesIn(withTexts(name, text), 'cloudformation')) {
        const template = parseYaml(content, { version: '1.1', schema: 'yaml-1.1' });
        expect(Object.keys(template)).toEqual(['AWSTemplateFormatVersion', 'Resources']);
        const json = JSON.stringify(template);
        if (json.includes('Queues')) expect(json).toContain(JSON.stringify(text).slice(1, -1));
      }
    }),
    { numRuns: 40 },
  );
});

test('CDK: TypeScript that makes the constructs, and does nothing else', () => {
  fc.assert(
    fc.property(someText, someText, (name, text) => {
      for (const { content } of filesIn(withTexts(name, text), 'cdk')) {
        const { code } = transformSync(content, { loader: 'ts', format: 'cjs' });
        const made: unknown[] = [];
        const construct = new Proxy(
          {},
          {
            get: () =>
              class {
                constructor(_: unknown, __: unknown, props: unknown) {
                  made.push(props);
                }
                applyRemovalPolicy() {
                  return undefined;
                }
              },
          },
        );
        const library = {
          Stack: class {},
          RemovalPolicy: { RETAIN: 'retain' },
          aws_iam: construct,
          aws_organizations: construct,
        };
        const module: { exports: Record<string, new () => unknown> } = { exports: {} };
        vm.runInNewContext(code, { module, exports: module.exports, require: () => library });
        for (const Made of Object.values(module.exports)) new Made();
        expect(made.length).toBeGreaterThan(0);
        const json = JSON.stringify(made);
        if (json.includes('Queues')) expect(json).toContain(JSON.stringify(text).slice(1, -1));
      }
    }),
    { numRuns: 15 },
  );
});

describe('scripts', () => {
  /** Stands for the AWS CLI inside of the script's own shell: notes its words, answers what is asked. */
  const HARNESS = String.raw`
aws() {
  printf '%s\0' "$@" >>"$LOG"; printf '\1\0' >>"$LOG"
  case "$1 $2" in
    'sts get-caller-identity') echo 111122223333 ;;
    'iam get-policy') case "$3" in *leastwise*|*-1) echo NoSuchEntity >&2; return 255 ;; *) echo v1 ;; esac ;;
    'iam list-attached-'*) case "$*" in *FullAccess*) echo attached ;; *) echo detached ;; esac ;;
    'iam get-'*) echo from ;;
  esac
}
export -f aws
`;

  test('names that IAM allows: each word reaches the AWS CLI as one word', () => {
    const names = fc.sample(someName, { numRuns: 3, seed: 7 });
    for (const [index, name] of names.entries()) {
      const files = filesIn(withTexts(name, "it's $(touch owned) `touch owned`"), 'cli');
      for (const { path, content } of files) {
        const at = join(folder, String(index), ...path);
        mkdirSync(dirname(at), { recursive: true });
        writeFileSync(at, content);
      }
      const scripts = files.filter(({ path }) => path.at(-1) === 'apply.sh');
      expect(scripts.length).toBeGreaterThan(2);
      const log = join(folder, `${index}.log`);
      const all = scripts.map(({ path }) => `'${join(folder, String(index), ...path)}'`).join(' ');
      const { stderr } = spawnSync(
        'bash',
        [
          '-c',
          `${HARNESS}\nfor script in ${all}; do bash -n "$script" || exit 9; bash "$script"; done`,
        ],
        { env: { PATH: process.env.PATH, LOG: log }, encoding: 'utf8', cwd: folder },
      );
      expect(stderr).not.toMatch(/syntax|not found|owned/);
      const calls = readFileSync(log, 'utf8')
        .split('\u0001\0')
        .map((call) => call.split('\0').slice(0, -1));
      const words = new Set(calls.flat());
      expect(words).toContain(`--role-name=${name}`);
      expect(words).toContain(`--policy-name=${name}-work`);
      expect(calls.some(([, operation]) => operation === 'put-role-policy')).toBe(true);
    }
    expect(spawnSync('find', [folder, '-name', 'owned'], { encoding: 'utf8' }).stdout).toBe('');
  });

  test('names that IAM would not allow get no script', () => {
    for (const name of ['a b', "it's", '$(reboot)', 'x\ny', '\u202e', 'é', '']) {
      const files = withTexts(`${name}!`, 'x');
      for (const { content } of filesIn(files, 'cli')) {
        expect(content).not.toContain('reboot');
        expect(content).not.toContain('--role-name');
      }
    }
  });
});
