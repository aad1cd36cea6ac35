/** `leastwise baseline create DIR`: what an audit found becomes what is known. */
import type { Command } from 'commander';
import { createBaseline } from '../../index.js';
import { readResult } from '../../store/index.js';
import { writeText } from '../write-outputs.js';

export function baselineCommand(program: Command): void {
  program
    .command('baseline')
    .description('what is known already, so that only what is new counts')
    .command('create')
    .description('write what an audit found; --baseline takes it')
    .argument('<dir>', 'a result folder of leastwise, or its result.json')
    .option('-o, --out <file>', 'file to write; - is stdout', 'leastwise-baseline.json')
    .action((dir: string, { out }: { readonly out: string }) => {
      const baseline = createBaseline(readResult(dir));
      writeText(out, `${JSON.stringify(baseline, undefined, 1)}\n`);
      if (out !== '-') {
        process.stderr.write(
          `${out}: ${baseline.findings.length} findings are known; give it as --baseline\n`,
        );
      }
    });
}
