/** A commented `leastwise.yaml`, and the read-only role to collect with. */
import { cpSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { UserError } from '../../model/user-error.js';
import { schemaText } from '../../store/index.js';
import type { Terminal } from '../terminal.js';
import { createText } from '../write-outputs.js';

export type InitFlags = { readonly out: string; readonly role: string };

/** JSON, Terraform and CloudFormation of it, generated from what the collectors call. */
const ROLE = fileURLToPath(new URL('../../../collector-role', import.meta.url));

const EXAMPLE_OF: Readonly<Record<string, string>> = {
  'as-of': '2026-11-20T00:00:00Z',
  baseline: 'leastwise-baseline.json',
  exclude: '[ci-*]',
  exemptions: '\n#  - name: break-glass\n#    reason: tested every year\n#    expires: 2027-03-31',
  trails:
    '\n#  - TrailARN: arn:aws:cloudtrail:eu-west-1:111122223333:trail/main\n#    since: 2026-01-01\n#    IsMultiRegionTrail: true',
  format: '[summary, sarif=leastwise.sarif]',
  identity: '[meadow-*]',
  plan: 'leastwise-audit/revocation/plan.json',
  waivers:
    '\n#  - id: stale-role\n#    identity: break-glass\n#    reason: tested every year\n#    owner: platform\n#    expires: 2027-03-31',
  'without-rule': '[siblings]',
};

export function writeStart({ out, role }: InitFlags, terminal: Terminal): void {
  if (!createText(out, commentedConfig())) {
    throw new UserError(`\`${out}\` is there already`, 'give another file with --out');
  }
  cpSync(ROLE, role, { recursive: true, force: false });
  terminal.note(`wrote ${out}, and the read-only role that collects to ${role}`);
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
