/**
 * Evidence as leastwise 0.1 wrote it: one compressed JSON text beside a manifest with its hash. It is
 * read here and never written; the next commit turns it into the ledger.
 */
import { join } from 'node:path';
import type { Evidence } from '../model/evidence.js';
import type { Instant } from '../model/time.js';
import type { SignIn, UsageLedger } from '../model/usage.js';
import { unpackFacts } from './facts-file.js';
import { unusable } from './manifest.js';
import { readIfThere, sha256 } from './stored-file.js';

export type FirstVersion = { readonly filesRead: readonly string[]; readonly evidence: Evidence };

/** An interrupted save left the evidence that the manifest names under the second name. */
export const FIRST_VERSION_FILES: readonly string[] = ['evidence.json.gz', 'evidence.next.json.gz'];

/** @throws UserError when what is there cannot be used */
export function readFirstVersion(
  dir: string,
  { evidenceSha256, filesRead }: Readonly<Record<string, unknown>>,
): FirstVersion {
  if (!Array.isArray(filesRead) || !filesRead.every((file) => typeof file === 'string')) {
    throw unusable(dir, 'its `evidence/manifest.json` is damaged');
  }
  const packed = FIRST_VERSION_FILES.map((name) => readIfThere(join(dir, 'evidence', name))).find(
    (bytes) => bytes !== undefined && sha256(bytes) === evidenceSha256,
  );
  if (packed === undefined) {
    throw unusable(dir, 'its evidence is missing or was changed since it was saved');
  }
  return { filesRead, evidence: unpack(dir, packed) };
}

function unpack(dir: string, packed: Buffer): Evidence {
  try {
    const { usage, ...facts } = unpackFacts(packed) as Evidence;
    return { ...facts, usage: { ...usage, signIns: usage.signIns.map(withFirstSeen) } };
  } catch (cause) {
    throw unusable(dir, 'its evidence cannot be unpacked', cause);
  }
}

/** Of sign-ins that version kept the last instant alone. */
function withFirstSeen(
  signIn: Omit<UsageLedger['signIns'][number], 'firstSeen'> & { readonly firstSeen?: Instant },
): SignIn {
  return { firstSeen: signIn.lastSeen, ...signIn };
}
