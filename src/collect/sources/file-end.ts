/** How reading a file ended, in a status and in words. */
import type { SourceKind } from '../../model/evidence.js';
import type { Problem } from '../../model/problem.js';
import type { SourceEvent } from '../records.js';
import type { SplitEnd } from './split-json.js';

/** A fault of the gzip data, or the reason why the rest of the file could not be read. */
export type Trouble = 'truncated' | 'corrupt' | 'trailing' | { readonly reason: string };

type Ending = {
  readonly name: string;
  readonly kind: SourceKind | undefined;
  readonly trailNamed: boolean;
  readonly empty: boolean;
  readonly count: number;
  readonly finish: SplitEnd;
  readonly trouble: Trouble | undefined;
};

type End = Pick<Extract<SourceEvent, { readonly type: 'end' }>, 'status' | 'problems'> & {
  readonly kind: SourceKind;
};

export function endOf(ending: Ending): End {
  if (ending.kind !== undefined) return endOfKnown(ending, ending.kind);
  const fault = faultOf(ending);
  // The name speaks only where the content cannot: a trail file that nobody can read is a hole.
  if (fault !== undefined && (ending.trouble !== undefined || ending.trailNamed)) {
    const kind = ending.trailNamed ? 'cloudtrail' : 'unrecognised';
    return { kind, status: 'failed', problems: [fault] };
  }
  return { kind: 'unrecognised', status: 'unrecognised', problems: [unrecognised(ending)] };
}

function endOfKnown(ending: Ending, kind: SourceKind): End {
  const fault = faultOf(ending);
  if (fault === undefined) return { kind, status: 'read', problems: [] };
  return { kind, status: ending.count > 0 ? 'partial' : 'failed', problems: [fault] };
}

function faultOf({ name, count, finish, trouble }: Ending): Problem | undefined {
  const upTo = count === 0 ? 'before its first record' : `behind record ${count - 1}`;
  if (trouble === undefined) {
    if (finish.cut) return truncated(name, `\`${name}\` stops ${upTo}`);
    return finish.malformed ? malformed(name) : undefined;
  }
  switch (trouble) {
    case 'truncated':
      return truncated(name, `\`${name}\` is cut short: its gzip data stop ${upTo}`);
    case 'corrupt':
      return corrupt(name, upTo);
    case 'trailing':
      return trailing(name);
    default:
      return unreadable(name, upTo, trouble.reason);
  }
}

const FETCH_AGAIN = 'fetch the file again from its source; what it lost counts as not covered';

function truncated(name: string, message: string): Problem {
  return { kind: 'truncated-file', message, hint: FETCH_AGAIN, source: name };
}

function corrupt(name: string, upTo: string): Problem {
  return {
    kind: 'unreadable-file',
    message: `\`${name}\` is damaged: its gzip data or their checksum fail ${upTo}, and records before it may be wrong`,
    hint: FETCH_AGAIN,
    source: name,
  };
}

function trailing(name: string): Problem {
  return {
    kind: 'unreadable-file',
    message: `\`${name}\` holds bytes behind its gzip data, which were not read`,
    hint: 'a trail writes no such files: compare it with its source, and fetch it again',
    source: name,
  };
}

function unreadable(name: string, upTo: string, reason: string): Problem {
  return {
    kind: 'unreadable-file',
    message: `reading \`${name}\` failed ${upTo}: ${reason}`,
    hint: FETCH_AGAIN,
    source: name,
  };
}

function malformed(name: string): Problem {
  return {
    kind: 'not-json',
    message: `\`${name}\` is not valid JSON between its records, which were used`,
    hint: FETCH_AGAIN,
    source: name,
  };
}

function unrecognised({ name, empty }: Ending): Problem {
  return {
    kind: 'unrecognised-file',
    message: empty ? `\`${name}\` is empty` : `\`${name}\` is no input that we know`,
    hint: empty
      ? 'fetch the file again if it should hold evidence'
      : 'inputs are authorization details, credential reports, CloudTrail files and policy documents, in UTF-8',
    source: name,
  };
}
