/** What binds a command to the run that it is part of. */
import type { Command } from 'commander';
import type { Terminal } from './terminal.js';

export type Session = {
  readonly done: (code: number) => void;
  /** Asked for when the command runs: the flags are known by then. */
  readonly terminal: () => Terminal;
};

export type AddCommand = (program: Command, session: Session) => void;
