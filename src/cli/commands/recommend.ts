/** `leastwise recommend DIR`: proposals anew from stored evidence, or `--verify` those that are there. */
import type { Command } from 'commander';
import { decisionOptions } from '../decision-options.js';
import type { RecommendFlags } from '../runs/recommend.js';
import type { Session } from '../session.js';

export function recommendCommand(program: Command, { done, terminal }: Session): void {
  const command = program
    .command('recommend')
    .description('proposals anew from the evidence in an out folder, or their certificates again')
    .argument('<dir>', 'the out folder of an audit')
    .option('--verify', 'prove every certificate again from the files; changes nothing');
  decisionOptions(command).action(async (dir: string, flags: RecommendFlags) => {
    const { runRecommend, runVerify } = await import('../runs/recommend.js');
    done(
      flags.verify === true
        ? await runVerify(dir, terminal())
        : await runRecommend(dir, flags, terminal()),
    );
  });
}
