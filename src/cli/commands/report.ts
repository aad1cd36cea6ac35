/** `leastwise report DIR`: renders a stored result again; needs neither AWS nor logs. */
import type { Command } from 'commander';
import { FORMATS, type Waiver } from '../../index.js';
import { readResult } from '../../store/index.js';
import { outputs, severity } from '../audit-options.js';
import { decided, decisionsOf, hasCounted } from '../config/decisions.js';
import { withConfig } from '../config/resolve.js';
import { EXIT } from '../exit.js';
import { collect } from '../repeatable.js';
import { writeOutputs } from '../write-outputs.js';

type Flags = {
  readonly format?: readonly string[];
  readonly baseline?: string;
  readonly waivers?: string | readonly Waiver[];
  readonly failOn?: string;
};

export function reportCommand(program: Command, done: (code: number) => void): void {
  const command = program
    .command('report')
    .description('render a stored result again, without AWS or logs')
    .argument('<dir>', 'a result folder of leastwise, or its result.json')
    .option(
      '--format <name[=file]>',
      `output to write: ${Object.keys(FORMATS).join(', ')}; repeatable; =- is stdout (default: summary)`,
      collect,
    )
    .option('--baseline <file>', 'mark anew: what this baseline does not know is new')
    .option('--waivers <file>', 'mark anew: what is accepted, with reason and expiry')
    .option('--fail-on <severity>', 'exit 1 on findings of this severity or worse that count');
  withConfig(command).action((dir: string, flags: Flags) => {
    const wanted = outputs(flags.format ?? ['summary']);
    const failOn = severity(flags.failOn);
    const result = decided(readResult(dir), decisionsOf(flags));
    writeOutputs(result, wanted);
    done(hasCounted(result, failOn) ? EXIT.findings : EXIT.ok);
  });
}
