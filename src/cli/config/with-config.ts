/** Where settings are looked for. */
import type { Command } from 'commander';

export const CONFIG_FILE = 'leastwise.yaml';

/** Commands that take settings have the flags that say where they are. */
export function withConfig(command: Command): Command {
  return command
    .option('--config <file>', `settings (default: ${CONFIG_FILE} where it is)`)
    .option('--no-config', `as if there were no ${CONFIG_FILE}`);
}
