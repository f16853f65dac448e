import { NormalBatch } from '../../../runtime/normal-batch.ts';
import type { Random } from '../../../runtime/random.ts';
import { Afflictions } from '../../faults/afflictions.ts';
import { gainPace } from '../../signals/pace.ts';
import type { Device, DeviceInfo } from '../device.ts';
import { stepDriveTrain } from './drive-train.ts';
import { restore, TurbineEffects } from './effects.ts';
import { TURBINE_FAULTS, type ApplyFault } from './faults/index.ts';
import { stepHydraulics } from './hydraulics.ts';
import { stepIcing } from './icing.ts';
import { stepInflow, type InflowConstants } from './inflow.ts';
import { initialState } from './initial-state.ts';
import { createSensorDropout } from './sensor-dropout.ts';
import { stepOperation } from './operation.ts';
import type { WindTurbineParameters } from './parameters.ts';
import type { Curves } from './power-curve.ts';
import type { WindFarmSiteParameters } from './site-parameters.ts';
import type { StepRates } from './step-rates.ts';
import { readTurbine } from './telemetry.ts';
import { stepThermal } from './thermal.ts';
import type { Turbine } from './turbine.ts';
import { drawVariation } from './variation.ts';
import { stepVibration } from './vibration.ts';
import type { Weather, WeatherProcess } from './weather.ts';
import { stepYaw } from './yaw.ts';

/** What the turbines of one farm share. */
export interface WindFarm {
  readonly model: WindTurbineParameters;
  readonly site: WindFarmSiteParameters;
  readonly curves: Curves;
  readonly inflow: InflowConstants;
  /** Rates of a step as long as the profile's interval. */
  readonly usualRates: StepRates;
  /** Rates of a step of any length. */
  readonly ratesOf: (stepS: number) => StepRates;
  readonly weather: WeatherProcess;
  /** Weather before the start, oldest first, in steps of `pastStepMs`. */
  readonly past: readonly Readonly<Weather>[];
  readonly startMs: number;
  /** Where the variates of a part lie while they are used. */
  readonly normals: {
    readonly wind: Float64Array;
    readonly drive: Float64Array;
    readonly vibration: Float64Array;
    readonly sensors: Float64Array;
  };
}

/**
 * One turbine. It has lived through the farm's past weather before the first instant, so oil,
 * thermostats, rotor and cable are where they would be on any day; it does so when it is first looked at.
 */
export function createWindTurbine(info: DeviceInfo, farm: WindFarm, random: Random): Device {
  const turbine = assemble(farm, random);
  const afflictions = new Afflictions<ApplyFault>();
  const dropout = createSensorDropout(farm.model.sensors.missingShare, random.fork('dropout'));
  let now: number | undefined;
  const settle = (): number => (now ??= livePast(turbine, farm));
  return {
    info,
    settle,
    advance(ts) {
      const before = settle();
      farm.weather.advance(ts);
      turbine.rates = ratesFor((ts - before) / 1_000, farm);
      turbine.weather = farm.weather.weather;
      now = ts;
      const underWay = afflictions.at(ts);
      if (underWay.length > 0) restore(turbine.effects);
      for (const { plan, obeyed: apply } of underWay)
        apply(turbine.effects, plan.damageAt(ts), farm.model.faults);
      stepTurbine(turbine, farm.inflow);
    },
    metrics() {
      settle();
      return dropout(readTurbine(turbine));
    },
    state() {
      settle();
      return turbine.state.operating;
    },
    afflict(plan) {
      const fault = TURBINE_FAULTS.find(({ mode }) => mode === plan.event.mode);
      if (fault !== undefined) afflictions.add(plan, fault.apply);
    },
  };
}

function assemble(farm: WindFarm, random: Random): Turbine {
  const { normals } = farm;
  const oldest = farm.past[0] ?? farm.weather.weather;
  const variation = drawVariation(random.fork('variation'), farm.model);
  return {
    parameters: farm.model,
    variation,
    curves: farm.curves,
    state: initialState(oldest, variation, random.fork('initial')),
    effects: new TurbineEffects(),
    random: {
      wind: new NormalBatch(random.fork('wind'), normals.wind),
      drive: new NormalBatch(random.fork('drive'), normals.drive),
      yaw: random.fork('yaw'),
      vibration: new NormalBatch(random.fork('vibration'), normals.vibration),
      sensors: new NormalBatch(random.fork('sensors'), normals.sensors),
    },
    paces: { oil: gainPace(), stator: gainPace() },
    weather: oldest,
    rates: farm.usualRates,
  };
}

/** Runs the turbine through the past and sets its counter to where it stands at the start. */
function livePast(turbine: Turbine, farm: WindFarm): number {
  const [first, second] = farm.past;
  if (first === undefined || second === undefined) return farm.startMs;
  turbine.rates = farm.ratesOf((second.ts - first.ts) / 1_000);
  for (const weather of farm.past) {
    turbine.weather = weather;
    stepTurbine(turbine, farm.inflow);
  }
  turbine.state.energyKwh = turbine.variation.energyKwh;
  return farm.startMs;
}

/** Rates for a step: mostly the farm's usual one; the first step of a turbine is another. */
function ratesFor(stepS: number, farm: WindFarm): StepRates {
  return stepS === farm.usualRates.stepS ? farm.usualRates : farm.ratesOf(stepS);
}

/** Wind first, then what it drives. Every part draws the same number of times at every step. */
function stepTurbine(turbine: Turbine, inflow: InflowConstants): void {
  stepIcing(turbine);
  stepInflow(turbine, inflow);
  stepHydraulics(turbine);
  stepOperation(turbine);
  stepYaw(turbine);
  stepDriveTrain(turbine);
  stepThermal(turbine);
  stepVibration(turbine);
}
