import { hundredths, resolved, tenths, thousandths, whole } from '../../signals/resolution.ts';
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
  const noise = machine.noise.draw();
  const noiseK = machine.parameters.sensors.temperatureNoiseK;
  const { shown } = machine;
  const ambientC = tenths(state.ambientC + noiseK * noise[0]);
  const motorC = tenths(state.motorC + noiseK * noise[1]);
  const metrics: Record<string, number> = {
    temperature: tenths(state.housingC + noiseK * noise[2]),
    ambient_c: ambientC,
    motor_temp_c: motorC,
    winding_excess_k: tenths(motorC - ambientC - explainedK(machine)),
    bearing_temp_c: tenths(state.bearingC + noiseK * noise[3]),
    vibration: thousandths(shown.velocityMms),
    humidity: tenths(humidityPct(machine, noise[4])),
    pressure: pressureBar(machine, noise[5]),
    energy_consumption: resolved(state.stepKwh, 1e6),
    machine_status: STATUS_CODES[state.operating],
    rpm: whole(state.meanSpeed * rating.speedRpm),
    load_pct: tenths(100 * state.meanLoad),
    power_kw: thousandths(state.meanPowerKw),
    current_a: hundredths(currentA(machine) * (1 + CURRENT_NOISE_SHARE * noise[6])),
    current_unbalance_pct: hundredths(unbalancePct(machine, noise[7])),
    thermal_load_pct: tenths(state.thermalLoadPct),
    accel_g: resolved(shown.accelerationG, 10_000),
    kurtosis: hundredths(shown.kurtosis),
    crest: hundredths(shown.crest),
    cycle_count: Math.floor(state.cycles),
    energy_kwh: thousandths(state.energyKwh),
  };
  if (rating.flowLpm > 0) metrics['flow'] = flowLpm(machine);
  if (BELTED.has(kind)) metrics['slip_pct'] = slipPct(machine);
  if (kind === 'spindle') metrics['tool_wear_min'] = tenths(state.toolMin);
  return metrics;
}

function humidityPct({ air, state }: Machine, normal: number): number {
  return air.humidityPct(state.ambientC) + HUMIDITY_NOISE_PCT * normal;
}

function currentA({ state, rating, effects }: Machine): number {
  const rated = (rating.powerKw * 1_000) / (Math.sqrt(3) * LINE_V * POWER_FACTOR);
  const working = rated * (state.meanPowerKw / rating.powerKw);
  const magnetising = rated * MAGNETISING * Math.min(1, state.meanSpeed);
  return effects.current * Math.sqrt(working * working + magnetising * magnetising);
}

/** Greatest departure of a phase from the mean of the three, % (NEMA MG 1). */
function unbalancePct({ state }: Machine, normal: number): number {
  return Math.max(0, state.unbalancePct + UNBALANCE_NOISE_PCT * normal);
}

/** Noise of the measured unbalance, %. Judgement. */
const UNBALANCE_NOISE_PCT = 0.15;

/** Kinds whose belt is watched by a sensor on either shaft. */
const BELTED: ReadonlySet<MachineKind> = new Set(['compressor', 'conveyor']);
/** Noise of the measured slip, %. Judgement. */
const SLIP_NOISE_PCT = 0.1;

function slipPct({ state, random }: Machine): number {
  return hundredths(Math.max(0, state.slipPct + SLIP_NOISE_PCT * random.sensors.normal()));
}

/** Rise of the winding that the load explains by the nameplate, K: a relay compares it with the sensor. */
function explainedK({ state, parameters }: Machine): number {
  return (parameters.thermal.motorRiseK * state.thermalLoadPct) / 100;
}

/** Delivery pressure of pump and compressor, supply pressure of the others, bar. */
function pressureBar(machine: Machine, normal: number): number {
  const { rating, parameters, variation, effects } = machine;
  const { pressureNoiseBar, pressureStepBar } = parameters.sensors;
  const mean = rating.pressureBar * variation.pressure * headShare(machine) * effects.pressure;
  const noisy = mean + pressureNoiseBar * effects.pressureNoise * normal;
  return thousandths(pressureStepBar * whole(Math.max(0, noisy) / pressureStepBar));
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
  return thousandths(flowStepLpm * whole(noisy / flowStepLpm));
}
