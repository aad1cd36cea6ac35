/** Progress on stderr: one line that renews itself on a terminal, a plain line now and then elsewhere. */
export type Progress = {
  readonly show: (text: string) => void;
  readonly end: () => void;
};

type Where = {
  readonly isTerminal: boolean;
  /** Where there is no terminal. */
  readonly writeLine: (text: string) => void;
};

const TERMINAL_MS = 100;
const PLAIN_MS = 10_000;

export function startProgress(
  stream: NodeJS.WriteStream,
  { isTerminal, writeLine }: Where,
): Progress {
  let last = isTerminal ? 0 : Date.now();
  let dirty = false;
  return {
    show: (text) => {
      const now = Date.now();
      if (now - last < (isTerminal ? TERMINAL_MS : PLAIN_MS)) return;
      last = now;
      dirty = isTerminal;
      if (isTerminal) stream.write(`\r\u001b[K${text.slice(0, (stream.columns ?? 80) - 1)}`);
      else writeLine(text);
    },
    end: () => {
      if (dirty) stream.write('\r\u001b[K');
      dirty = false;
    },
  };
}
