/** Trails that `leastwise.yaml` declares, as if a file among the input did. */
import type { SourceEvent } from '../index.js';
import type { DeclaredTrail } from '../model/config.js';
import { TRAILS_SCHEMA } from '../model/trail.js';
import { CONFIG_FILE } from './config/with-config.js';

export function declaredTrails(
  trails: string | readonly DeclaredTrail[] | undefined,
): readonly SourceEvent[] {
  if (trails === undefined || typeof trails === 'string') return [];
  const value = { schema: TRAILS_SCHEMA, trails };
  return [
    { type: 'begin', file: { name: CONFIG_FILE, input: CONFIG_FILE, kind: 'trail-settings' } },
    { type: 'records', records: [{ kind: 'trail-settings', index: 0, value }] },
    { type: 'end', status: 'read', problems: [] },
  ];
}
