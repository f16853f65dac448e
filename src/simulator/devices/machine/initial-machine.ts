import { NormalBatch } from '../../../runtime/normal-batch.ts';
import type { Random } from '../../../runtime/random.ts';
import { diffusionPace, gainPace } from '../../signals/pace.ts';
import { AT_REST } from './effects.ts';
import type { MachineKind } from './kinds.ts';
import type { Machine, MachinePaces, Snapshot } from './machine-state.ts';
import type { MachineParameters } from './parameters.ts';
import type { ShopAir } from './shop-air.ts';
import type { FactorySiteParameters } from './site-parameters.ts';
import { drawVariation, type UnitVariation } from './variation.ts';

/** What the machines of one shop share. */
export interface Factory {
  readonly model: MachineParameters;
  readonly site: FactorySiteParameters;
  readonly air: ShopAir;
  readonly startMs: number;
  readonly paces: MachinePaces;
  /** Where a reading's variates of noise lie while it is taken. */
  readonly noise: Float64Array;
}

/** What a machine has lived through before the first instant. */
const PAST_MS = 12 * 3_600_000;

/** A machine as it stood then. */
export function initialMachine(factory: Factory, kind: MachineKind, random: Random): Machine {
  const { model, site, air } = factory;
  const sensors = random.fork('sensors');
  const variation = drawVariation(random.fork('variation'), model);
  return {
    kind,
    parameters: model,
    rating: model[kind],
    site,
    air,
    variation,
    state: initialState({ factory, kind, initial: random.fork('initial'), variation }),
    shown: nothingShown(),
    held: nothingShown(),
    effects: AT_REST,
    random: {
      operation: random.fork('operation'),
      vibration: random.fork('vibration'),
      sensors,
    },
    noise: new NormalBatch(sensors, factory.noise),
    paces: factory.paces,
  };
}

interface Beginning {
  readonly factory: Factory;
  readonly kind: MachineKind;
  /** Stream of where things stand. */
  readonly initial: Random;
  readonly variation: UnitVariation;
}

/** Half a day before the first instant, at rest. */
function initialState({ factory, kind, initial, variation }: Beginning): Machine['state'] {
  const { model, air, startMs } = factory;
  const ts = startMs - PAST_MS;
  const ambientC = air.ambientC(ts);
  return {
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
    isMeasured: false,
  };
}

function nothingShown(): Snapshot {
  return { velocityMms: 0, accelerationG: 0, kurtosis: 0, crest: 0 };
}

/** Draws of a reading, without those that only some kinds have. */
export const SENSORS = 8;

export function machinePaces(): MachinePaces {
  return {
    speed: gainPace(),
    fanned: { motor: gainPace(), relay: gainPace() },
    still: { motor: gainPace(), relay: gainPace() },
    bearing: gainPace(),
    housing: gainPace(),
    held: gainPace(),
    scatter: diffusionPace(),
  };
}

/** Cycles and hours at full power before the first instant: up to about ten years. Judgement. */
const HISTORY_CYCLES = 500_000;
const HISTORY_HOURS = [500, 20_000] as const;
