/** `leastwise report DIR`: renders a stored result again; needs neither AWS nor logs. */
import type { Command } from 'commander';
import { readResult } from '../../store/index.js';
import { outputs } from '../audit-options.js';
import { collect } from '../repeatable.js';
import { writeOutputs } from '../write-outputs.js';

export function reportCommand(program: Command): void {
  program
    .command('report')
    .description('render a stored result again, without AWS or logs')
    .argument('<dir>', 'a result folder of leastwise, or its result.json')
    .option(
      '--format <name[=file]>',
      'output to write: summary, markdown, json; repeatable; =- is stdout',
      collect,
    )
    .action((dir: string, flags: { readonly format?: readonly string[] }) => {
      const wanted = outputs(flags.format ?? ['summary']);
      writeOutputs(readResult(dir), wanted);
    });
}
