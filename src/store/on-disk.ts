/** What a disk refuses, told in words to whoever can mend it. */
import { UserError } from '../model/user-error.js';

/** Disks refuse with these; what the network does has other codes, and passes. */
const REFUSALS: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EDQUOT: 'the disk quota is used up',
  EFBIG: 'the file would be too large',
  EIO: 'the disk failed',
  EMFILE: 'too many files are open',
  ENFILE: 'too many files are open',
  ENOSPC: 'no space is left on the disk',
  EPERM: 'permission denied',
  EROFS: 'the disk is read-only',
};

/** @throws UserError for what only the user can mend: what was written before stays as it is */
export function onDisk<Value>(folder: string, write: () => Value): Value {
  try {
    return write();
  } catch (cause) {
    throw inWords(folder, cause);
  }
}

/** @returns `undefined` for what is no refusal of a disk */
export function refusalOf(cause: unknown): string | undefined {
  return REFUSALS[(cause as NodeJS.ErrnoException | undefined)?.code ?? ''];
}

/** @returns the cause itself where it is no refusal of a disk */
export function inWords(folder: string, cause: unknown): unknown {
  const reason = refusalOf(cause);
  if (reason === undefined) return cause;
  return new UserError(
    `cannot write into \`${folder}\`: ${reason}`,
    'what was written before is kept: mend that and run the same command again',
    { cause },
  );
}
