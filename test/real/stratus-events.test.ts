import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { loadCatalog } from '../../src/catalog/catalog.js';
import { createEventMapper } from '../../src/catalog/events/map-event.js';
import { trailEvent } from '../catalog/events/trail-event.js';

const root = join(import.meta.dirname, '../../../shared/data/stratus-account/AWSLogs');

function records(): readonly unknown[] {
  return readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.json.gz'))
    .flatMap((name) => JSON.parse(gunzipSync(readFileSync(join(root, name))).toString()).Records);
}

describe.skipIf(!existsSync(root))(
  'real records of one account (../shared/data/stratus-account)',
  () => {
    test('all 2,900 map or are ignored by a rule', () => {
      const map = createEventMapper({
        catalog: loadCatalog(),
        rolesOfInstanceProfile: () => undefined,
      });
      const counts: Record<string, number> = {};
      const unmapped: string[] = [];
      let resolved = 0;
      for (const record of records()) {
        const event = trailEvent(record);
        const mapping = map(event);
        const key = mapping.kind === 'ignored' ? `ignored ${mapping.rule}` : mapping.kind;
        counts[key] = (counts[key] ?? 0) + 1;
        if (mapping.kind === 'unmapped') unmapped.push(`${event.eventSource} ${event.eventName}`);
        if (mapping.kind === 'mapped' && mapping.actions[0]?.resources !== undefined) resolved++;
      }
      expect(unmapped).toEqual([]);
      expect(Object.values(counts).reduce((a, b) => a + b, 0)).toBe(2900);
      expect(resolved).toBeGreaterThan(700);
    });
  },
);
