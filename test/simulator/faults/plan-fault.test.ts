import { describe, expect, it } from 'vitest';
import { createRandom } from '../../../src/runtime/random.ts';
import { faultModes } from '../../../src/simulator/devices/families.ts';
import type { FaultMode } from '../../../src/simulator/faults/fault.ts';
import { planFault } from '../../../src/simulator/faults/plan-fault.ts';

const mode = faultModes('wind_turbine').find((known) => known.course === 'wear') as FaultMode;

function plan(repairAfterMs?: number) {
  const request = { mode: mode.mode, device: 'wt-001', delayMs: 100, overMs: 1_000 };
  return planFault({
    request: repairAfterMs === undefined ? request : { ...request, repairAfterMs },
    mode,
    now: 0,
    occurrence: 1,
    random: createRandom('test'),
  });
}

describe('the repair of a fault', () => {
  it('ends the damage at its time and says so in the truth', () => {
    const planned = plan(500);
    expect(planned.event).toMatchObject({ functionalFailure: 1_100, repaired: 1_600 });
    expect(planned.damageAt(1_599)).toBe(1);
    expect(planned.damageAt(1_600)).toBe(0);
  });

  it('never comes when nobody asked for it', () => {
    const planned = plan();
    expect(planned.event).not.toHaveProperty('repaired');
    expect(planned.damageAt(1e9)).toBe(1);
  });
});
