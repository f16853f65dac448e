import { resolved } from '../../signals/resolution.ts';
import type { MachineKind } from './kinds.ts';
import type { Machine } from './machine-state.ts';
import { STATUS_CODES } from './operation.ts';

/** Line voltage, V, and power factor at rated power: current = P/(sqrt(3) V cos phi). Judgement. */
const LINE_V = 400;
const POWER_FACTOR = 0.85;
/** Magnetising current, share of rated. Typical of two- and four-pole motors. */
const MAGNETISING = 0.3;
const CURRENT_NOISE_SHARE = 0.01;
/** Noise of the hygrometer, %. Judgement. */
const HUMIDITY_NOISE_PCT = 0.3;

/**
 * What the machine's sensors deliver, at their resolution. `temperature` (of the housing, degrees C),
 * `vibration` (mm/s rms), `humidity` (%), `pressure` (bar), `energy_consumption` (kWh since the last
 * reading) and `machine_status` keep the names of the public manufacturing data sets. One literal, since
 * merging several costs more than the physics.
 */
export function readMachine(machine: Machine): Record<string, number> {
  const { state, rating, kind } = machine;
  const noise = machine.random.sensors;
  const shown = state.snapshot;
  const ambientC = celsius(machine, state.ambientC);
  const motorC = celsius(machine, state.motorC);
  const metrics: Record<string, number> = {
    temperature: celsius(machine, state.housingC),
    ambient_c: ambientC,
    motor_temp_c: motorC,
    winding_excess_k: resolved(motorC - ambientC - explainedK(machine), 10),
    bearing_temp_c: celsius(machine, state.bearingC),
    vibration: resolved(shown?.velocityMms ?? 0, 1_000),
    humidity: resolved(humidityPct(machine), 10),
    pressure: pressureBar(machine),
    energy_consumption: resolved(state.stepKwh, 1e6),
    machine_status: STATUS_CODES[state.operating],
    rpm: resolved(state.meanSpeed * rating.speedRpm, 1),
    load_pct: resolved(100 * state.meanLoad, 10),
    power_kw: resolved(state.meanPowerKw, 1_000),
    current_a: resolved(currentA(machine) * (1 + CURRENT_NOISE_SHARE * noise.normal()), 100),
    current_unbalance_pct: resolved(unbalancePct(machine), 100),
    thermal_load_pct: resolved(state.thermalLoadPct, 10),
    accel_g: resolved(shown?.accelerationG ?? 0, 10_000),
    kurtosis: resolved(shown?.kurtosis ?? 0, 100),
    crest: resolved(shown?.crest ?? 0, 100),
    cycle_count: Math.floor(state.cycles),
    energy_kwh: resolved(state.energyKwh, 1_000),
  };
  if (rating.flowLpm > 0) metrics['flow'] = flowLpm(machine);
  if (BELTED.has(kind)) metrics['slip_pct'] = slipPct(machine);
  if (kind === 'spindle') metrics['tool_wear_min'] = resolved(state.toolMin, 10);
  return metrics;
}

function humidityPct({ air, state, random }: Machine): number {
  const noise = HUMIDITY_NOISE_PCT * random.sensors.normal();
  return air.humidityPct(state.ambientC) + noise;
}

function celsius({ parameters, random }: Machine, value: number): number {
  return resolved(value + parameters.sensors.temperatureNoiseK * random.sensors.normal(), 10);
}

function currentA({ state, rating, effects }: Machine): number {
  const rated = (rating.powerKw * 1_000) / (Math.sqrt(3) * LINE_V * POWER_FACTOR);
  const working = rated * (state.meanPowerKw / rating.powerKw);
  const magnetising = rated * MAGNETISING * Math.min(1, state.meanSpeed);
  return effects.current * Math.sqrt(working * working + magnetising * magnetising);
}

/** Greatest departure of a phase from the mean of the three, % (NEMA MG 1). */
function unbalancePct({ state, random }: Machine): number {
  return Math.max(0, state.unbalancePct + UNBALANCE_NOISE_PCT * random.sensors.normal());
}

/** Noise of the measured unbalance, %. Judgement. */
const UNBALANCE_NOISE_PCT = 0.15;

/** Kinds whose belt is watched by a sensor on either shaft. */
const BELTED: ReadonlySet<MachineKind> = new Set(['compressor', 'conveyor']);
/** Noise of the measured slip, %. Judgement. */
const SLIP_NOISE_PCT = 0.1;

function slipPct({ state, random }: Machine): number {
  return resolved(Math.max(0, state.slipPct + SLIP_NOISE_PCT * random.sensors.normal()), 100);
}

/** Rise of the winding that the load explains by the nameplate, K: a relay compares it with the sensor. */
function explainedK({ state, parameters }: Machine): number {
  return (parameters.thermal.motorRiseK * state.thermalLoadPct) / 100;
}

/** Delivery pressure of pump and compressor, supply pressure of the others, bar. */
function pressureBar(machine: Machine): number {
  const { rating, parameters, variation, effects, random } = machine;
  const { pressureNoiseBar, pressureStepBar } = parameters.sensors;
  const mean = rating.pressureBar * variation.pressure * headShare(machine) * effects.pressure;
  const noisy = mean + pressureNoiseBar * effects.pressureNoise * random.sensors.normal();
  return resolved(pressureStepBar * Math.round(Math.max(0, noisy) / pressureStepBar), 1_000);
}

/** Head falls as flow, hence load, grows: H = H0 - k q^2, linear about the usual load. Judgement. */
const HEAD_DROOP = 0.2;
const HEAD_LOAD = 0.7;
/** What the system keeps behind its check valve when a pump rests; a compressor's receiver keeps all. */
const STATIC_SHARE = 0.8;

function headShare({ state, kind }: Machine): number {
  if (kind !== 'pump') return 1;
  const { meanSpeed, meanLoad } = state;
  const dynamic = meanSpeed * meanSpeed * (1 - STATIC_SHARE + HEAD_DROOP * (HEAD_LOAD - meanLoad));
  return STATIC_SHARE + dynamic;
}

function flowLpm({ state, rating, parameters, effects, random }: Machine): number {
  const { flowNoiseShare, flowStepLpm } = parameters.sensors;
  const demand = state.meanSpeed * (state.meanLoad / HEAD_LOAD) ** (1 / 3);
  const mean = rating.flowLpm * demand * effects.flow;
  const noisy = mean * (1 + flowNoiseShare * random.sensors.normal());
  return resolved(flowStepLpm * Math.round(noisy / flowStepLpm), 1_000);
}
