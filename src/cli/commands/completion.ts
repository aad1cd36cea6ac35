/** `leastwise completion SHELL`: made from the program itself, so that no command or flag is forgotten. */
import { Argument, type Command } from 'commander';
import type { Shell } from '../runs/completion.js';

const SHELLS: readonly Shell[] = ['bash', 'zsh', 'fish'];

export function completionCommand(program: Command): void {
  program
    .command('completion')
    .description('print a completion script: source <(leastwise completion bash)')
    .addArgument(new Argument('<shell>', 'which shell').choices(SHELLS))
    .action(async (shell: Shell) => {
      const { completionScript } = await import('../runs/completion.js');
      process.stdout.write(completionScript(program, shell));
    });
}
