/** `leastwise audit INPUT...`: collect from files, analyze, recommend, report, into one folder. */
import { type Command, Option } from 'commander';
import { withConfig } from '../config/with-config.js';
import { decisionOptions } from '../decision-options.js';
import { redactOptions } from '../redact-options.js';
import { collect } from '../repeatable.js';
import type { AuditCommandFlags } from '../runs/audit.js';
import type { Session } from '../session.js';

export function auditCommand(program: Command, { done, terminal }: Session): void {
  const command = program
    .command('audit')
    .description('audit accounts from files: verdicts, trimmed policies with proofs, what can go')
    .argument(
      '<input...>',
      'files or folders, recognised by content: authorization details, credential report, organization, CloudTrail logs, policies, Terraform states',
    );
  withConfig(withSettings(command))
    .addOption(
      new Option(
        '--reader <name>',
        'how logs are read: on all cores by the shapes of records, or one record after the other; both find the same',
      )
        .choices(['fast', 'plain'])
        .default('fast'),
    )
    .action(async (inputs: readonly string[], flags: AuditCommandFlags) => {
      const { runAudit } = await import('../runs/audit.js');
      done(await runAudit(inputs, flags, terminal()));
    });
}

/** What `leastwise.yaml` may set, as flags. */
export function withSettings(command: Command): Command {
  command.option(
    '-o, --out <dir>',
    'evidence and result folder; a later run adds to it (default: leastwise-audit)',
  );
  decisionOptions(command);
  redactOptions(command);
  return command
    .option(
      '--emit <formats>',
      'formats below apply/, by commas: diff, cli, terraform, terraform-json, cloudformation, cdk; or none (default: all)',
    )
    .option('--plan <file>', 'revocation plan to follow up (default: the one in the out folder)')
    .option('--quarantine-days <days>', 'how long a thing stays in quarantine (default: 30)')
    .option(
      '--exemptions <file>',
      'what is never revoked: by name, path or tag, with reason and end',
    )
    .option('--trails <file>', 'what is known of trails, since when: as an input that declares it')
    .option('--format <name[=file]>', 'outputs besides the folder; repeatable', collect)
    .option(
      '--fail-on <severity>',
      'exit 1 on findings of this severity or worse that are neither waived nor known',
    )
    .option('--baseline <file>', 'only what is new counts: a file of `leastwise baseline create`')
    .option('--waivers <file>', 'what is accepted, with reason and expiry');
}
