import { describe, expect, it } from 'vitest';
import { AudioEffects } from '../../../src/simulator/devices/audio/effects.ts';
import { AUDIO_FAULTS } from '../../../src/simulator/devices/audio/faults/index.ts';
import { audioModel } from '../../../src/simulator/devices/audio/parameters.ts';
import { MachineEffects } from '../../../src/simulator/devices/machine/effects.ts';
import { MACHINE_FAULTS } from '../../../src/simulator/devices/machine/faults/index.ts';
import { machineModel } from '../../../src/simulator/devices/machine/parameters.ts';
import { WellEffects } from '../../../src/simulator/devices/oil-well/effects.ts';
import { ESP_FAULTS } from '../../../src/simulator/devices/oil-well/esp/faults/index.ts';
import { oilWellEspModel } from '../../../src/simulator/devices/oil-well/esp/parameters.ts';
import { WELL_FAULTS } from '../../../src/simulator/devices/oil-well/faults/index.ts';
import { oilWellModel } from '../../../src/simulator/devices/oil-well/parameters.ts';
import { TurbineEffects } from '../../../src/simulator/devices/wind-turbine/effects.ts';
import { TURBINE_FAULTS } from '../../../src/simulator/devices/wind-turbine/faults/index.ts';
import { windTurbineModel } from '../../../src/simulator/devices/wind-turbine/parameters.ts';
import { Afflictions } from '../../../src/simulator/faults/afflictions.ts';
import type { FaultPlan } from '../../../src/simulator/faults/fault.ts';

function plan(onset: number, repaired?: number): FaultPlan {
  return {
    event: {
      event: 'm@d#1',
      device: 'd',
      mode: 'm',
      kind: 'fault',
      severity: 1,
      onset,
      functionalFailure: onset,
      ...(repaired === undefined ? {} : { repaired }),
      channels: [],
    },
    damageAt: () => 1,
  };
}

function namesAt(afflictions: Afflictions<string>, ts: number): readonly string[] {
  return afflictions.at(ts).map(({ obeyed }) => obeyed);
}

describe('the afflictions of a device', () => {
  it('are under way from their onset on, in the order in which they were added', () => {
    const afflictions = new Afflictions<string>();
    afflictions.add(plan(20), 'late');
    afflictions.add(plan(10), 'early');
    expect([5, 10, 19, 20].map((ts) => namesAt(afflictions, ts))).toEqual([
      [],
      ['early'],
      ['early'],
      ['late', 'early'],
    ]);
  });

  it('are there once more when they are over, so that their effects are put to rest', () => {
    const afflictions = new Afflictions<string>();
    afflictions.add(plan(10, 15), 'short');
    expect([10, 15, 16].map((ts) => namesAt(afflictions, ts))).toEqual([['short'], ['short'], []]);
  });

  it('can be added while others are under way', () => {
    const afflictions = new Afflictions<string>();
    afflictions.add(plan(10), 'planned');
    expect(namesAt(afflictions, 12)).toEqual(['planned']);
    afflictions.add(plan(12), 'live');
    expect(namesAt(afflictions, 12)).toEqual(['planned', 'live']);
  });
});

/** Effects after every mode of a family was applied without damage. */
function untouched<E, S>(
  effects: E,
  faults: readonly { readonly apply: (effects: E, damage: number, sizes: S) => void }[],
  sizes: S,
): E {
  for (const fault of faults) fault.apply(effects, 0, sizes);
  return effects;
}

describe('a fault without damage', () => {
  it('leaves every effect at rest, as one does that has not begun', () => {
    const well = oilWellModel.parse({});
    const esp = oilWellEspModel.parse({});
    expect(
      untouched(new TurbineEffects(), TURBINE_FAULTS, windTurbineModel.parse({}).faults),
    ).toEqual(new TurbineEffects());
    expect(untouched(new MachineEffects(), MACHINE_FAULTS, machineModel.parse({}).faults)).toEqual(
      new MachineEffects(),
    );
    expect(untouched(new AudioEffects(), AUDIO_FAULTS, audioModel.parse({}).faults)).toEqual(
      new AudioEffects(),
    );
    expect(
      untouched(new WellEffects(), WELL_FAULTS, { ...well.operations, ...well.faults }),
    ).toEqual(new WellEffects());
    expect(untouched(new WellEffects(), ESP_FAULTS, { ...esp.operations, ...esp.faults })).toEqual(
      new WellEffects(),
    );
  });
});
