/** What got better between two audits, and what crept back. */
import { renderTrend, trendOf } from '../../index.js';
import { readResult } from '../../store/index.js';
import type { Terminal } from '../terminal.js';

export function showTrend(before: string, after: string, format: string, terminal: Terminal): void {
  const trend = trendOf(readResult(before), readResult(after));
  if (format === 'json') process.stdout.write(`${JSON.stringify(trend, undefined, 2)}\n`);
  else terminal.print(renderTrend(trend));
}
