/** Files that are written once: their bytes are held against what the manifest says of them. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '../model/user-error.js';

export const folderOf = (dir: string): string => join(dir, 'evidence');

/** @param file as the manifest names it */
export const inFolder = (dir: string, file: string): string =>
  join(folderOf(dir), ...file.split('/'));

export function readIfThere(path: string): Buffer | undefined {
  try {
    return readFileSync(path);
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw new UserError(
      `cannot read \`${path}\``,
      'make it readable, or pass another folder with --out',
      { cause },
    );
  }
}

export function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
