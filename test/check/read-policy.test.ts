import { expect, test } from 'vitest';
import { readPolicy } from '../../src/check/read-policy.js';
import { allow, fileOf, policy } from './policy-sides.js';

const document = policy(allow({ Sid: 'Read' }), allow({ Action: 'sqs:SendMessage' }));

test.each([
  { why: 'a bare document', content: document, path: 'Statement[1]', line: 10 },
  {
    why: 'get-policy-version',
    content: { PolicyVersion: { Document: document, VersionId: 'v2' } },
    path: 'PolicyVersion.Document.Statement[1]',
    line: 12,
  },
  {
    why: 'get-role-policy',
    content: { RoleName: 'app', PolicyName: 'own', PolicyDocument: document },
    path: 'PolicyDocument.Statement[1]',
    line: 13,
  },
  {
    why: 'get-role',
    content: { Role: { Path: '/', AssumeRolePolicyDocument: document } },
    path: 'Role.AssumeRolePolicyDocument.Statement[1]',
    line: 13,
  },
  {
    why: 'get-bucket-policy: text in JSON',
    content: { Policy: JSON.stringify(document) },
    path: 'Policy.Statement[1]',
    line: 2,
  },
  {
    why: 'URL-encoded, as the API gives it',
    content: encodeURIComponent(JSON.stringify(document, undefined, 2)),
    path: 'Statement[1]',
    line: 1,
  },
])('$why', ({ content, path, line }) => {
  const read = readPolicy(fileOf('app.json', content));
  expect(read?.problems).toEqual([]);
  expect(read?.document.statements).toHaveLength(2);
  expect(read?.placeOf(1)).toMatchObject({ index: 1, path, line });
});

test('one statement without a list', () => {
  const read = readPolicy(fileOf('app.json', { Statement: allow({}) }));
  expect(read?.placeOf(0)).toMatchObject({ path: 'Statement', line: 2 });
});

test.each([
  { why: 'no policy in it', path: 'package.json', content: { name: 'policies' } },
  { why: 'a list', path: 'list.json', content: '[]' },
  { why: 'a description of a policy', path: 'a.json', content: { Policy: { PolicyName: 'own' } } },
  { why: 'a template that is no JSON', path: 'a.tpl', content: '{{ template }}' },
])('$why: not a policy', ({ path, content }) => {
  expect(readPolicy(fileOf(path, content))).toBeUndefined();
});

test.each([
  { why: 'empty', path: 'a.json', content: '', line: 1 },
  { why: 'a comma too many', path: 'a.json', content: '{\n  "a": 1,\n}', line: 3 },
  {
    why: 'not called JSON, and speaks of statements',
    path: 'a.tpl',
    content: '{"Statement":\n%{x}}',
    line: 2,
  },
  {
    why: 'two documents',
    path: 'a.json',
    content: { PolicyDocument: document, Policy: '{}' },
    line: 1,
  },
  {
    why: 'a wrapper twice',
    path: 'a.json',
    content: '{"PolicyDocument":{"Statement":[]},"PolicyDocument":{}}',
    line: 1,
  },
  { why: 'misspelled', path: 'a.json', content: { statement: [] }, line: 1 },
])('$why: nothing is concluded', ({ path, content, line }) => {
  const read = readPolicy(fileOf(path, content));
  expect(read?.document.statements.every(({ opaque }) => opaque)).toBe(true);
  expect(read?.document.statements).not.toEqual([]);
  expect(read?.problems[0]).toMatchObject({ source: `new/${path}`, line });
});
