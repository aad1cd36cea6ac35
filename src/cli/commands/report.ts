/** `leastwise report DIR`: renders a stored result again; needs neither AWS nor logs. */
import type { Command } from 'commander';
import { FORMAT_NAMES } from '../../model/formats.js';
import { withConfig } from '../config/with-config.js';
import { redactOptions } from '../redact-options.js';
import { collect } from '../repeatable.js';
import type { ReportFlags } from '../runs/report.js';
import type { Session } from '../session.js';

export function reportCommand(program: Command, { done, terminal }: Session): void {
  const command = program
    .command('report')
    .description('render a stored result again, without AWS or logs')
    .argument('<dir>', 'a result folder of leastwise, or its result.json')
    .option(
      '--format <name[=file]>',
      `output to write: ${FORMAT_NAMES.join(', ')}; repeatable; =- is stdout (default: summary)`,
      collect,
    )
    .option('--baseline <file>', 'mark anew: what this baseline does not know is new')
    .option('--waivers <file>', 'mark anew: what is accepted, with reason and expiry')
    .option('--fail-on <severity>', 'exit 1 on findings of this severity or worse that count');
  redactOptions(command);
  withConfig(command).action(async (dir: string, flags: ReportFlags) => {
    const { runReport } = await import('../runs/report.js');
    done(runReport(dir, flags, terminal()));
  });
}
