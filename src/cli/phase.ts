/** Parts of a run that take long: told while they go on, and with `--verbose` how long they took. */
import type { Progress } from './progress.js';
import type { Terminal } from './terminal.js';

export type Phase = <Value>(name: string, work: () => Promise<Value> | Value) => Promise<Value>;

export function phases(terminal: Terminal, progress: Progress): Phase {
  return async (name, work) => {
    const began = performance.now();
    progress.show(name);
    const value = await work();
    const seconds = (performance.now() - began) / 1000;
    progress.end();
    terminal.detail(`${name}: ${seconds.toFixed(1)} s`, { seconds });
    return value;
  };
}
