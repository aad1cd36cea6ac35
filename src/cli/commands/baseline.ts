/** `leastwise baseline create DIR`: what an audit found becomes what is known. */
import type { Command } from 'commander';
import type { Session } from '../session.js';

export function baselineCommand(program: Command, { terminal }: Session): void {
  program
    .command('baseline')
    .description('what is known already, so that only what is new counts')
    .command('create')
    .description('write what an audit found; --baseline takes it')
    .argument('<dir>', 'a result folder of leastwise, or its result.json')
    .option('-o, --out <file>', 'file to write; - is stdout', 'leastwise-baseline.json')
    .action(async (dir: string, { out }: { readonly out: string }) => {
      const { writeBaseline } = await import('../runs/baseline.js');
      writeBaseline(dir, out, terminal());
    });
}
