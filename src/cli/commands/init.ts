/** `leastwise init`: a commented `leastwise.yaml`, and the read-only role to collect with. */
import type { Command } from 'commander';
import { CONFIG_FILE } from '../config/with-config.js';
import type { InitFlags } from '../runs/init.js';
import type { Session } from '../session.js';

export function initCommand(program: Command, { terminal }: Session): void {
  program
    .command('init')
    .description(`write a commented ${CONFIG_FILE}, and the read-only role that collects`)
    .option('-o, --out <file>', 'file to write; an existing one is left alone', CONFIG_FILE)
    .option('--role <dir>', 'folder for the role', 'leastwise-collector-role')
    .action(async (flags: InitFlags) => {
      const { writeStart } = await import('../runs/init.js');
      writeStart(flags, terminal());
    });
}
