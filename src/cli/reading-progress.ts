/** How far the reading of files is, in one line: files, megabytes, rate, time left. */
import { timeLeft } from './time-left.js';

type Reading = {
  readonly files: number;
  readonly filesTotal?: number | undefined;
  readonly bytes: number;
};

/** Fewer files than this, or less time, say nothing about the others. */
const TELLING_FILES = 5;
const TELLING_MS = 500;

export function readingProgress(show: (text: string) => void): (reading: Reading) => void {
  const began = Date.now();
  return (reading) => show(readingLine(reading, Date.now() - began));
}

export function readingLine({ files, filesTotal, bytes }: Reading, elapsedMs: number): string {
  const megabytes = bytes / 1e6;
  const line = `reading ${files} of ${filesTotal ?? '?'} files, ${Math.round(megabytes)} MB`;
  if (files < TELLING_FILES || elapsedMs < TELLING_MS) return line;
  const rate = `${(megabytes / (elapsedMs / 1000)).toFixed(1)} MB/s`;
  const left = filesTotal === undefined ? '' : `, ${timeLeft(elapsedMs, files, filesTotal)} left`;
  return `${line}, ${rate}${left}`;
}
