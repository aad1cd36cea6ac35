/**
 * Where a run speaks: results on stdout, everything else on stderr, as text or as lines of JSON.
 *
 * Colour only where a person looks: a terminal that is not dumb, and neither `NO_COLOR` nor
 * `--no-color`. Source: https://no-color.org.
 */
import { type Command, Option } from 'commander';
import { plain } from '../model/plain.js';
import { paint } from './paint.js';
import { type Progress, startProgress } from './progress.js';

export type Level = 'detail' | 'error' | 'info' | 'progress';

/** What programs read beside the message. */
export type Facts = Readonly<Record<string, number | string | readonly string[]>>;

export type Terminal = {
  readonly isQuiet: boolean;
  /** A result for people, on stdout. */
  readonly print: (text: string) => void;
  /** Good to know; nothing with `--quiet`. */
  readonly note: (text: string, facts?: Facts) => void;
  /** With `--verbose` only. */
  readonly detail: (text: string, facts?: Facts) => void;
  readonly error: (lines: readonly string[], facts?: Facts) => void;
  /** Nothing with `--quiet` or `--no-progress`. */
  readonly progress: () => Progress;
};

/** Options of the program: they may stand before or behind the command. */
export function terminalOptions(program: Command): void {
  program
    .option('-q, --quiet', 'no summary on stdout, and nothing on stderr but errors')
    .option('-v, --verbose', 'say on stderr what is done, and how long it takes')
    .option('--no-progress', 'no progress on stderr')
    .option('--no-color', 'no colour; NO_COLOR does the same')
    .addOption(
      new Option('--log-format <format>', 'what stderr is written as')
        .choices(['text', 'json'])
        .default('text'),
    );
}

type Flags = {
  readonly quiet?: boolean;
  readonly verbose?: boolean;
  readonly progress: boolean;
  readonly color: boolean;
  readonly logFormat: 'json' | 'text';
};

export function terminalOf(program: Command): Terminal {
  const flags = program.opts<Flags>();
  const isQuiet = flags.quiet === true;
  let shown: Progress | undefined;
  const write = (level: Level, text: string, facts: Facts = {}): void => {
    // On a terminal the line of progress gives way; it comes back with the next step.
    shown?.end();
    const isJson = flags.logFormat === 'json';
    process.stderr.write(`${isJson ? JSON.stringify(record(level, text, facts)) : text}\n`);
  };
  return {
    isQuiet,
    print: (text) => process.stdout.write(isColoured(process.stdout, flags) ? paint(text) : text),
    note: (text, facts) => {
      if (!isQuiet) write('info', text, facts);
    },
    detail: (text, facts) => {
      if (flags.verbose === true && !isQuiet) write('detail', text, facts);
    },
    error: (lines, facts) => {
      write('error', flags.logFormat === 'json' ? (lines[0] ?? '') : lines.join('\n'), facts);
    },
    progress: () => {
      if (isQuiet || !flags.progress) return { show: () => undefined, end: () => undefined };
      shown = startProgress(process.stderr, {
        isTerminal: flags.logFormat === 'text' && isTerminal(process.stderr),
        writeLine: (text) => write('progress', text),
      });
      return shown;
    },
  };
}

function record(level: Level, text: string, facts: Facts): unknown {
  return { time: new Date().toISOString(), level, message: plain(text.trim()), ...facts };
}

function isTerminal(stream: NodeJS.WriteStream): boolean {
  return stream.isTTY === true && process.env.TERM !== 'dumb';
}

function isColoured(stream: NodeJS.WriteStream, { color }: Flags): boolean {
  return color && isTerminal(stream) && (process.env.NO_COLOR ?? '') === '';
}
