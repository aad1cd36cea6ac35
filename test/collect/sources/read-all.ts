import type { RawRecord, SourceEvent, SourceFile } from '../../../src/collect/records.js';
import type { Problem } from '../../../src/model/problem.js';

export type FileRead = {
  readonly file: SourceFile;
  readonly records: RawRecord[];
  end: Extract<SourceEvent, { type: 'end' }>;
};

/** Collects the events of a source, and checks their order: begin, records, end. */
export async function readAll(
  events: AsyncIterable<SourceEvent>,
): Promise<{ readonly files: FileRead[]; readonly problems: Problem[] }> {
  const files: FileRead[] = [];
  const problems: Problem[] = [];
  let open: Omit<FileRead, 'end'> | undefined;
  for await (const event of events) {
    if (event.type === 'verification') continue;
    if (event.type === 'problem') problems.push(event.problem);
    else if (event.type === 'begin') {
      if (open !== undefined) throw new Error('begin inside a file');
      open = { file: event.file, records: [] };
    } else if (open === undefined) throw new Error(`${event.type} outside a file`);
    else if (event.type === 'batch') throw new Error('a batch that nobody asked for');
    else if (event.type === 'records') open.records.push(...event.records);
    else {
      files.push({ ...open, end: event });
      open = undefined;
    }
  }
  if (open !== undefined) throw new Error('a file without its end');
  return { files, problems };
}
