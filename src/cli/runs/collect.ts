/** Reads a live account into a folder that `audit` reads, without changing anything. */
import { type CollectedUnit, collectLive, renderCollection } from '../../index.js';
import { unreadRegions } from '../../model/collected.js';
import { findUnits, lockFolder, openFolder, openUnit } from '../../store/index.js';
import { collectionProgress } from '../collection-progress.js';
import { EXIT } from '../exit.js';
import { type LiveFlags, liveOptions } from '../live-options.js';
import { stopOnInterrupt } from '../stop-on-interrupt.js';
import type { Terminal } from '../terminal.js';

export type CollectFlags = LiveFlags & { readonly out: string };

export async function runCollect(flags: CollectFlags, terminal: Terminal): Promise<number> {
  const options = liveOptions(flags);
  openFolder(flags.out);
  const lock = lockFolder(flags.out);
  const { signal, release } = stopOnInterrupt(
    terminal,
    'stopping: what was read is kept; run the same command to go on',
  );
  const progress = terminal.progress();
  const counter = collectionProgress(progress.show);
  try {
    const units = await collectLive(
      options,
      {
        ...counter.events,
        onCall: (operation) => {
          lock.touch();
          counter.events.onCall(operation);
        },
        onStartOver: ({ account, region, source }, why) =>
          terminal.note(
            `${source} of ${account} in ${region} is read from its start again: ${why}`,
          ),
        onCaller: ({ arn, account, region }, accounts) => {
          const others = accounts.filter((one) => one !== account).length;
          terminal.note(
            `collecting as ${arn}\n  account ${account}${others > 0 ? ` and ${others} more` : ''}, calling from ${region}; nothing is changed`,
          );
        },
      },
      {
        openUnit: (place) => openUnit(flags.out, place),
        findUnits: (account) => findUnits(flags.out, account),
        signal,
      },
    );
    progress.end();
    if (!terminal.isQuiet) terminal.print(renderCollection(units));
    const isWhole = isComplete(units) && !signal.aborted;
    const again = isWhole ? '' : 'the same command, which asks for what is missing alone, or ';
    terminal.note(`\n${counter.calls()} calls; next: ${again}leastwise audit ${flags.out}`);
    return isWhole ? EXIT.ok : EXIT.incomplete;
  } finally {
    progress.end();
    release();
    lock.release();
  }
}

function isComplete(units: readonly CollectedUnit[]): boolean {
  return (
    units.every(({ status, disabledBy }) => status === 'complete' || disabledBy !== undefined) &&
    unreadRegions(units).length === 0
  );
}
