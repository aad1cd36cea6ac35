/**
 * A policy document as lines of text, with what the verdicts say of each part of its `Action`
 * elements. The words come from `HeldPolicyResult.parts`.
 */
export type PartReason = { readonly reason: number; readonly count: number };

/** What the verdicts say of one pattern. No reasons: it matches no action that is known. */
export type Part = { readonly reasons: readonly PartReason[]; readonly dead: boolean };

export type PolicyLine = {
  readonly depth: number;
  readonly text: string;
  /** Behind the text: a comma, or nothing. */
  readonly tail: string;
  readonly part?: Part;
};

export function readPart(word: string): Part {
  const dead = word.endsWith('!');
  const text = dead ? word.slice(0, -1) : word;
  if (text === '-' || text === '') return { reasons: [], dead };
  const reasons = text.split(',').map((pair) => {
    const [reason, count] = pair.split(':');
    return { reason: Number(reason), count: Number(count) };
  });
  return { reasons, dead };
}

export function policyLines(document: unknown, parts: readonly string[]): readonly PolicyLine[] {
  return valueLines(document, { depth: 0, label: '', tail: '', path: [] }, (path) =>
    partAt(path, parts),
  );
}

type Place = {
  readonly depth: number;
  /** `"Action": `, or nothing in a list. */
  readonly label: string;
  readonly tail: string;
  readonly path: readonly (string | number)[];
};

type PartOf = (path: Place['path']) => Part | undefined;

/** `Statement` is a list here, as it was written by leastwise; an `Action` is one text or a list. */
function partAt(path: Place['path'], parts: readonly string[]): Part | undefined {
  const [list, statement, element, at = 0, deeper] = path;
  if (list !== 'Statement' || typeof statement !== 'number' || deeper !== undefined) {
    return undefined;
  }
  const words = (parts[statement] ?? '').split(' ');
  if (element === 'NotAction' && path.length === 3 && words[0]) return readPart(words[0]);
  const word = element === 'Action' && typeof at === 'number' ? words[at] : undefined;
  return word === undefined || word === '' ? undefined : readPart(word);
}

function valueLines(value: unknown, place: Place, partOf: PartOf): readonly PolicyLine[] {
  if (Array.isArray(value)) return listLines(value, place, partOf);
  if (typeof value === 'object' && value !== null) return objectLines(value, place, partOf);
  const { depth, label, tail, path } = place;
  return [line(depth, `${label}${JSON.stringify(value) ?? 'null'}`, tail, partOf(path))];
}

function listLines(values: readonly unknown[], place: Place, partOf: PartOf) {
  const { depth, label, tail, path } = place;
  if (values.length === 0) return [line(depth, `${label}[]`, tail, undefined)];
  const part = path.at(-1) === 'NotAction' ? partOf(path) : undefined;
  return [
    line(depth, `${label}[`, '', part),
    ...values.flatMap((item, at) =>
      valueLines(
        item,
        {
          depth: depth + 1,
          label: '',
          tail: at < values.length - 1 ? ',' : '',
          path: [...path, at],
        },
        partOf,
      ),
    ),
    line(depth, ']', tail, undefined),
  ];
}

function objectLines(value: object, place: Place, partOf: PartOf): readonly PolicyLine[] {
  const { depth, label, tail, path } = place;
  const entries = Object.entries(value);
  if (entries.length === 0) return [line(depth, `${label}{}`, tail, undefined)];
  return [
    line(depth, `${label}{`, '', undefined),
    ...entries.flatMap(([key, member], at) =>
      valueLines(
        member,
        {
          depth: depth + 1,
          label: `${JSON.stringify(key)}: `,
          tail: at < entries.length - 1 ? ',' : '',
          path: [...path, key],
        },
        partOf,
      ),
    ),
    line(depth, '}', tail, undefined),
  ];
}

function line(depth: number, text: string, tail: string, part: Part | undefined): PolicyLine {
  return { depth, text, tail, ...(part === undefined ? {} : { part }) };
}
