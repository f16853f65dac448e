import { expect, it } from 'vitest';
import { createRandom } from '../../src/runtime/random.ts';
import { createSchedule } from '../../src/simulator/schedule.ts';

/** Names of the devices that a fleet of that size has settled when it is made. */
function settledOf(count: number): readonly string[] {
  const settled: string[] = [];
  const infos = Array.from({ length: count }, (_, i) => ({
    name: `d-${i}`,
    site: 's',
    type: 't',
    serial: `${i}`,
    latitude: 0,
    longitude: 0,
  }));
  createSchedule({
    infos,
    open: (info) => ({ device: { info, settle: () => settled.push(info.name) } }) as never,
    startMs: 0,
    intervalMs: 1_000,
    random: createRandom('schedule'),
  });
  return settled;
}

it('settles the devices of a large fleet before its first round, those of a small one in it', () => {
  expect(settledOf(64)).toEqual([]);
  expect(settledOf(65)).toHaveLength(65);
});
