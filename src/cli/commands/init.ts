/** `leastwise init`: a commented `leastwise.yaml`, and the read-only role to collect with. */
import { cpSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Command } from 'commander';
import { UserError } from '../../index.js';
import { schemaText } from '../../store/index.js';
import { CONFIG_FILE } from '../config/resolve.js';
import { createText } from '../write-outputs.js';

/** JSON, Terraform and CloudFormation of it, generated from what the collectors call. */
const ROLE = fileURLToPath(new URL('../../../collector-role', import.meta.url));

const EXAMPLE_OF: Readonly<Record<string, string>> = {
  'as-of': '2026-11-20T00:00:00Z',
  baseline: 'leastwise-baseline.json',
  exclude: '[ci-*]',
  exemptions: 'exemptions.json',
  format: '[summary, sarif=leastwise.sarif]',
  identity: '[meadow-*]',
  plan: 'leastwise-audit/revocation/plan.json',
  waivers:
    '\n#  - id: stale-role\n#    identity: break-glass\n#    reason: tested every year\n#    owner: platform\n#    expires: 2027-03-31',
  'without-rule': '[siblings]',
};

export function initCommand(program: Command): void {
  program
    .command('init')
    .description(`write a commented ${CONFIG_FILE}, and the read-only role that collects`)
    .option('-o, --out <file>', 'file to write; an existing one is left alone', CONFIG_FILE)
    .option('--role <dir>', 'folder for the role', 'leastwise-collector-role')
    .action(({ out, role }: { readonly out: string; readonly role: string }) => {
      if (!createText(out, commentedConfig())) {
        throw new UserError(`\`${out}\` is there already`, 'give another file with --out');
      }
      cpSync(ROLE, role, { recursive: true, force: false });
      process.stderr.write(`wrote ${out}, and the read-only role that collects to ${role}\n`);
    });
}

type Property = { readonly description?: string };

function commentedConfig(): string {
  const { properties } = JSON.parse(schemaText('config')) as {
    readonly properties: Readonly<Record<string, Property>>;
  };
  const entries = Object.entries(properties).filter(([name]) => name !== '$schema');
  return [
    '# Settings of leastwise. Flags win over LEASTWISE_* variables, and these over this file.',
    '# `leastwise config show` says what holds and where it comes from.',
    ...entries.flatMap(([name, { description }]) => [
      '',
      `# ${description ?? ''}`,
      `# ${name}: ${EXAMPLE_OF[name] ?? defaultIn(description)}`,
    ]),
    '',
  ].join('\n');
}

/** Descriptions end in `Default: 90.` */
function defaultIn(description = ''): string {
  return /Default: ([^.]+)\.$/.exec(description)?.[1] ?? '';
}
