import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createTrailScanner } from '../../../src/collect/sources/trail-scanner.js';
import { denialIn } from '../../../src/model/denial.js';
import { MAX_SHAPES, ODD_SHAPE } from '../../../src/model/shape-days.js';
import type { EventReads } from '../../../src/model/trail-members.js';

test('shapes are counted up to the same number on both sides', () => {
  const source = readFileSync('assembly/trail-scanner.ts', 'utf8');
  expect(Number(/MAX_SHAPES: u32 = (\w+);/.exec(source)?.[1])).toBe(MAX_SHAPES);
  expect(Number(/const ODD: u32 = (\w+);/.exec(source)?.[1])).toBe(ODD_SHAPE);
});

test('the committed module is what its source compiles to', () => {
  execFileSync(process.execPath, ['scripts/generate-scanner.mjs', '--check'], { stdio: 'pipe' });
});

const record = {
  eventVersion: '1.11',
  userIdentity: {
    type: 'AssumedRole',
    principalId: 'AROAEXAMPLEDEPLOYER00:build-17',
    arn: 'arn:aws:sts::111122223333:assumed-role/deployer/build-17',
    accountId: '111122223333',
    accessKeyId: 'ASIAEXAMPLE000000001',
    sessionContext: {
      sessionIssuer: { type: 'Role', arn: 'arn:aws:iam::111122223333:role/deployer' },
      attributes: { creationDate: '2026-09-01T10:00:00Z' },
    },
  },
  eventTime: '2026-09-01T10:03:00Z',
  eventSource: 'ecs.amazonaws.com',
  eventName: 'UpdateService',
  awsRegion: 'eu-west-1',
  userAgent: 'Terraform "1.9"',
  requestParameters: {
    service: 'web',
    Cluster: 'prod',
    options: { Tags: [] },
    network: { subnet: 'a' },
    clientToken: 'once',
  },
  responseElements: { service: { serviceName: 'web' }, code: 'OK' },
  requestID: 'c0ffee00-0000-4000-8000-000000000001',
  eventID: '01234567-89ab-cdef-0123-456789abcdef',
};

const reads: EventReads = {
  request: ['cluster', 'tags'],
  nested: ['tags'],
  response: ['code'],
  additional: [],
};

async function scan(content: string | readonly Buffer[]) {
  const scanner = createTrailScanner();
  const pieces = typeof content === 'string' ? [Buffer.from(content)] : content;
  const scanned = await scanner?.scan(pieces, async (kinds) => kinds.map(() => reads));
  const textsOf = ({ bytes }: { readonly bytes: Uint8Array }): unknown[] =>
    JSON.parse(`[${Buffer.from(bytes).toString().slice(0, -1)}]`);
  return scanned && { ...scanned, added: textsOf(scanned.added), odd: textsOf(scanned.odd) };
}

const list = (...records: readonly unknown[]): string => JSON.stringify({ Records: records });

