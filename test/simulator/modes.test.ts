import { expect, it } from 'vitest';
import { createFleet } from '../../src/simulator/fleet.ts';
import { profileOf } from './channel/fleets.ts';

const FLEETS = ['wind-farm', 'oil-field', 'oil-field-esp', 'factory', 'bose-fleet', 'commerce'];

it.each(FLEETS)(
  'every mode that a device of %s is said to have can be planned for it',
  async (name) => {
    const profile = await profileOf(name, 'count=20', 'interval=600s');
    const start = profile.startMs;
    const fleet = createFleet({ profile, seed: 'modes', start, faults: [] });
    for (const { name: device } of fleet.devices) {
      const modes = fleet.modesOf(device);
      expect(modes.length).toBeGreaterThan(5);
      for (const { mode } of modes) {
        expect(fleet.inject({ mode, device, delayMs: 0 }, start)).toMatchObject({ mode, device });
      }
    }
  },
);
