import { describe, expect, test } from 'vitest';
import { parsePolicy } from '../../src/policy/parse-policy.js';

/** Reading a bucket from the office: everything that a statement can hold, understood. */
const READ_LOGS = {
  Sid: 'ReadLogs',
  Effect: 'Allow',
  Action: 's3:GetObject',
  Resource: ['arn:aws:s3:::meadow-logs/*'],
  Condition: { IpAddress: { 'aws:SourceIp': '203.0.113.0/24' } },
};
const policy = (...statements: unknown[]) => ({ Version: '2012-10-17', Statement: statements });
const statementOf = (statement: unknown) => parsePolicy(policy(statement)).document.statements[0];
const pathsOf = (input: unknown) => parsePolicy(input).problems.map(({ path }) => path);

describe('what IAM accepts', () => {
  test('a statement with everything in it', () => {
    const { document, problems } = parsePolicy(policy(READ_LOGS));
    expect(problems).toEqual([]);
    expect(document).toEqual({
      version: '2012-10-17',
      versionStated: true,
      statements: [
        {
          sid: 'ReadLogs',
          effect: 'Allow',
          actions: { negated: false, patterns: ['s3:GetObject'] },
          resources: { negated: false, patterns: ['arn:aws:s3:::meadow-logs/*'] },
          conditions: [
            {
              operator: 'IpAddress',
              ifExists: false,
              key: 'aws:SourceIp',
              values: ['203.0.113.0/24'],
            },
          ],
          opaque: false,
          raw: READ_LOGS,
        },
      ],
    });
  });

  test.each([
    { input: JSON.stringify(policy(READ_LOGS)), why: 'JSON text' },
    { input: `\uFEFF\n ${JSON.stringify(policy(READ_LOGS))}`, why: 'byte order mark and space' },
    { input: encodeURIComponent(JSON.stringify(policy(READ_LOGS))), why: 'as IAM answers' },
    { input: { ...policy(), Statement: READ_LOGS }, why: 'one statement without a list' },
  ])('$why reads the same', ({ input }) => {
    expect(parsePolicy(input)).toEqual(parsePolicy(policy(READ_LOGS)));
  });

  test('text is decoded once, and not at all when it is JSON', () => {
    const statement = { ...READ_LOGS, Resource: 'arn:aws:s3:::meadow-logs/100%25/*' };
    const text = JSON.stringify(policy(statement));
    for (const input of [text, encodeURIComponent(text)]) {
      expect(parsePolicy(input).document.statements[0]?.resources?.patterns).toEqual([
        'arn:aws:s3:::meadow-logs/100%25/*',
      ]);
    }
  });

  test('without `Version` it is 2008-10-17', () => {
    const { document, problems } = parsePolicy({ Statement: [READ_LOGS] });
    expect([document.version, document.versionStated, problems]).toEqual(['2008-10-17', false, []]);
  });

  test.each([
    { written: 'foranyvalue:stringlikeifexists', why: 'operator names ignore case' },
    { written: 'ForAnyValue:StringLikeIfExists', why: 'as AWS spells it' },
  ])('$written: $why', ({ written }) => {
    const statement = { ...READ_LOGS, Condition: { [written]: { 'aws:TagKeys': ['team'] } } };
    expect(statementOf(statement)?.conditions).toEqual([
      {
        operator: 'StringLike',
        qualifier: 'ForAnyValue',
        ifExists: true,
        key: 'aws:TagKeys',
        values: ['team'],
      },
    ]);
  });

  test('booleans and numbers may stand without quotes', () => {
    const statement = {
      ...READ_LOGS,
      Condition: { Bool: { 'aws:SecureTransport': true }, NumericLessThan: { 's3:max-keys': 10 } },
    };
    expect(statementOf(statement)?.conditions.map(({ values }) => values)).toEqual([
      ['true'],
      ['10'],
    ]);
    expect(statementOf(statement)?.opaque).toBe(false);
  });

  test.each([
    { Principal: '*', set: { kind: 'any' } },
    {
      Principal: { AWS: '111122223333', Service: ['ec2.amazonaws.com'] },
      set: {
        kind: 'listed',
        aws: ['111122223333'],
        service: ['ec2.amazonaws.com'],
        federated: [],
        canonicalUser: [],
      },
    },
  ])('a trust policy for $Principal needs no resource', ({ Principal, set }) => {
    const statement = { Effect: 'Allow', Principal, Action: 'sts:AssumeRole' };
    expect(parsePolicy(policy(statement)).problems).toEqual([]);
    expect(statementOf(statement)?.principals).toEqual({ negated: false, set });
    expect(statementOf(statement)).not.toHaveProperty('resources');
  });
});

