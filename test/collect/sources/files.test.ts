import { once } from 'node:events';
import {
  appendFileSync,
  chmodSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { SourceEvent } from '../../../src/collect/records.js';
import { type ReadFilesOptions, readFiles } from '../../../src/collect/sources/files.js';
import { UserError } from '../../../src/model/user-error.js';
import { type FileRead, readAll } from './read-all.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'leastwise-sources-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

function put(name: string, content: string | Buffer): string {
  const path = join(folder, name);
  mkdirSync(join(path, '..'), { recursive: true });
  writeFileSync(path, content);
  return path;
}

async function readOne(content: string | Buffer, name = 'input'): Promise<FileRead> {
  const { files } = await readAll(readFiles([put(name, content)]));
  expect(files).toHaveLength(1);
  return files[0] as FileRead;
}

const record = (n: number): Record<string, unknown> => ({
  eventVersion: '1.11',
  eventSource: 'ec2.amazonaws.com',
  eventName: 'StopInstances',
  eventID: `00000000-0000-0000-0000-00000000000${n}`,
  requestParameters: { instancesSet: { items: [{ instanceId: 'i-0abc "quoted" {x}' }] } },
});
const role = { RoleName: 'deployer', RoleId: 'AROA1', AssumeRolePolicyDocument: '%7B%7D' };
const user = { UserName: 'ana', UserId: 'AIDA1' };
const page = (roles: readonly unknown[]): unknown => ({
  UserDetailList: [user],
  GroupDetailList: [],
  RoleDetailList: roles,
  Policies: [{ PolicyName: 'work', PolicyVersionList: [] }],
  IsTruncated: false,
});
const policy =
  '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:*","Resource":"*"}]}';
const csv =
  'user,arn,user_creation_time,password_enabled\nana,arn:aws:iam::111122223333:user/ana,2026-01-01T00:00:00+00:00,true\n';
const text = JSON.stringify;
const trailName = '111122223333_CloudTrail_eu-west-1_20260901T1005Z_AbCdEfGhIjKlMnOp.json.gz';

/** @param then done before each event is handed on */
async function* whileReading(
  events: AsyncIterable<SourceEvent>,
  then: () => void,
): AsyncGenerator<SourceEvent> {
  for await (const event of events) {
    then();
    yield event;
  }
}

describe('what a file is, by its content', () => {
  const envelope = (n: number): unknown => ({
    version: '0',
    'detail-type': 'AWS API Call via CloudTrail',
    detail: record(n),
  });
  const looked = { Events: [{ EventId: '1', CloudTrailEvent: text(record(1)) }] };
  const two = { Records: [record(1), record(2)] };
  test.each<{ why: string; content: string | Buffer; kind: string; records: readonly string[] }>([
    {
      why: 'a trail file',
      content: text(two),
      kind: 'cloudtrail',
      records: ['cloudtrail', 'cloudtrail'],
    },
    {
      why: 'a trail file, gzipped',
      content: gzipSync(text(two)),
      kind: 'cloudtrail',
      records: ['cloudtrail', 'cloudtrail'],
    },
    {
      why: 'a trail file, indented',
      content: text(two, null, 2),
      kind: 'cloudtrail',
      records: ['cloudtrail', 'cloudtrail'],
    },
    {
      why: 'a byte order mark and white space first',
      content: `\uFEFF\n  ${text(two)}`,
      kind: 'cloudtrail',
      records: ['cloudtrail', 'cloudtrail'],
    },
    { why: 'an empty hour', content: '{"Records":[]}', kind: 'cloudtrail', records: [] },
    { why: 'LookupEvents', content: text(looked), kind: 'cloudtrail', records: ['cloudtrail'] },
    {
      why: 'LookupEvents, pages as lines',
      content: `${text(looked)}\n${text(looked)}\n`,
      kind: 'cloudtrail',
      records: ['cloudtrail', 'cloudtrail'],
    },
    {
      why: 'an EventBridge envelope',
      content: text(envelope(1)),
      kind: 'cloudtrail',
      records: ['cloudtrail'],
    },
    {
      why: 'EventBridge envelopes in an array',
      content: text([envelope(1), envelope(2)]),
      kind: 'cloudtrail',
      records: ['cloudtrail', 'cloudtrail'],
    },
    {
      why: 'EventBridge envelopes as lines',
      content: `${text(envelope(1))}\n${text(envelope(2))}`,
      kind: 'cloudtrail',
      records: ['cloudtrail', 'cloudtrail'],
    },
    {
      why: 'records as lines',
      content: [1, 2, 3].map((n) => text(record(n))).join('\n'),
      kind: 'cloudtrail',
      records: ['cloudtrail', 'cloudtrail', 'cloudtrail'],
    },
    {
      why: 'records in an array',
      content: text([record(1), record(2)]),
      kind: 'cloudtrail',
      records: ['cloudtrail', 'cloudtrail'],
    },
    {
      why: 'a digest file: checked where it is read',
      content: text({ awsAccountId: '111122223333', digestS3Object: 'x', logFiles: [] }),
      kind: 'digest',
      records: ['digest'],
    },
    {
      why: 'authorization details',
      content: text(page([role])),
      kind: 'authorization-details',
      records: ['user', 'role', 'managed-policy'],
    },
    {
      why: 'policies come first when keys are sorted',
      content: text({ Policies: [{ PolicyVersionList: [] }], RoleDetailList: [role] }),
      kind: 'authorization-details',
      records: ['managed-policy', 'role'],
    },
    {
      why: 'pages in an array',
      content: text([page([role]), page([role, role])]),
      kind: 'authorization-details',
      records: ['user', 'role', 'managed-policy', 'user', 'role', 'role', 'managed-policy'],
    },
    {
      why: 'pages as lines',
      content: `${text(page([]))}\n${text(page([role]))}\n`,
      kind: 'authorization-details',
      records: ['user', 'managed-policy', 'user', 'role', 'managed-policy'],
    },
    {
      why: 'indented pages behind each other',
      content: `${text(page([]), null, 2)}\n${text(page([role]), null, 2)}\n`,
      kind: 'authorization-details',
      records: ['user', 'managed-policy', 'user', 'role', 'managed-policy'],
    },
    {
      why: 'SDKs that lower the first letter',
      content: text({ userDetailList: [user] }),
      kind: 'authorization-details',
      records: ['user'],
    },
    {
      why: 'a credential report',
      content: csv,
      kind: 'credential-report',
      records: ['credential-report'],
    },
    {
      why: 'the answer of GetCredentialReport',
      content: text({ Content: Buffer.from(csv).toString('base64'), ReportFormat: 'text/csv' }),
      kind: 'credential-report',
      records: ['credential-report'],
    },
    { why: 'a policy', content: policy, kind: 'policy-document', records: ['policy-document'] },
    {
      why: 'a policy, as IAM lists it',
      content: encodeURIComponent(policy),
      kind: 'policy-document',
      records: ['policy-document'],
    },
    {
      why: 'a policy, encoded and quoted',
      content: `"${encodeURIComponent(policy)}"\n`,
      kind: 'policy-document',
      records: ['policy-document'],
    },
    {
      why: 'our organization file',
      content: '{"schema":"leastwise.organization/1","Policies":[{}]}',
      kind: 'organization',
      records: ['organization'],
    },
    {
      why: 'a policy with our list names in it',
      content: '{"Statement":[],"Records":[{}]}',
      kind: 'policy-document',
      records: ['policy-document'],
    },
  ])('$why: $kind', async ({ content, kind, records }) => {
    const file = await readOne(content);
    expect(file.file.kind).toBe(kind);
    expect(file.end).toEqual({ type: 'end', status: 'read', problems: [] });
    expect(file.records.map((one) => one.kind)).toEqual(records);
    expect(file.records.map((one) => one.index)).toEqual(records.map((_, n) => n));
  });

  test.each([
    { why: 'an empty file', content: '' },
    { why: 'prose', content: 'The records are in {"Records":[{}]}' },
    { why: 'other JSON', content: '{"Vpcs":[{"VpcId":"vpc-1"}]}' },
    { why: 'events of another service', content: '{"Events":[{"SourceIdentifier":"db-1"}]}' },
    { why: 'policies without their documents', content: '{"Policies":[{"PolicyName":"work"}]}' },
    { why: 'list names deeper down', content: '{"a":{"Records":[{}],"RoleDetailList":[{}]}}' },
    { why: 'numbers', content: '[1,2,3]' },
    { why: 'UTF-16', content: Buffer.from('\uFEFF{"Records":[]}', 'utf16le') },
    { why: 'UTF-16 without a mark', content: Buffer.from('{"Records":[]}', 'utf16le') },
    { why: 'an image', content: Buffer.from([0x89, 0x50, 0x4e, 0x47, 0, 1, 2, 3]) },
  ])('$why: unrecognised, and named', async ({ content }) => {
    const { file, records, end } = await readOne(content);
    expect(file.kind).toBe('unrecognised');
    expect(records).toEqual([]);
    expect(end.status).toBe('unrecognised');
    expect(end.problems).toMatchObject([{ kind: 'unrecognised-file', source: file.name }]);
  });

  test('the whole record of LookupEvents is the string inside', async () => {
    const { records } = await readOne(text(looked));
    expect(records).toEqual([
      { kind: 'cloudtrail', index: 0, value: record(1), origin: 'selected' },
    ]);
  });

  test('a policy is decoded once, and its text is kept as it is', async () => {
    const odd = '{"Statement":[{"Resource":"a%20b"}],"Statement":[]}';
    const { records } = await readOne(encodeURIComponent(odd));
    expect(records).toEqual([{ kind: 'policy-document', index: 0, text: odd }]);
  });
});

describe('broken input', () => {
  const sound = gzipSync(text({ Records: [record(1), record(2)] }));
  test.each<{
    why: string;
    content: string | Buffer;
    status: string;
    problem: string;
    records: readonly string[];
  }>([
    {
      why: 'a record that is no object',
      content: text({ Records: [record(1), 7, null, [record(2)], record(3)] }),
      status: 'partial',
      problem: 'bad-record',
      records: ['cloudtrail', 'broken', 'broken', 'broken', 'cloudtrail'],
    },
    {
      why: 'a record that is no JSON',
      content: `{"Records":[{"a":1},{"a":tru},{"a":3}]}`,
      status: 'partial',
      problem: 'not-json',
      records: ['cloudtrail', 'broken', 'cloudtrail'],
    },
    {
      why: 'a line cut short inside a string',
      content: `${text(record(1))}\n${text(record(2)).slice(0, 30)}\n${text(record(3))}\n`,
      status: 'partial',
      problem: 'not-json',
      records: ['cloudtrail', 'broken', 'cloudtrail'],
    },
    {
      why: 'a line of prose',
      content: `${text(record(1))}\nrotated\n${text(record(3))}\n`,
      status: 'partial',
      problem: 'not-json',
      records: ['cloudtrail', 'broken', 'cloudtrail'],
    },
    {
      why: 'bytes that are no UTF-8',
      content: Buffer.from('{"Records":[{"a":"\xe9"},{"a":"e"}]}', 'latin1'),
      status: 'partial',
      problem: 'not-json',
      records: ['broken', 'cloudtrail'],
    },
    {
      why: 'an event without its record',
      content: `{"Events":[{"CloudTrailEvent":"{}"},{"EventId":"2"}]}`,
      status: 'partial',
      problem: 'bad-record',
      records: ['cloudtrail', 'broken'],
    },
    {
      why: 'the file stops inside a record',
      content: '{"Records":[{"a":1},{"a":',
      status: 'partial',
      problem: 'truncated-file',
      records: ['cloudtrail'],
    },
    {
      why: 'the file stops between records',
      content: '{"Records":[{"a":1},',
      status: 'partial',
      problem: 'truncated-file',
      records: ['cloudtrail'],
    },
    {
      why: 'two gzip members are one file',
      content: Buffer.concat([gzipSync('{"Records":[{"a":1},'), gzipSync('{"a":2},7]}')]),
      status: 'partial',
      problem: 'bad-record',
      records: ['cloudtrail', 'cloudtrail', 'broken'],
    },
    {
      why: 'bytes behind the gzip data',
      content: Buffer.concat([sound, Buffer.from('more')]),
      status: 'partial',
      problem: 'unreadable-file',
      records: ['cloudtrail', 'cloudtrail'],
    },
    {
      why: 'bytes hidden behind a zero',
      content: Buffer.concat([sound, Buffer.from([0, 65])]),
      status: 'partial',
      problem: 'unreadable-file',
      records: ['cloudtrail', 'cloudtrail'],
    },
    {
      why: 'a wrong checksum',
      content: Buffer.from(sound).fill(0, sound.length - 8, sound.length - 4),
      status: 'partial',
      problem: 'unreadable-file',
      records: ['cloudtrail', 'cloudtrail'],
    },
    {
      why: 'gzip in name only',
      content: Buffer.from([
        0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3, 255, 255, 255, 255, 255, 255, 255, 255, 255,
      ]),
      status: 'failed',
      problem: 'unreadable-file',
      records: [],
    },
    {
      why: 'a record of 5 MB',
      content: text({ Records: [record(1), { a: 'x'.repeat(5e6) }, record(2)] }),
      status: 'partial',
      problem: 'record-too-large',
      records: ['cloudtrail', 'broken', 'cloudtrail'],
    },
    {
      why: 'a line of 5 MB',
      content: [record(1), { ...record(2), a: 'x'.repeat(5e6) }, record(3)]
        .map((one) => text(one))
        .join('\n'),
      status: 'partial',
      problem: 'record-too-large',
      records: ['cloudtrail', 'broken', 'cloudtrail'],
    },
    {
      why: 'a line of 40 MB',
      content: [record(1), { ...record(2), a: 'x'.repeat(4e7) }, record(3)]
        .map((one) => text(one))
        .join('\n'),
      status: 'partial',
      problem: 'record-too-large',
      records: ['cloudtrail', 'broken', 'cloudtrail'],
    },
    {
      why: 'a missing comma',
      content: '{"Records":[{"a":1} {"a":2}]}',
      status: 'partial',
      problem: 'not-json',
      records: ['cloudtrail', 'cloudtrail'],
    },
  ])('$why: $status', async ({ content, status, problem, records: kinds }) => {
    const { file, records, end } = await readOne(content, trailName);
    expect(records.map((one) => one.kind)).toEqual(kinds);
    expect(records.map((one) => one.index)).toEqual(kinds.map((_, n) => n));
    expect(end.status).toBe(status);
    const broken = records.flatMap((one) => (one.kind === 'broken' ? [one.problem] : []));
    const problems = [...broken, ...end.problems];
    expect(problems.map((one) => one.kind)).toContain(problem);
    for (const one of problems) {
      expect(one).toMatchObject({ source: file.name, hint: expect.any(String) });
    }
  });

  test('zeros behind gzip data are padding', async () => {
    const { end } = await readOne(Buffer.concat([sound, Buffer.alloc(512)]));
    expect(end.status).toBe('read');
  });

  test('a trail file cut at any byte: what lies before the cut is used, and the cut is named', async () => {
    const whole = gzipSync(text({ Records: [1, 2, 3, 4, 5].map((n) => ({ ...record(n), n })) }));
    for (let length = 1; length < whole.length; length += 1) {
      const { file, records, end } = await readOne(whole.subarray(0, length), trailName);
      expect(records.map((one) => one.index)).toEqual(records.map((_, n) => n));
      if (length >= 3) expect({ length, kind: file.kind }).toEqual({ length, kind: 'cloudtrail' });
      expect(end.status).not.toBe('read');
      expect(end.problems).toHaveLength(1);
    }
  });

  // Root may read everything.
  describe.skipIf(process.getuid?.() === 0)('as somebody who is not root', () => {
    test('a file that may not be read fails by name; a trail file keeps its place', async () => {
      chmodSync(put(trailName, sound), 0);
      const { files } = await readAll(readFiles([folder]));
      expect(files).toMatchObject([
        { file: { kind: 'cloudtrail', trail: { region: 'eu-west-1' } }, end: { status: 'failed' } },
      ]);
    });

    test('a folder that may not be read is a problem, and the rest is read', async () => {
      put(trailName, sound);
      const closed = join(folder, 'closed');
      mkdirSync(closed, { mode: 0 });
      const { files, problems } = await readAll(readFiles([folder]));
      expect(files).toHaveLength(1);
      expect(problems).toMatchObject([{ kind: 'unreadable-file', source: closed }]);
    });
  });

  test('a file that grows while it is read is read as far as it went at first, and never without end', async () => {
    const line = (n: number): string => `${text(record(n))}\n`;
    const path = put('events.jsonl', Array.from({ length: 4000 }, (_, n) => line(n)).join(''));
    let grown = 0;
    const { files } = await readAll(
      whileReading(readFiles([folder]), () => {
        appendFileSync(path, line(4001).repeat(10));
        grown += 10;
      }),
    );
    expect(grown).toBeGreaterThan(0);
    expect(files).toMatchObject([{ end: { status: 'read', problems: [] } }]);
    const indices = files[0]?.records.map(({ index }) => index) ?? [];
    expect(indices.length).toBe(4000);
    expect(indices).toEqual(indices.map((_, n) => n));
  });
});

describe('folders', () => {
  const names = async (inputs: readonly string[], options?: ReadFilesOptions): Promise<string[]> =>
    (await readAll(readFiles(inputs, options))).files.map(({ file }) =>
      file.name.slice(folder.length + 1),
    );

  test('what is granted comes first, then trail files as they were delivered', async () => {
    put('z-details.json', text(page([role])));
    put('a-export.json', text({ Records: [record(1)] }));
    put('2/111122223333_CloudTrail_us-east-1_20260902T0000Z_a.json', '{"Records":[]}');
    put('1/111122223333_CloudTrail_us-east-1_20260903T0000Z_a.json', '{"Records":[]}');
    put('3/111122223333_CloudTrail_us-east-1_20260901T0000Z_a.json', '{"Records":[]}');
    expect(await names([folder])).toEqual([
      'z-details.json',
      '3/111122223333_CloudTrail_us-east-1_20260901T0000Z_a.json',
      '2/111122223333_CloudTrail_us-east-1_20260902T0000Z_a.json',
      '1/111122223333_CloudTrail_us-east-1_20260903T0000Z_a.json',
      'a-export.json',
    ]);
  });

  test('a link loop is named, and nothing is read twice', async () => {
    put('a/details.json', text(page([role])));
    symlinkSync('..', join(folder, 'a', 'up'));
    symlinkSync(join(folder, 'a'), join(folder, 'b'));
    symlinkSync('self', join(folder, 'self'));
    symlinkSync('nowhere', join(folder, 'dangling'));
    const { files, problems } = await readAll(readFiles([folder, join(folder, 'a')]));
    expect(files).toHaveLength(1);
    expect(problems.map((one) => one.source?.slice(folder.length + 1)).sort()).toEqual([
      'a/up',
      'dangling',
      'self',
    ]);
  });

  test('what is no file is named, never opened', async () => {
    const server = createServer().listen(join(folder, 'socket'));
    await once(server, 'listening');
    const { files, problems } = await readAll(readFiles([folder]));
    server.close();
    expect(files).toEqual([]);
    expect(problems).toMatchObject([{ kind: 'unreadable-file', source: join(folder, 'socket') }]);
    expect(problems[0]?.message).toContain('was not opened');
  });

  test('a missing input is the mistake of the user', async () => {
    await expect(readAll(readFiles([join(folder, 'missing')]))).rejects.toThrow(UserError);
  });

  test('our own results are no input; what lies beside them is', async () => {
    put('policies/role.json', policy);
    put('report.md', '# report');
    put('logs/a.json', '{"Records":[]}');
    expect(await names([folder], { isOwnFolder: (path) => path === folder })).toEqual([
      'logs/a.json',
    ]);
  });

  test('a known file is not read again, wherever it was moved', async () => {
    put(`one/${trailName}`, gzipSync('{"Records":[]}'));
    put(`two/${trailName}`, gzipSync('{"Records":[{}]}'));
    const { files } = await readAll(readFiles([folder]));
    const known = new Set([files[0]?.file.identity]);
    expect(files[1]?.file.identity).toHaveLength(20);
    const again = await names([folder], { skip: (identity) => known.has(identity) });
    expect(again).toEqual([`two/${trailName}`]);
  });

  test('progress ends with all files and their bytes', async () => {
    put('a.json', '{"Records":[]}');
    put('b.json', policy);
    const seen: unknown[] = [];
    await readAll(readFiles([folder], { onProgress: (progress) => seen.push(progress) }));
    expect(seen[0]).toEqual({ files: 0, filesTotal: undefined, bytes: 0 });
    expect(seen.at(-1)).toEqual({ files: 2, filesTotal: 2, bytes: 14 + policy.length });
  });
});
