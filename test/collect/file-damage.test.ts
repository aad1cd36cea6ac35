import { expect, test } from 'vitest';
import { createFileDamage } from '../../src/collect/file-damage.js';
import type { Instant } from '../../src/model/time.js';

const at = (clock: string): Instant => `2026-03-02T${clock}:00Z` as Instant;
const trail = { account: '111122223333', region: 'eu-west-1', deliveredAt: at('12:00') };
const bounds = (damage: ReturnType<typeof createFileDamage>): readonly string[] =>
  damage.holes().map(({ from, to }) => `${from?.slice(11, 16)}..${to?.slice(11, 16)}`);

test('a sound file has no hole', () => {
  const damage = createFileDamage({});
  damage.passed(at('10:00'));
  expect(damage.holes()).toEqual([]);
});

test('damage of a trail file reaches as far as its delivery', () => {
  const damage = createFileDamage({ trail });
  damage.passed(at('11:50'));
  damage.lost('a record that could not be read');
  expect(damage.holes()).toEqual([
    {
      account: '111122223333',
      region: 'eu-west-1',
      service: undefined,
      from: at('10:00'),
      to: at('12:15'),
      reason: 'a record that could not be read',
    },
  ]);
});

test('nobody knows what another file held', () => {
  const damage = createFileDamage({});
  damage.passed(at('11:50'));
  damage.lostFile('cut short');
  expect(bounds(damage)).toEqual(['undefined..undefined']);
});

test('a lost record of another file lies between its neighbours', () => {
  const damage = createFileDamage({});
  damage.passed(at('10:00'));
  damage.lost('not JSON');
  damage.lost('not JSON');
  damage.passed(at('10:10'));
  expect(bounds(damage)).toEqual(['09:00..11:10']);
});

test('newest first is an order, too', () => {
  const damage = createFileDamage({});
  for (const clock of ['14:00', '12:00']) damage.passed(at(clock));
  damage.lost('not JSON');
  damage.passed(at('11:00'));
  expect(bounds(damage)).toEqual(['10:00..13:00']);
});

test('records in no order tell less about what lies between them', () => {
  const damage = createFileDamage({});
  for (const clock of ['10:00', '13:00', '09:00']) damage.passed(at(clock));
  damage.lost('not JSON');
  damage.passed(at('09:30'));
  expect(bounds(damage)).toEqual(['05:00..13:30']);
});

test('a lost record at an end of the file may be of any time', () => {
  const damage = createFileDamage({});
  damage.passed(at('10:00'));
  damage.lost('not JSON');
  expect(bounds(damage)).toEqual(['undefined..undefined']);
});
