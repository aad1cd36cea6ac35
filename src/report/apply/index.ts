/**
 * `apply/`: every proposal in the formats by which accounts are changed. What somebody keeps in code
 * gets code for its owner only; for all else each format stands for itself: use one of them.
 */
import type { Result } from '../../model/result.js';
import type { OutputFile } from '../output-file.js';
import { type Change, changesOf } from './change.js';
import { type CliChange, cliChange } from './cli.js';
import { EMIT_FORMATS, type Emission, type EmitFormat, type Emitted } from './emission.js';
import { applyReadme } from './readme.js';
import { renderScript } from './script.js';

type Emitter = (change: Change, result: Result) => Emission;

const EMITTERS: Readonly<Record<EmitFormat, Emitter>> = {
  cli: emitCli,
};

export function applyFiles(
  result: Result,
  formats: readonly EmitFormat[] = EMIT_FORMATS,
): readonly OutputFile[] {
  const changes = changesOf(result);
  if (changes.length === 0 || formats.length === 0) return [];
  const emitted = changes.map((change): Emitted => {
    return {
      change,
      formats: formats.map((format) => ({ format, emission: EMITTERS[format](change, result) })),
    };
  });
  return [
    { path: ['apply', 'README.md'], content: applyReadme(result, emitted) },
    { path: ['apply', 'plan.json'], content: planJson(emitted) },
    ...emitted.flatMap((one) => one.formats.flatMap(({ emission }) => emission.files)),
  ];
}

function planJson(emitted: readonly Emitted[]): string {
  const proposals = emitted.map(({ change: { one, slug }, formats }) => ({
    id: one.id,
    kind: one.kind,
    account: one.account,
    name: slug,
    holders: one.holders,
    owners: one.standing.owners,
    formats: Object.fromEntries(
      formats.map(({ format, emission }) => [
        format,
        'reason' in emission
          ? { reason: emission.reason }
          : { files: emission.files.map(({ path }) => path.slice(1).join('/')) },
      ]),
    ),
  }));
  return `${JSON.stringify({ schema: 'leastwise.apply-plan/1', proposals }, undefined, 2)}\n`;
}

/** White space as `JSON.stringify` has it; a back-tick would end the literal of the AWS CLI's query. */
export function documentText(document: unknown): string {
  return `${JSON.stringify(document, undefined, 2).replaceAll('`', '\\u0060')}\n`;
}

function emitCli(change: Change, result: Result): Emission {
  const { one, slug, edits, heading } = change;
  if (one.standing.owners.length > 0) {
    return { files: [], reason: 'it is kept in code: a change past its owner would drift back' };
  }
  const cli = cliChange(edits);
  if (cli === undefined) return { files: [], reason: 'a name in it is none that IAM would allow' };
  const folder = ['apply', one.account, 'cli', slug];
  const common = { account: one.account, readAt: result.asOf ?? 'no date' };
  const script = (name: string, heads: readonly string[], steps: CliChange['apply']) => ({
    path: [...folder, name],
    content: renderScript({ ...common, heading: heads, steps }),
    mode: 0o700,
  });
  return {
    files: [
      script('apply.sh', [...heading, 'Taken back by rollback.sh beside it.'], cli.apply),
      script('rollback.sh', ['Takes back apply.sh beside it.', '', ...heading], cli.rollback),
      ...cli.files.map(({ name, document }) => ({
        path: [...folder, ...name.split('/')],
        content: documentText(document),
      })),
    ],
  };
}
