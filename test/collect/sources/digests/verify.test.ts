/** Digests prove log files, or prove that something happened to them. */
import { appendFileSync, cpSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { loadCatalog } from '../../../../src/catalog/catalog.js';
import { startCollection } from '../../../../src/collect/index.js';
import { readFiles } from '../../../../src/collect/sources/files.js';
import type { Evidence } from '../../../../src/model/evidence.js';
import {
  type Chain,
  type ChainOptions,
  type Change,
  type DigestFields,
  emptyFolder,
  PUBLIC_KEYS_SPKI,
  writeChain,
} from './chain.js';

const catalog = loadCatalog();

async function collected(
  folder: string,
  settledDigests: ReadonlySet<string> = new Set(),
): Promise<Evidence> {
  const collection = startCollection(catalog);
  for await (const event of readFiles([folder], { settledDigests })) collection.add(event);
  return collection.finish();
}

type Outcome = {
  digests: string;
  logFiles: string;
  failures: readonly string[];
  uses: number;
};

async function outcomeOf(folder: string): Promise<Outcome> {
  const { coverage, usage } = await collected(folder);
  const { verification } = coverage;
  if (verification === undefined) throw new Error('no verification');
  const { digests, logFiles, failures } = verification;
  return {
    digests: `${digests.valid} valid, ${digests.failed} failed, ${digests.unsigned} unsigned`,
    logFiles: `${logFiles.valid} valid, ${logFiles.failed} failed, ${logFiles.missing} missing`,
    failures: failures.map(({ what, from }) => `${what} ${from.slice(11, 16)}`),
    uses: usage.uses.reduce((sum, { count }) => sum + count, 0),
  };
}

const WHOLE: Outcome = {
  digests: '6 valid, 0 failed, 0 unsigned',
  logFiles: '5 valid, 0 failed, 0 missing',
  failures: [],
  uses: 5,
};

const change =
  (hour: number, fields: DigestFields): Change =>
  (all, at) =>
    at === hour ? { ...all, ...fields } : all;

describe('a sound chain', () => {
  test('proves all of its files; an empty digest proves a quiet hour', async () => {
    const { coverage } = await collected(writeChain().folder);
    expect(coverage.verification?.verified).toEqual([
      {
        account: '111122223333',
        region: 'eu-west-1',
        from: '2026-10-01T00:00:00Z',
        to: '2026-10-01T06:00:00Z',
      },
    ]);
    expect(coverage.holes).toEqual([]);
    expect(coverage.verification?.settled).toHaveLength(6);
  });

  test.each<{
    options?: ChainOptions;
    act?: (chain: Chain) => void;
    expected: Outcome;
    why: string;
  }>([
    { expected: WHOLE, why: 'as it is' },
    { options: { keys: PUBLIC_KEYS_SPKI }, expected: WHOLE, why: 'a key in its other form' },
    { options: { backfill: true }, expected: WHOLE, why: 'a backfill chain' },
    {
      act: ({ folder, logFile }) => {
        renameSync(logFile(1), join(folder, logFile(1).slice(logFile(1).lastIndexOf('/') + 1)));
      },
      expected: WHOLE,
      why: 'files that were moved are found by their names',
    },
    {
      act: ({ logFile }) => writeFileSync(logFile(1), gunzipSync(readFileSync(logFile(1)))),
      expected: WHOLE,
      why: 'a file that was unpacked keeps its content',
    },
    {
      options: { newestSigned: false },
      expected: {
        ...WHOLE,
        digests: '5 valid, 0 failed, 1 unsigned',
        logFiles: '4 valid, 0 failed, 0 missing',
      },
      why: 'the newest digest has no signature here: neither proven nor failed',
    },
    {
      options: { keys: { PublicKeyList: [] } },
      expected: {
        ...WHOLE,
        digests: '0 valid, 0 failed, 6 unsigned',
        logFiles: '0 valid, 0 failed, 0 missing',
      },
      why: 'no key: nothing is proven, nothing has failed',
    },
    {
      options: {
        before: (fields, hour) =>
          hour === 3
            ? {
                ...fields,
                previousDigestS3Object: null,
                previousDigestSignature: null,
                previousDigestHashValue: null,
              }
            : fields,
      },
      expected: {
        ...WHOLE,
        digests: '5 valid, 0 failed, 1 unsigned',
        logFiles: '5 valid, 0 failed, 0 missing',
      },
      why: 'a chain that begins anew: the digest before has no signature, and nothing failed',
    },
  ])('$why', async ({ options, act, expected }) => {
    const chain = writeChain(options);
    act?.(chain);
    expect(await outcomeOf(chain.folder)).toEqual(expected);
  });
});

describe('tampered with', () => {
  const rejected = (logFiles = '4 valid, 1 failed, 0 missing'): Outcome => ({
    ...WHOLE,
    logFiles,
    failures: ['changed-log-file 23:00'],
    uses: 4,
  });
  const other = gzipSync(JSON.stringify({ Records: [] }));

  test.each<{ act: (path: string) => void; why: string }>([
    { act: (path) => writeFileSync(path, other), why: 'other content' },
    { act: (path) => appendFileSync(path, 'x'), why: 'a byte behind the gzip data' },
    { act: (path) => appendFileSync(path, Buffer.alloc(1)), why: 'a zero behind the gzip data' },
    { act: (path) => appendFileSync(path, gzipSync('')), why: 'an empty second member' },
    { act: (path) => appendFileSync(path, other), why: 'a second member' },
    {
      act: (path) => {
        const text = gunzipSync(readFileSync(path)).toString().replace('nadia', 'maria');
        writeFileSync(path, gzipSync(text));
      },
      why: 'another caller',
    },
    {
      act: (path) => writeFileSync(path, gzipSync(`${gunzipSync(readFileSync(path)).toString()} `)),
      why: 'a blank at the end',
    },
    {
      act: (path) => {
        const bytes = readFileSync(path);
        bytes[20] = (bytes[20] ?? 0) ^ 1;
        writeFileSync(path, bytes);
      },
      why: 'a bit of the packed data',
    },
    { act: (path) => writeFileSync(path, readFileSync(path).subarray(0, 40)), why: 'cut short' },
    { act: (path) => writeFileSync(path, ''), why: 'emptied' },
  ])('a log file, $why: it is evidence of nothing', async ({ act }) => {
    const chain = writeChain();
    act(chain.logFile(1));
    expect(await outcomeOf(chain.folder)).toEqual(rejected());
    const { coverage, problems, sources } = await collected(chain.folder);
    expect(coverage.holes.map(({ reason }) => reason)).toContain(
      'a log file that fails verification',
    );
    expect(problems.map(({ kind }) => kind)).toContain('failed-verification');
    expect(sources.some(({ kind, status }) => kind === 'cloudtrail' && status === 'failed')).toBe(
      true,
    );
  });

  test('a second copy of a log file must be right, too', async () => {
    const chain = writeChain();
    const name = chain.logFile(1).slice(chain.logFile(1).lastIndexOf('/') + 1);
    writeFileSync(join(chain.folder, name), other);
    const { uses, failures } = await outcomeOf(chain.folder);
    expect({ uses, failures }).toEqual({ uses: 5, failures: ['changed-log-file 23:00'] });
  });

  test('a log file that was removed is missing, and its time is not covered', async () => {
    const chain = writeChain();
    rmSync(chain.logFile(1));
    expect(await outcomeOf(chain.folder)).toEqual({
      ...rejected('4 valid, 0 failed, 1 missing'),
      failures: ['missing-log-file 23:00'],
    });
  });

  test.each([
    { digestEndTime: '2026-10-01T02:00:01Z' },
    { digestStartTime: '2026-10-01T00:59:00Z' },
    { digestS3Bucket: 'another' },
    {
      digestS3Object: `AWSLogs/111122223333/CloudTrail-Digest/eu-west-1/x/111122223333_CloudTrail-Digest_eu-west-1_main_trail_eu-west-1_20261001T020000Z.json.gz`,
    },
    { previousDigestSignature: 'ab' },
    { previousDigestHashValue: 'ab' },
    { previousDigestS3Object: null },
    { logFiles: [] },
    { awsAccountId: '444455556666' },
    { newestEventTime: '2026-10-01T01:20:00Z' },
    { anything: 'added' },
  ])('a digest, %j: nothing that it lists is proven', async (fields) => {
    const chain = writeChain({ after: change(1, fields) });
    const { coverage } = await collected(chain.folder);
    const verified = coverage.verification?.verified ?? [];
    // Another location is another digest, which nobody signed.
    expect(
      verified.some(({ from, to }) => from < '2026-10-01T01:30:00Z' && to > '2026-10-01T01:30:00Z'),
    ).toBe(false);
    if (!('digestS3Object' in fields)) {
      expect(coverage.verification?.failures.map(({ what }) => what)).toContain('changed-digest');
    }
  });

  test('a digest that is no JSON, or has something behind it', async () => {
    for (const act of [
      (path: string) => writeFileSync(path, gzipSync('no digest')),
      (path: string) => appendFileSync(path, gzipSync('')),
    ]) {
      const chain = writeChain();
      act(chain.digestFile(1));
      expect((await outcomeOf(chain.folder)).failures).toContain('changed-digest 23:00');
    }
  });

  test('a digest that was removed breaks the chain', async () => {
    const chain = writeChain();
    rmSync(chain.digestFile(3));
    expect((await outcomeOf(chain.folder)).failures).toEqual(['missing-digest 03:00']);
  });

  test('a first digest later on is a gap, no failure', async () => {
    const chain = writeChain({
      before: (fields, hour) =>
        hour === 3
          ? {
              ...fields,
              previousDigestS3Object: null,
              previousDigestSignature: null,
              previousDigestHashValue: null,
            }
          : fields,
    });
    rmSync(chain.digestFile(2));
    const { coverage } = await collected(chain.folder);
    expect(coverage.verification?.failures).toEqual([]);
    expect(coverage.verification?.gaps).toMatchObject([
      { from: '2026-10-01T02:00:00Z', to: '2026-10-01T03:00:00Z' },
    ]);
  });

  test('one chain’s digests say nothing of another’s: a copy under another trail’s name', async () => {
    const chain = writeChain();
    const copy = emptyFolder();
    cpSync(chain.folder, copy, { recursive: true });
    expect(await outcomeOf(copy)).toEqual(WHOLE);
  });
});

describe('a later run', () => {
  test('says of a changed file that an earlier one read, without digests, that its uses count', async () => {
    const chain = writeChain();
    writeFileSync(chain.logFile(1), gzipSync('{"Records":[]}'));
    const known = new Set<string>();
    for await (const event of readFiles([chain.logFile(1)])) {
      if (event.type === 'begin') known.add(event.file.identity ?? '');
    }
    const hints: (string | undefined)[] = [];
    for await (const event of readFiles([chain.folder], { skip: (file) => known.has(file) })) {
      if (event.type === 'end') hints.push(...event.problems.map(({ hint }) => hint));
    }
    expect(hints).toEqual([expect.stringContaining('counted its calls as uses')]);
  });

  async function runs(act: (chain: Chain) => void) {
    const chain = writeChain();
    const known = new Set<string>();
    const read = async (settledDigests: ReadonlySet<string>) => {
      const collection = startCollection(catalog);
      const skip = (file: string) => known.has(file);
      const names: string[] = [];
      for await (const event of readFiles([chain.folder], { settledDigests, skip })) {
        collection.add(event);
        if (event.type === 'begin' && event.file.kind === 'cloudtrail')
          names.push(event.file.identity ?? '');
      }
      for (const name of names) known.add(name);
      return collection.finish();
    };
    const first = await read(new Set());
    act(chain);
    return { first, second: await read(new Set(first.coverage.verification?.settled)) };
  }

  test('says the same of files that it does not read again', async () => {
    const { first, second } = await runs(() => undefined);
    expect(second.coverage.verification).toEqual(first.coverage.verification);
    expect(second.usage.uses).toEqual([]);
  });

  test('goes on trusting what was verified and is not given again', async () => {
    const { second } = await runs(({ logFile }) => rmSync(logFile(1)));
    expect(second.coverage.verification?.failures).toEqual([]);
  });

  test('refuses a known file that was changed since', async () => {
    const { second } = await runs(({ logFile }) => {
      const text = gunzipSync(readFileSync(logFile(1)))
        .toString()
        .replace('nadia', 'maria');
      writeFileSync(logFile(1), gzipSync(text));
    });
    expect(second.coverage.verification?.failures.map(({ what }) => what)).toEqual([
      'changed-log-file',
    ]);
    expect(second.usage.uses).toEqual([]);
  });
});
