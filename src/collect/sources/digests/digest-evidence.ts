/** What the input holds of digests, noted while it is read, and what comes of it. */
import type { SourceEvent } from '../../records.js';
import { fileOf, identify } from '../read-file.js';
import type { FoundFile } from '../walk.js';
import { type Verified, type VerifyInput, verifyDigests } from './verify.js';

export type DigestEvidence = {
  readonly note: (file: FoundFile, event: SourceEvent) => void;
  /** `undefined` when there was nothing of digests. */
  readonly verify: (
    logFiles: readonly FoundFile[],
    earlier: Pick<VerifyInput, 'settled' | 'isKnown'>,
  ) => Verified | undefined;
};

const DIGEST_NAME = /_CloudTrail-Digest_/;

export function createDigestEvidence(): DigestEvidence {
  const digestFiles = new Map<string, FoundFile>();
  const publicKeys: unknown[] = [];
  const metadata: unknown[] = [];
  const noteValue = (file: FoundFile, value: unknown): void => {
    const members = (value ?? {}) as Readonly<Record<string, unknown>>;
    if (Object.hasOwn(members, 'PublicKeyList')) publicKeys.push(value);
    else if (Object.hasOwn(members, 'Metadata')) metadata.push(value);
    else digestFiles.set(file.name, file);
  };
  return {
    note: (file, event) => {
      // One that cannot be read is noticed by its name.
      if (event.type === 'begin' && DIGEST_NAME.test(file.baseName))
        digestFiles.set(file.name, file);
      if (event.type !== 'records') return;
      for (const record of event.records)
        if (record.kind === 'digest') noteValue(file, record.value);
    },
    verify: (logFiles, earlier) =>
      digestFiles.size === 0
        ? undefined
        : verifyDigests({
            digestFiles: [...digestFiles.values()],
            logFiles,
            publicKeys,
            metadata,
            ...earlier,
          }),
  };
}

/**
 * A log file that is not what its trail delivered: it is counted, and read as nothing.
 *
 * @param wasRead by an earlier run, which had no digest of it
 */
export function* rejectedFile(found: FoundFile, wasRead: boolean): Generator<SourceEvent> {
  yield { type: 'begin', file: fileOf(found, 'cloudtrail', identify(found)?.identity) };
  yield {
    type: 'end',
    status: 'failed',
    problems: [
      {
        kind: 'failed-verification',
        message: `\`${found.name}\` is not what its trail delivered: a digest gives another hash`,
        hint: `${wasRead ? READ_BEFORE : 'it was used as evidence of nothing'}; fetch it again from its bucket, and find out who changed it`,
        source: found.name,
      },
    ],
  };
}

const READ_BEFORE =
  'an earlier audit, which had no digest of it, counted its calls as uses: audit into a new folder to leave them out';