describe('shapes', () => {
  test('hold what is read, and nothing of the session, the client and the moment', async () => {
    const scanned = await scan(list(record));
    expect(scanned?.added).toEqual([
      {
        eventSource: 'ecs.amazonaws.com',
        eventName: 'UpdateService',
        requestParameters: { Cluster: 'prod', options: { Tags: [] } },
        responseElements: { code: 'OK' },
        userIdentity: {
          type: 'AssumedRole',
          principalId: 'AROAEXAMPLEDEPLOYER00',
          arn: 'arn:aws:sts::111122223333:assumed-role/deployer',
          accountId: '111122223333',
          sessionContext: {
            sessionIssuer: { type: 'Role', arn: 'arn:aws:iam::111122223333:role/deployer' },
          },
        },
        awsRegion: 'eu-west-1',
      },
    ]);
    expect([...(scanned?.seconds ?? [])]).toEqual([Date.parse(record.eventTime) / 1000]);
    expect([...(scanned?.ids ?? [])]).toEqual([0x01234567, 0x89abcdef, 0x01234567, 0x89abcdef]);
  });

  test('hold which function called, and not which instance', async () => {
    const by = (credentialsIssuedTo: string) => {
      const { userIdentity } = record;
      return { ...record, userIdentity: { ...userIdentity, inScopeOf: { credentialsIssuedTo } } };
    };
    const resize = 'arn:aws:lambda:eu-west-1:111122223333:function:resize';
    const instance = 'arn:aws:ec2:eu-west-1:111122223333:instance/i-0abc1234def567890';
    const scanned = await scan(list(record, by(resize), by(instance)));
    expect([...(scanned?.shapes ?? [])]).toEqual([0, 1, 0]);
    expect(scanned?.added[1]).toMatchObject({
      userIdentity: { inScopeOf: { credentialsIssuedTo: resize } },
    });
  });

  test('are one for records that differ in nothing that is read', async () => {
    const other = { ...record, eventTime: '2026-09-01T11:00:00Z', userAgent: 'aws-cli' };
    const third = { ...record, awsRegion: 'us-east-1' };
    const scanned = await scan(list(record, other, third, record));
    expect([...(scanned?.shapes ?? [])]).toEqual([0, 0, 1, 0]);
  });

  test.each([
    ['an-explicit', 'x is not allowed with an explicit deny in a session policy: arn:…', 1],
    [
      'the-first',
      'b\n" because no identity-based policy allows, with an explicit deny in a session policy',
      1,
    ],
    ['none', 'Access Denied because no identity-based policy allow', 0],
  ])('hold of a message what it says of a policy: %s', async (id, errorMessage, count) => {
    const more = { ...record, errorMessage, requestID: id };
    const scanned = await scan(list(more, { ...more, errorMessage: `${id} ${errorMessage}` }));
    const phrases = scanned?.added.map(
      (shape) => (shape as { errorMessage?: string }).errorMessage,
    );
    expect(phrases).toHaveLength(1);
    expect(
      phrases?.filter((phrase) => phrase !== undefined).map((phrase) => denialIn(phrase)),
    ).toEqual(count === 0 ? [] : [denialIn(errorMessage)]);
    expect(denialIn(errorMessage) === undefined).toBe(count === 0);
  });

  test.each([
    { why: 'an escape in a name', change: { '\u0065ventName\n': 1 } },
    { why: 'no time', change: { eventTime: undefined } },
    { why: 'a time with an offset', change: { eventTime: '2026-09-01T10:03:00+02:00' } },
    { why: 'a day that no month has', change: { eventTime: '2026-02-30T10:03:00Z' } },
    { why: 'characters by their numbers in a message', change: { errorMessage: '\u0001' } },
    { why: 'an id that is no UUID', change: { eventID: 'EXAMPLE' } },
    { why: 'a shared id', change: { sharedEventID: 'c0ffee00-0000-4000-8000-000000000002' } },
  ])('a record with $why is odd: it goes whole to who reads it all', async ({ change }) => {
    const scanned = await scan(list(record, { ...record, ...change }));
    expect(scanned?.added).toHaveLength(1);
    expect(scanned?.odd).toEqual([JSON.parse(JSON.stringify({ ...record, ...change }))]);
  });

  test.each([
    ['a second member of the same name', '"eventTime":"2026-09-01T10:04:00Z",'],
    ['a second caller', '"userIdentity":{"type":"Root"},'],
  ])('%s is odd: the last one counts', async (_, member) => {
    const text = JSON.stringify(record).replace('{', `{${member}`);
    const scanned = await scan(`{"Records":[${text}]}`);
    expect(scanned?.odd).toEqual([JSON.parse(text)]);
  });
});