describe('what IAM refuses makes the statement opaque', () => {
  test.each([
    { change: { Action: ['s3:GetObject', 7] }, path: 'Statement[0].Action[1]', why: 'no text' },
    { change: { Action: 's3GetObject' }, path: 'Statement[0].Action', why: 'no service' },
    { change: { Action: [] }, path: 'Statement[0].Action', why: 'nothing listed' },
    { change: { Action: null }, path: 'Statement[0].Action', why: 'null' },
    { change: { NotAction: 's3:*' }, path: 'Statement[0].NotAction', why: 'both twins' },
    { change: { Resource: 'meadow-logs' }, path: 'Statement[0].Resource', why: 'no ARN' },
    { change: { Resource: {} }, path: 'Statement[0].Resource', why: 'an object' },
    { change: { NotResource: '*' }, path: 'Statement[0].NotResource', why: 'both twins' },
    { change: { Sid: 1 }, path: 'Statement[0].Sid', why: 'a number for a Sid' },
    { change: { action: 's3:*' }, path: 'Statement[0].action', why: 'elements have case' },
    { change: { Comment: 'hi' }, path: 'Statement[0].Comment', why: 'unknown element' },
    { change: { Principal: 'bob' }, path: 'Statement[0].Principal', why: 'only `*` is plain' },
    { change: { Principal: {} }, path: 'Statement[0].Principal', why: 'nobody' },
    { change: { Principal: { User: 'a' } }, path: 'Statement[0].Principal.User', why: 'no kind' },
    {
      change: { Principal: { AWS: ['*', 'arn:aws:iam::111122223333:role/*'] } },
      path: 'Statement[0].Principal.AWS[1]',
      why: 'no wildcards in a principal',
    },
    { change: { Condition: [] }, path: 'Statement[0].Condition', why: 'a list of conditions' },
    {
      change: { Condition: { StringSounds: { 'aws:username': 'x' } } },
      path: 'Statement[0].Condition.StringSounds',
      why: 'unknown operator',
    },
    {
      change: { Condition: { NullIfExists: { 'aws:username': 'true' } } },
      path: 'Statement[0].Condition.NullIfExists',
      why: 'Null takes no IfExists',
    },
    {
      change: { Condition: { StringEquals: {} } },
      path: 'Statement[0].Condition.StringEquals',
      why: 'no keys',
    },
    {
      change: { Condition: { StringEquals: { 'aws:username': [] } } },
      path: 'Statement[0].Condition.StringEquals.aws:username',
      why: 'no values',
    },
    {
      change: { Condition: { IpAddress: { 'aws:SourceIp': ['10.0.0.0/8', '10.0.0.0/33'] } } },
      path: 'Statement[0].Condition.IpAddress.aws:SourceIp[1]',
      why: 'no such prefix',
    },
    {
      change: { Condition: { Bool: { 'aws:SecureTransport': 'yes' } } },
      path: 'Statement[0].Condition.Bool.aws:SecureTransport',
      why: 'no boolean',
    },
    {
      change: { Condition: { ArnLike: { 'aws:PrincipalArn': 'arn:aws:iam:*' } } },
      path: 'Statement[0].Condition.ArnLike.aws:PrincipalArn',
      why: 'an ARN has six parts',
    },
    {
      change: { Condition: { StringLike: { 'aws:username': '${aws:username' } } },
      path: 'Statement[0].Condition.StringLike.aws:username',
      why: 'unfinished variable',
    },
    {
      change: {
        Condition: { StringLike: { 'aws:UserName': 'a' }, stringlike: { 'aws:username': 'b' } },
      },
      path: 'Statement[0].Condition',
      why: 'the same condition twice, in two spellings',
    },
    {
      change: { Resource: ['*', `arn:aws:s3:::${'a'.repeat(40_000)}`] },
      path: 'Statement[0].Resource[1]',
      why: 'longer than a policy',
    },
    {
      change: { Condition: { StringLike: { 'aws:username': 'a*'.repeat(20_000) } } },
      path: 'Statement[0].Condition.StringLike.aws:username',
      why: 'longer than a policy',
    },
    { change: { Sid: 'Łąka' }, path: 'Statement[0].Sid', why: 'characters above U+00FF' },
  ])('$path: $why', ({ change, path }) => {
    const { document, problems } = parsePolicy(policy({ ...READ_LOGS, ...change }, READ_LOGS), {
      subject: 'arn:aws:iam::111122223333:policy/logs',
      source: 'logs.json',
    });
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatchObject({
      kind: 'policy',
      path,
      subject: 'arn:aws:iam::111122223333:policy/logs',
      source: 'logs.json',
    });
    expect(document.statements.map(({ opaque }) => opaque)).toEqual([true, false]);
  });

  test.each([{ Effect: 'allow' }, { Effect: undefined }, { Effect: 3 }])(
    'an unclear effect $Effect may be either',
    (change) => {
      const { statements } = parsePolicy(policy({ ...READ_LOGS, ...change })).document;
      expect(statements.map(({ effect, opaque }) => [effect, opaque])).toEqual([
        ['Allow', true],
        ['Deny', true],
      ]);
    },
  );

  test('what cannot be read may match anything', () => {
    expect(statementOf({ ...READ_LOGS, Action: ['s3:Get*', 7] })?.actions.patterns).toEqual(['*']);
    expect(statementOf({ ...READ_LOGS, Resource: [{}] })?.resources?.patterns).toEqual(['*']);
  });
});

