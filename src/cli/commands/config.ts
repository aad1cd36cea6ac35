/** `leastwise config show`: every setting, its value, and where that came from. */
import type { Command } from 'commander';
import { withConfig } from '../config/with-config.js';
import { withSettings } from './audit.js';

export function configCommand(program: Command): void {
  const config = program.command('config').description('settings, and where they come from');
  const show = config
    .command('show')
    .description('every setting of an audit with its value and origin: flags may be given, too')
    .option('--as <text|json>', 'for people or for programs', 'text');
  withConfig(withSettings(show)).action(async (flags: { readonly as: string }) => {
    const { showSettings } = await import('../runs/config.js');
    showSettings(show, flags.as);
  });
}
