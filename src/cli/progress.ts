/** Progress on stderr: one line that renews itself on a terminal, a plain line now and then elsewhere. */
export type Progress = {
  readonly show: (text: string) => void;
  readonly end: () => void;
};

const TERMINAL_MS = 100;
const PLAIN_MS = 10_000;

export function startProgress(
  stream: NodeJS.WriteStream,
  { mode }: { readonly mode: 'on' | 'off' },
): Progress {
  if (mode === 'off') return { show: () => undefined, end: () => undefined };
  const terminal = stream.isTTY === true && process.env.TERM !== 'dumb';
  let last = terminal ? 0 : Date.now();
  let dirty = false;
  return {
    show: (text) => {
      const now = Date.now();
      if (now - last < (terminal ? TERMINAL_MS : PLAIN_MS)) return;
      last = now;
      dirty = terminal;
      stream.write(
        terminal ? `\r\u001b[K${text.slice(0, (stream.columns ?? 80) - 1)}` : `${text}\n`,
      );
    },
    end: () => {
      if (dirty) stream.write('\r\u001b[K');
      dirty = false;
    },
  };
}
