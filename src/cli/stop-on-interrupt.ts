import { EXIT } from './exit.js';
import type { Terminal } from './terminal.js';

/** The first Ctrl-C lets calls under way end and writes down where we stand; the second one leaves. */
export function stopOnInterrupt(
  terminal: Terminal,
  words: string,
): { readonly signal: AbortSignal; readonly release: () => void } {
  const controller = new AbortController();
  const stop = (): void => {
    if (controller.signal.aborted) process.exit(EXIT.incomplete);
    terminal.note(`\n${words}`);
    controller.abort();
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
  return {
    signal: controller.signal,
    release: () => {
      process.off('SIGINT', stop);
      process.off('SIGTERM', stop);
    },
  };
}