describe('documents', () => {
  test.each([
    { input: 'not a policy', why: 'plain text' },
    { input: '{"Version": ', why: 'cut off' },
    { input: '%7B%22Version%22', why: 'cut off and encoded' },
    { input: '%E0%A4%A', why: 'broken encoding' },
    { input: [READ_LOGS], why: 'a list' },
    { input: undefined, why: 'nothing' },
    { input: null, why: 'null' },
    { input: { Version: '2012-10-17' }, why: 'no statement' },
    { input: { ...policy(READ_LOGS), Version: '2012-10-18' }, why: 'unknown version' },
    { input: { ...policy(READ_LOGS), Comment: '' }, why: 'unknown element' },
    { input: { ...policy(READ_LOGS), Id: {} }, why: 'id of a wrong type' },
    { input: `{"Statement":${'['.repeat(50_000)}${']'.repeat(50_000)}}`, why: 'too deep' },
  ])('$why: an unknown Allow and an unknown Deny remain', ({ input }) => {
    const { document, problems } = parsePolicy(input);
    expect(problems).toHaveLength(1);
    expect(document.statements.slice(-2).map(({ effect, opaque }) => [effect, opaque])).toEqual([
      ['Allow', true],
      ['Deny', true],
    ]);
  });

  test.each([
    { text: '{\n  "Version": "2012-10-17",\n  "Statement": x\n}', where: 'line 3, column 16' },
    { text: '{"Statement": [1,]}', where: 'line 1, column 18' },
    { text: '{"a": "b\n"}', where: 'line 1, column 9' },
    { text: '{"a": "\\x"}', where: 'line 1, column 8' },
    { text: '{"a": 01}', where: 'line 1, column 8' },
    { text: '{"a": 1} {', where: 'line 1, column 10' },
    { text: '{"a" 1}', where: 'line 1, column 6' },
    { text: '{"a": [1}', where: 'line 1, column 9' },
    { text: '{"Version": "2012', where: 'it ends too early' },
  ])('a syntax error says where: $where', ({ text, where }) => {
    expect(parsePolicy(text).problems[0]?.message).toBe(`not JSON: ${where}`);
  });

  test('a cycle in an object is too deep, not a hang', () => {
    const statement: Record<string, unknown> = { ...READ_LOGS };
    statement.Condition = statement;
    expect(pathsOf(policy(statement))).toEqual([undefined]);
  });

  test('duplicate keys are found, in statements and above', () => {
    const text = `{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Effect":"Allow",
      "Action":"s3:*","Resource":"*","Condition":{"StringEquals":{"aws:username":"a",
      "aws:\\u0075sername":"b"}}},{"Effect":"Allow","Action":"ec2:*","Resource":"*"}]}`;
    expect(pathsOf(text)).toEqual([
      'Statement[0].Effect',
      'Statement[0].Condition.StringEquals.aws:username',
    ]);
    expect(parsePolicy(text).document.statements.map(({ opaque }) => opaque)).toEqual([
      true,
      false,
    ]);
    const twice = '{"Version":"2012-10-17","Statement":[],"Statement":[]}';
    expect(pathsOf(twice)).toEqual(['Statement']);
    expect(parsePolicy(twice).document.statements).toHaveLength(2);
  });

  test('keys of JavaScript objects are no elements', () => {
    const text = `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:*",
      "Resource":"*","Condition":{"__proto__":{"aws:username":"a"}},"constructor":1}]}`;
    expect(pathsOf(text)).toEqual(['Statement[0].constructor', 'Statement[0].Condition.__proto__']);
  });

  test('statements above the cap are not silently lost', () => {
    const { document, problems } = parsePolicy(policy(...new Array(20_001).fill(READ_LOGS)));
    expect(problems).toHaveLength(1);
    expect(document.statements).toHaveLength(20_002);
    expect(document.statements.at(-1)?.opaque).toBe(true);
  });

  test('a thousand faults are folded', () => {
    const { problems } = parsePolicy(policy(...new Array(1000).fill({ ...READ_LOGS, Sid: 1 })));
    expect(problems).toHaveLength(101);
    expect(problems.at(-1)?.count).toBe(900);
  });
});
