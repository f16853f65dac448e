import { PmSimError } from '../../../runtime/errors.ts';
import { NormalBatch } from '../../../runtime/normal-batch.ts';
import type { Random } from '../../../runtime/random.ts';
import { Afflictions } from '../../faults/afflictions.ts';
import { diffusionPace, gainPace } from '../../signals/pace.ts';
import type { Device, DeviceInfo } from '../device.ts';
import { stepDrive } from './drive.ts';
import { MachineEffects, restore } from './effects.ts';
import { MACHINE_FAULTS, type ApplyFault } from './faults/index.ts';
import type { MachineKind } from './kinds.ts';
import type { Machine, MachinePaces } from './machine-state.ts';
import { stepOperation, watchVibration } from './operation.ts';
import type { MachineParameters } from './parameters.ts';
import type { ShopAir } from './shop-air.ts';
import type { FactorySiteParameters } from './site-parameters.ts';
import { readMachine } from './telemetry.ts';
import { stepThermal } from './thermal.ts';
import { drawVariation } from './variation.ts';
import { stepVibration } from './vibration.ts';

/** What the machines of one shop share. */
export interface Factory {
  readonly model: MachineParameters;
  readonly site: FactorySiteParameters;
  readonly air: ShopAir;
  readonly startMs: number;
}

export interface MachineOptions {
  readonly info: DeviceInfo;
  readonly kind: MachineKind;
  readonly random: Random;
}

/** Longest piece of time that is stepped at once, ms: speed and air change within. */
const PIECE_MS = 60_000;
/** What a machine has lived through before the first instant. */
const PAST_MS = 12 * 3_600_000;
/**
 * Pieces of that: the air moves by a tenth of a kelvin within, and nobody reads it (engineering
 * judgement). A hundred thousand machines live through half a day before the first message.
 */
const PAST_PIECE_MS = 600_000;

/**
 * One machine. It has lived through half a day before the first instant, so its temperatures, tool
 * and cycle are where they would be on any day.
 */
export function createMachine(factory: Factory, options: MachineOptions): Device {
  const { info, kind, random } = options;
  const machine = assemble(factory, kind, random);
  const afflictions = new Afflictions<ApplyFault>();
  stepMachine(machine, factory.startMs, PAST_PIECE_MS);
  return {
    info,
    advance(ts) {
      factory.air.advance(ts);
      const underWay = afflictions.at(ts);
      if (underWay.length > 0) restore(machine.effects);
      for (const { plan, obeyed: apply } of underWay) {
        apply(machine.effects, plan.damageAt(ts), machine.parameters.faults);
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
      afflictions.add(plan, fault.apply);
    },
  };
}

function assemble(factory: Factory, kind: MachineKind, random: Random): Machine {
  const { model, site, air, startMs } = factory;
  const initial = random.fork('initial');
  const sensors = random.fork('sensors');
  const ts = startMs - PAST_MS;
  const ambientC = air.ambientC(ts);
  const variation = drawVariation(random.fork('variation'), model);
  return {
    kind,
    parameters: model,
    rating: model[kind],
    site,
    air,
    variation,
    state: {
      ts,
      operating: 'off',
      endsAt: Infinity,
      runsLeft: 1 + initial.int(model.operation.runsPerRecipe),
      recipe: 1,
      cycles: initial.int(HISTORY_CYCLES) + initial.next(),
      toolMin: initial.between(0, model.operation.toolLifeMin),
      speed: 0,
      meanSpeed: 0,
      meanLoad: 0,
      meanPowerKw: 0,
      stepKwh: 0,
      energyKwh: Math.round(model[kind].powerKw * initial.between(...HISTORY_HOURS)),
      ambientC,
      motorC: ambientC,
      bearingC: ambientC,
      housingC: ambientC,
      thermalLoadPct: 0,
      unbalancePct: variation.unbalancePct,
      slipPct: model.operation.beltCreepPct,
      overS: 0,
      vibrationLevel: initial.normal(),
      snapshot: undefined,
      heldSnapshot: undefined,
    },
    effects: new MachineEffects(),
    random: {
      operation: random.fork('operation'),
      vibration: random.fork('vibration'),
      sensors,
    },
    noise: new NormalBatch(sensors, SENSORS),
    paces: restingPaces(),
  };
}

/** Draws of a reading, without those that only some kinds have. */
const SENSORS = 8;

function restingPaces(): MachinePaces {
  return {
    speed: gainPace(),
    motor: gainPace(),
    relay: gainPace(),
    bearing: gainPace(),
    housing: gainPace(),
    held: gainPace(),
    scatter: diffusionPace(),
  };
}

/** Cycles and hours at full power before the first instant: up to about ten years. Judgement. */
const HISTORY_CYCLES = 500_000;
const HISTORY_HOURS = [500, 20_000] as const;

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
