import { describe, expect, it } from 'vitest';
import { createFleet, type FleetOptions } from '../../src/simulator/fleet.ts';
import { loadProfile } from '../../src/simulator/load-profile.ts';
import { stretchOf, type Shard } from '../../src/simulator/shard.ts';
import { combineDigests, telemetryHash } from '../../src/simulator/telemetry-hash.ts';
import { z } from 'zod';

const PROFILES = ['wind-farm', 'oil-field', 'oil-field-esp', 'factory', 'bose-fleet', 'commerce'];
const COUNT = 7;

async function partOf(
  name: string,
  { shard, ...change }: Partial<FleetOptions> & { readonly shard?: Shard },
) {
  const part = shard === undefined ? {} : { part: stretchOf(COUNT, shard) };
  const profile = await loadProfile(name, {
    overrides: [`count=${COUNT}`],
    sections: { edge: z.unknown(), scoring: z.unknown() },
    profileDirs: ['profiles'],
  });
  const { startMs } = profile;
  const fleet = createFleet({ profile, seed: '1', start: startMs, faults: [], ...part, ...change });
  const hash = telemetryHash();
  for (const reading of fleet.advance(startMs + 12 * profile.intervalMs)) hash.add(reading);
  return { fleet, digest: hash.digest(), perDevice: hash.perDevice() };
}

const shardsOf = (count: number): readonly Shard[] =>
  Array.from({ length: count }, (_, index) => ({ index, count }));

describe('a shard', () => {
  it('has each member once with the others, and as many as they have', () => {
    const members = Array.from({ length: 23 }, (_, i) => i);
    for (const count of [1, 2, 4, 10, 23, 30]) {
      const parts = shardsOf(count).map((shard) => {
        const { from, to } = stretchOf(members.length, shard);
        return members.slice(from, to);
      });
      expect(parts.flat()).toEqual(members);
      const sizes = parts.map(({ length }) => length);
      expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1);
    }
  });

  it.each(PROFILES)(
    'of %s gives the readings that its devices give in the whole fleet',
    async (name) => {
      const whole = await partOf(name, {});
      const parts = await Promise.all(shardsOf(3).map((shard) => partOf(name, { shard })));
      expect(Object.assign({}, ...parts.map((part) => part.perDevice))).toEqual(whole.perDevice);
      expect(Object.keys(whole.perDevice)).toHaveLength(COUNT);
      expect(combineDigests(parts.map(({ digest }) => digest))).toBe(whole.digest);
    },
  );

  it('has the faults of its own devices, with the same truth', async () => {
    const fault = { mode: 'gearbox-bearing-wear', delayMs: 2_000, overMs: 5_000 };
    const faults = ['wt-001', 'wt-005', 'wt-007'].map((device) => ({ ...fault, device }));
    const whole = await partOf('wind-farm', { faults });
    const parts = await Promise.all(
      shardsOf(3).map((shard) => partOf('wind-farm', { faults, shard })),
    );
    expect(parts.flatMap(({ fleet }) => fleet.truth())).toEqual(whole.fleet.truth());
    expect(Object.assign({}, ...parts.map((part) => part.perDevice))).toEqual(whole.perDevice);
  });

  it('still refuses a fault of a device that nobody has', async () => {
    const faults = [{ mode: 'gearbox-bearing-wear', delayMs: 0, device: 'wt-099' }];
    await expect(
      partOf('wind-farm', { faults, shard: { index: 0, count: 2 } }),
    ).rejects.toMatchObject({ code: 'fault/unknown-device' });
  });
});