describe('files', () => {
  const one = JSON.stringify(record);
  test.each([
    ['white space anywhere', `\n { "Records" : [ ${JSON.stringify(record, null, '\t')} ] \r\n}\n`],
    ['no records', '{"Records":[ ]}'],
    ['a record as large as they come', list({ ...record, note: 'x'.repeat(900_000) })],
  ])('%s is read', async (_, text) => {
    expect(await scan(text)).toBeDefined();
  });

  test.each([
    ['an empty file', ''],
    ['another member before the list', `{"schema":1,"Records":[${one}]}`],
    ['another member behind it', `{"Records":[${one}],"more":1}`],
    ['something behind the document', `{"Records":[${one}]}{}`],
    ['a comma too many', `{"Records":[${one},]}`],
    ['a comma too few', `{"Records":[${one}${one}]}`],
    ['an element that is no object', `{"Records":[${one},1]}`],
    ['a file cut in a record', `{"Records":[${one},${one.slice(0, 300)}`],
    ['a file cut behind a record', `{"Records":[${one}`],
    ['a bad escape', `{"Records":[${one.replace('Terraform', '\\x')}]}`],
    ['a control character', `{"Records":[${one.replace('Terraform', 'a\u0001')}]}`],
    ['a number that is none', `{"Records":[${one.replace('{', '{"n":01,')}]}`],
    ['a word that is none', `{"Records":[${one.replace('{', '{"n":nul1,')}]}`],
    ['nesting without end', `{"Records":[${one.replace('{', `{"n":${'['.repeat(9999)}`)}`],
    ['a record larger than they come', list({ ...record, note: 'x'.repeat(2_000_000) })],
  ])('%s is refused: the plain reader says what it is', async (_, text) => {
    expect(await scan(text)).toBeUndefined();
  });

  test('wherever the file is cut into pieces, the same is found', async () => {
    const large = { ...record, note: 'é€😀'.repeat(60_000) };
    const odd = { ...record, eventID: 'of another kind', userAgent: 'größer' };
    const other = { ...record, awsRegion: 'us-east-1', note: '😀' };
    const whole = Buffer.from(` ${list(record, odd, large, other, odd, record)}\n`);
    const found = await scan([whole]);
    expect(found?.odd).toHaveLength(2);
    const someCuts = fc.array(fc.nat(whole.length), { minLength: 1, maxLength: 40 });
    const cutAt = (cuts: readonly number[]): readonly Buffer[] => {
      const ends = [...cuts.toSorted((a, b) => a - b), whole.length];
      return ends.map((end, n) => whole.subarray(ends[n - 1] ?? 0, end));
    };
    const same = fc.asyncProperty(someCuts, async (cuts) => {
      expect(await scan(cutAt(cuts))).toEqual(found);
    });
    await fc.assert(same, { numRuns: 10 });
    expect(await scan([...whole].map((byte) => Buffer.from([byte])))).toEqual(found);
  });

  test('however many they are, each keeps its number', async () => {
    const scanner = createTrailScanner();
    const numbers = Array.from({ length: 20_000 }, (_, n) => n);
    const content = list(
      ...numbers.map((n) => ({ ...record, requestParameters: { cluster: `c${n}` } })),
    );
    const ask = async (kinds: readonly unknown[]) => kinds.map(() => reads);
    const first = await scanner?.scan([Buffer.from(content)], ask);
    const second = await scanner?.scan([Buffer.from(content)], ask);
    expect([...(first?.shapes ?? [])]).toEqual(numbers);
    expect([...(second?.shapes ?? [])]).toEqual(numbers);
    expect([first?.added.ends.length, second?.added.ends.length]).toEqual([20_000, 0]);
  });

  test.each([
    {
      change: { requestParameters: { cluster: 'x'.repeat(20_000) } },
      why: 'a shape too long to be told apart',
      isOdd: true,
    },
    {
      change: { eventName: 'U'.repeat(63) },
      why: 'a name too long for a kind: all of the request is kept',
      isOdd: false,
    },
    { change: { eventName: 'U'.repeat(62) }, why: 'the longest name of a kind', isOdd: false },
  ])('nothing is lost of $why', async ({ change, isOdd }) => {
    const scanned = await scan(list({ ...record, ...change }));
    const [kept] = isOdd ? (scanned?.odd ?? []) : (scanned?.added ?? []);
    expect([...(scanned?.shapes ?? [])]).toEqual([isOdd ? ODD_SHAPE : 0]);
    expect(kept).toMatchObject({ ...change, eventSource: 'ecs.amazonaws.com' });
  });

  test('bytes that are not UTF-8 are refused', async () => {
    const bytes = Buffer.from(list({ ...record, note: 'é' }), 'latin1');
    const scanner = createTrailScanner();
    expect(await scanner?.scan([bytes], async (kinds) => kinds.map(() => reads))).toBeUndefined();
  });
});
