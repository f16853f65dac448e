import type { Random } from '../../../runtime/random.ts';
import { Afflictions } from '../../faults/afflictions.ts';
import type { FaultMode } from '../../faults/fault.ts';
import type { Device, DeviceInfo } from '../device.ts';
import { stepMotor } from './esp/motor.ts';
import { readMotor } from './esp/telemetry.ts';
import { restore, type WellEffects } from './effects.ts';
import { stepHydraulics } from './hydraulics.ts';
import { wateredCut } from './inflow.ts';
import { wellAt } from './initial-well.ts';
import { stepOperation } from './operation.ts';
import { readWell } from './telemetry.ts';
import type { OilWellEspParameters } from './esp/parameters.ts';
import type { Well, WellModel, WellRates } from './well.ts';

/** What the wells of one field share. */
export interface OilField {
  readonly model: WellModel;
  readonly esp: OilWellEspParameters | undefined;
  readonly ambientC: number;
  readonly startMs: number;
  /** Rates of the past, in pieces and in whole steps. */
  readonly pastRates: { readonly fine: WellRates; readonly whole: WellRates };
  /** Rates of a step of that length, s. */
  readonly ratesOf: (stepS: number) => WellRates;
  /** Where the variates of a part lie while they are used. */
  readonly normals: {
    readonly beforeChoke: Float64Array;
    readonly behindChoke: Float64Array;
    readonly pump: Float64Array;
  };
  /** Pressure of the shared flowline at an instant, bar. */
  flowlineBar(ts: number): number;
  /** What a mode does at a damage of 0 ... 1; nothing where the family has no such mode. */
  effectOf(mode: string): ((effects: WellEffects, damage: number) => void) | undefined;
  /** A mode with the rate and length that the profile gives it. */
  adapted(mode: FaultMode): FaultMode;
}

/**
 * Steps in which a well settles before the first instant: a day. The pressures find their balance within
 * the first of them and keep it in steps of any length, each of which ends in a balance of its own. So
 * only the first and the last are taken in pieces: a well costs a fifth, and its readings are those of a
 * day in pieces but for a last digit (measured over 60 wells: 4 of 7,200 values).
 */
const PAST_STEPS = 144;
export const PAST_STEP_S = 600;
const FINE_STEPS = { first: 6, last: 12 };

/** One well. It has flowed for a day before the first instant, so it begins in balance. */
export function createOilWell(info: DeviceInfo, field: OilField, random: Random): Device {
  const { fine, whole } = field.pastRates;
  const well = wellAt(field, fine, random);
  const afflictions = new Afflictions<(effects: WellEffects, damage: number) => void>();
  for (let i = 0; i < PAST_STEPS; i += 1) {
    const inPieces = i < FINE_STEPS.first || i >= PAST_STEPS - FINE_STEPS.last;
    well.rates = inPieces ? fine : whole;
    stepPlant(well);
  }
  let now = field.startMs;
  return {
    info,
    advance(ts) {
      const stepS = (ts - now) / 1_000;
      if (stepS !== well.rates.stepS) well.rates = field.ratesOf(stepS);
      now = ts;
      well.flowlineBar = field.flowlineBar(ts);
      const underWay = afflictions.at(ts);
      if (underWay.length > 0) restore(well.effects);
      for (const { plan, obeyed: apply } of underWay) apply(well.effects, plan.damageAt(ts));
      stepOperation(well);
      stepScatter(well);
      stepPlant(well);
    },
    metrics: () => (well.esp === undefined ? readWell(well) : readMotor(well, well.esp)),
    state: () => well.state.operating,
    adapted: (mode) => field.adapted(mode),
    afflict(plan) {
      const apply = field.effectOf(plan.event.mode);
      if (apply !== undefined) afflictions.add(plan, apply);
    },
  };
}

function stepPlant(well: Well): void {
  stepHydraulics(well);
  const { state, parameters, effects, rates, ambientC, esp } = well;
  const { tubing, fluid, reservoir } = parameters;
  const warm = 1 - Math.exp(-state.chokeFlow / tubing.warmingFlow);
  const targetC = ambientC + (reservoir.temperatureC - ambientC) * warm;
  state.headC += rates.headTemperature * (targetC - state.headC);
  const share = tubing.annulusShare + (1 - tubing.annulusShare) * effects.annulus;
  state.annulusBar += rates.annulus * (share * state.headBar - state.annulusBar);
  state.waterCut = wateredCut(state.waterCut, fluid.waterCutEnd, rates.watering);
  if (esp !== undefined) stepMotor(well, esp);
}

/** The gas of a pump surges from a stream of its own, and only where there is some. */
function stepScatter({ state, effects, rates, random }: Well): void {
  state.scatter = rates.scatter.keep * state.scatter + rates.scatter.kick * random.flow.normal();
  state.day = rates.day.keep * state.day + rates.day.kick * random.flow.normal();
  if (effects.gas > 0)
    state.gasNoise = rates.gas.keep * state.gasNoise + rates.gas.kick * random.gas.normal();
}
