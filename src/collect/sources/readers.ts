/** Turns the bytes of one file into records: JSON piece by piece, the few texts as a whole. */
import { isUtf8 } from 'node:buffer';
import type { SourceKind } from '../../model/evidence.js';
import type { RawRecord } from '../records.js';
import { isCredentialReport } from './credential-csv.js';
import type { Reader } from './reader.js';
import { createRecogniser, DOCUMENT_CAP } from './recognise.js';
import { createSplitter } from './split-json.js';

export function createJsonReader(file: string): Reader {
  const { handler, ...recogniser } = createRecogniser(file);
  return { ...createSplitter(handler), ...recogniser };
}

export type TextKind = 'credential-report' | 'policy-document' | 'foreign';

/** @returns `undefined` for what may be JSON; `foreign` for UTF-16 and other bytes that are none */
export function textKindOf(head: Buffer): TextKind | undefined {
  const text = head.toString('latin1').replace(/^\xEF\xBB\xBF/, '');
  if (isCredentialReport(text)) return 'credential-report';
  if (/^\s*"?%7B/i.test(text)) return 'policy-document';
  return /^\s*[[{]/.test(text) && !text.startsWith('{\0') ? undefined : foreignUnlessBlank(text);
}

/** White space may go on for longer than the head. */
function foreignUnlessBlank(text: string): 'foreign' | undefined {
  return /^[ \t\r\n]*$/.test(text) ? undefined : 'foreign';
}

export function createTextReader(textKind: TextKind, file: string): Reader {
  const chunks: Buffer[] = [];
  let size = 0;
  let records: RawRecord[] = [];
  let kind: SourceKind | undefined = textKind === 'credential-report' ? textKind : undefined;
  return {
    push: (chunk) => {
      size += chunk.length;
      if (size <= DOCUMENT_CAP && textKind !== 'foreign') chunks.push(Buffer.from(chunk));
      else chunks.length = 0;
    },
    end: () => {
      const record =
        size > DOCUMENT_CAP ? tooLarge(file) : recordOf(textKind, Buffer.concat(chunks), file);
      if (record === undefined) return { cut: false, malformed: false };
      kind ??= 'policy-document';
      records = [record];
      return { cut: false, malformed: false };
    },
    kind: () => kind,
    isHopeless: () => textKind === 'foreign',
    takeRecords: () => {
      const taken = records;
      records = [];
      return taken;
    },
    count: () => records.length,
    isContinued: () => false,
  };
}

function recordOf(textKind: TextKind, bytes: Buffer, file: string): RawRecord | undefined {
  if (textKind === 'foreign') return undefined;
  if (!isUtf8(bytes)) return broken(file, 'holds bytes that are not UTF-8', 'not-json');
  const text = bytes.toString('utf8').replace(/^\uFEFF/, '');
  if (textKind === 'credential-report') return { kind: 'credential-report', index: 0, csv: text };
  const decoded = decodePolicy(text.trim());
  if (decoded === undefined) return broken(file, 'is not well URL-encoded', 'bad-record');
  return /"statement"\s*:/i.test(decoded)
    ? { kind: 'policy-document', index: 0, text: decoded }
    : undefined;
}

/** IAM answers with documents encoded as RFC 3986 has it; a shell may have kept the JSON quotes. */
function decodePolicy(text: string): string | undefined {
  try {
    return decodeURIComponent(text.startsWith('"') ? String(JSON.parse(text)) : text);
  } catch {
    return undefined;
  }
}

function tooLarge(file: string): RawRecord {
  return broken(file, `is larger than ${DOCUMENT_CAP / 1024 / 1024} MiB`, 'record-too-large');
}

function broken(
  file: string,
  what: string,
  kind: 'not-json' | 'bad-record' | 'record-too-large',
): RawRecord {
  const problem = {
    kind,
    message: `\`${file}\` ${what}`,
    hint: 'fetch the file again from its source',
    source: file,
    record: 0,
  };
  return { kind: 'broken', index: 0, problem };
}
