import { PmSimError } from '../../../runtime/errors.ts';
import type { Random } from '../../../runtime/random.ts';
import { Afflictions } from '../../faults/afflictions.ts';
import type { Device, DeviceInfo } from '../device.ts';
import { stepDrive } from './drive.ts';
import { MachineEffects, restore } from './effects.ts';
import { MACHINE_FAULTS, type ApplyFault } from './faults/index.ts';
import { initialMachine, type Factory } from './initial-machine.ts';
import type { MachineKind } from './kinds.ts';
import type { Machine } from './machine-state.ts';
import { stepOperation, watchVibration } from './operation.ts';
import { readMachine } from './telemetry.ts';
import { stepThermal } from './thermal.ts';
import { stepVibration } from './vibration.ts';

export interface MachineOptions {
  readonly info: DeviceInfo;
  readonly kind: MachineKind;
  readonly random: Random;
}

/** Longest piece of time that is stepped at once, ms: speed and air change within. */
const PIECE_MS = 60_000;
/**
 * Pieces of the half day before the first instant: the air moves by a tenth of a kelvin within, and nobody reads it (engineering
 * judgement). A hundred thousand machines live through half a day before the first message.
 */
const PAST_PIECE_MS = 600_000;

/**
 * One machine. It has lived through half a day before the first instant, so its temperatures, tool
 * and cycle are where they would be on any day.
 */
export function createMachine(factory: Factory, options: MachineOptions): Device {
  const { info, kind, random } = options;
  const machine = initialMachine(factory, kind, random);
  const afflictions = new Afflictions<ApplyFault>();
  let effects: MachineEffects | undefined;
  stepMachine(machine, factory.startMs, PAST_PIECE_MS);
  return {
    info,
    advance(ts) {
      factory.air.advance(ts);
      const underWay = afflictions.at(ts);
      if (effects !== undefined && underWay.length > 0) {
        restore(effects);
        for (const { plan, obeyed: apply } of underWay) {
          apply(effects, plan.damageAt(ts), machine.parameters.faults);
        }
      }
      stepMachine(machine, ts);
    },
    metrics: () => readMachine(machine),
    state: () => machine.state.operating,
    canHave(mode) {
      const fault = MACHINE_FAULTS.find((one) => one.mode === mode);
      return fault !== undefined && (fault.kinds?.includes(kind) ?? true);
    },
    afflict(plan) {
      const fault = MACHINE_FAULTS.find(({ mode }) => mode === plan.event.mode);
      if (fault === undefined) return;
      if (fault.kinds !== undefined && !fault.kinds.includes(kind)) {
        throw new PmSimError(
          'fault/not-applicable',
          `${info.name} is a ${kind}, which cannot have "${fault.mode}".`,
          { hint: `It is a fault of: ${fault.kinds.join(', ')}.` },
        );
      }
      machine.effects = effects ??= new MachineEffects();
      afflictions.add(plan, fault.apply);
    },
  };
}

/** Moves to `ts` in pieces that end where the operating state or the shift does. */
function stepMachine(machine: Machine, ts: number, pieceMs = PIECE_MS): void {
  const { state } = machine;
  const stepS = (ts - state.ts) / 1_000;
  let speed = 0;
  let load = 0;
  state.stepKwh = 0;
  while (state.ts < ts) {
    const shift = stepOperation(machine);
    const end = Math.min(ts, state.endsAt, shift.untilMs, state.ts + pieceMs);
    const seconds = Math.max(1, end - state.ts) / 1_000;
    const means = stepDrive(machine, seconds);
    stepThermal(machine, means, seconds);
    watchVibration(machine, seconds);
    speed += means.speed * seconds;
    load += means.load * seconds;
    state.ts += seconds * 1_000;
    state.ambientC = machine.air.ambientC(state.ts) + machine.effects.ambientK;
  }
  if (stepS > 0) {
    state.meanSpeed = speed / stepS;
    state.meanLoad = load / stepS;
    state.meanPowerKw = (state.stepKwh * 3_600) / stepS;
  }
  stepVibration(machine, stepS);
}
