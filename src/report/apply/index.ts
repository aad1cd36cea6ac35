/**
 * `apply/`: every proposal in the formats by which accounts are changed. What somebody keeps in code
 * gets code for its owner only; for all else each format stands for itself: use one of them.
 */
import { EMIT_FORMATS, type EmitFormat } from '../../model/formats.js';
import type { Result } from '../../model/result.js';
import type { CodeOwner } from '../../model/standing.js';
import { visibleJson } from '../escape.js';
import type { OutputFile } from '../output-file.js';
import { renderCdk } from './cdk.js';
import { type Change, changesOf } from './change.js';
import { type CliChange, cliChange } from './cli.js';
import { renderCloudFormation } from './cloudformation.js';
import { renderReadableDiff, renderUnifiedDiff } from './diff.js';
import type { Emission, Emitted } from './emission.js';
import { applyReadme } from './readme.js';
import { renderScript } from './script.js';
import { renderHcl, renderProvider, renderTerraformJson } from './terraform.js';

type Emitter = (change: Change, result: Result) => Emission;

const EMITTERS: Readonly<Record<EmitFormat, Emitter>> = {
  cdk: (change) =>
    unlessKeptBy('terraform', change) ??
    oneFile(change, 'cdk', `${change.slug}.ts`, renderCdk(change)),
  cli: emitCli,
  cloudformation: (change) =>
    unlessKeptBy('terraform', change) ??
    oneFile(change, 'cloudformation', `${change.slug}.yaml`, renderCloudFormation(change)),
  diff: (change, result) => ({
    files: [
      accountFile(change, 'diff', `${change.slug}.txt`, renderReadableDiff(change, result)),
      accountFile(change, 'diff', `${change.slug}.patch`, renderUnifiedDiff(change)),
    ],
  }),
  terraform: (change) =>
    unlessKeptBy('cloudformation', change) ??
    oneFile(change, ...terraformFile(change, 'terraform', 'tf'), renderHcl(change)),
  'terraform-json': (change) =>
    unlessKeptBy('cloudformation', change) ??
    oneFile(
      change,
      ...terraformFile(change, 'terraform-json', 'tf.json'),
      renderTerraformJson(change),
    ),
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
    ...providers(emitted),
    ...emitted.flatMap((one) => one.formats.flatMap(({ emission }) => emission.files)),
  ];
}

function accountFile({ account }: Change, folder: string, name: string, content: string) {
  return { path: ['apply', account, folder, ...name.split('/')], content };
}

function oneFile(
  change: Change,
  folder: string,
  name: string,
  content: string | undefined,
): Emission {
  return content === undefined
    ? { files: [], reason: 'it only takes away' }
    : { files: [accountFile(change, folder, name, content)] };
}

/** Code for the owner only: what another tool would do drifts back. */
function unlessKeptBy(kind: CodeOwner['kind'], { owners }: Change): Emission | undefined {
  return owners.some((owner) => owner.kind === kind)
    ? { files: [], reason: `it is kept by ${kind}: change it there` }
    : undefined;
}

/** A module for all that nobody keeps; what Terraform keeps is edited where it is, one by one. */
function terraformFile(
  { owners, slug, edits }: Change,
  format: 'terraform' | 'terraform-json',
  ending: string,
): readonly [folder: string, name: string] {
  // Another account, another provider.
  if (edits.some(({ kind }) => kind === 'control-policy')) {
    return [format.replace('terraform', 'terraform-organization'), `${slug}.${ending}`];
  }
  return owners.length > 0
    ? [format.replace('terraform', 'terraform-edits'), `${slug}/edit.${ending}`]
    : [format, `${slug}.${ending}`];
}

function providers(emitted: readonly Emitted[]): readonly OutputFile[] {
  const modules = new Map<string, OutputFile>();
  for (const { change, formats } of emitted) {
    for (const { path } of formats.flatMap(({ emission }) => emission.files)) {
      const folder = path.slice(0, -1);
      if (!/^terraform(?:-organization)?(?:-json)?$/.test(folder.at(-1) ?? '')) continue;
      const isOfOrganization = /organization/.test(folder.at(-1) ?? '');
      const content = renderProvider(
        isOfOrganization ? undefined : change.account,
        change.partition,
      );
      modules.set(folder.join('/'), { path: [...folder, 'provider.tf'], content });
    }
  }
  return [...modules.values()];
}

function planJson(emitted: readonly Emitted[]): string {
  const proposals = emitted.map(({ change, formats }) => ({
    id: change.id,
    kind: change.kind,
    account: change.account,
    name: change.slug,
    holders: change.holders,
    owners: change.owners,
    formats: Object.fromEntries(
      formats.map(({ format, emission }) => [
        format,
        'reason' in emission
          ? { reason: emission.reason }
          : { files: emission.files.map(({ path }) => path.slice(1).join('/')) },
      ]),
    ),
  }));
  return `${visibleJson({ schema: 'leastwise.apply-plan/1', proposals })}\n`;
}

function emitCli(change: Change, result: Result): Emission {
  const { account, owners, slug, edits, heading } = change;
  if (owners.length > 0) {
    return { files: [], reason: 'it is kept in code: a change past its owner would drift back' };
  }
  const cli = cliChange(edits);
  if (cli === undefined) return { files: [], reason: 'a name in it is none that IAM would allow' };
  const folder = ['apply', account, 'cli', slug];
  const isOfOrganization = edits.some(({ kind }) => kind === 'control-policy');
  const common = {
    account,
    caller: isOfOrganization ? 'management-account' : 'account',
    readAt: result.asOf ?? 'no date',
  } as const;
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

/** A back-tick would end the literal of the AWS CLI's query that compares the document. */
function documentText(document: unknown): string {
  return `${visibleJson(document).replaceAll('`', '\\u0060')}\n`;
}
