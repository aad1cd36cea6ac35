/** What got better between two audits, and what crept back. */
import { renderTrend, trendOf } from '../../index.js';
import { readResult } from '../../store/index.js';

export function showTrend(before: string, after: string, format: string): void {
  const trend = trendOf(readResult(before), readResult(after));
  process.stdout.write(
    format === 'json' ? `${JSON.stringify(trend, undefined, 2)}\n` : renderTrend(trend),
  );
}
