/** Sources of a live collection that can be chosen; who the caller is, is always asked. */
import { LIVE_SOURCES, type LiveSourceName } from '../model/collected.js';

export function sourceNames(): readonly LiveSourceName[] {
  return (Object.keys(LIVE_SOURCES) as LiveSourceName[]).filter((name) => name !== 'account');
}
