import { pacedGain } from '../../signals/pace.ts';
import { systemW } from './power.ts';
import { plugIn, rest } from './usage.ts';
import type { AudioUnit } from './unit.ts';

/** Charge below which a device asks for its charger. Engineering judgement. */
const EMPTY = 0.08;
const CELL_FULL_V = 4.2;
const SECONDS_PER_YEAR = 365.25 * 86_400;
/** Fade by time doubles for this, K. */
const DOUBLING_K = 11;
/** Resistance grows by this for each share of capacity lost: 1.8 times at 80 %. Judgement, 1.5-2. */
const OHM_PER_FADE = 4;

/** Open-circuit voltage of a lithium-ion cell, V: 3.0 empty, 4.2 full. Shape of NMC; judgement. */
function openVoltage(charge: number): number {
  const s = Math.max(0, Math.min(1, charge));
  return 3.4 + 0.8 * s - 0.4 * Math.exp(-20 * s) + 0.15 * s * (1 - s);
}

/** Counts charge: what flows out, over the capacity that there is. Positive current discharges. */
export function stepBattery(unit: AudioUnit, stepS: number): void {
  const { state, effects, parameters } = unit;
  const charging = state.operating === 'charging';
  const hours = stepS / 3_600;
  const used = (state.currentA * hours) / capacityAh(unit) + effects.leakRate * hours;
  state.charge = Math.max(0, Math.min(1, state.charge - used));
  if (used > 0) state.cycles += used;
  const { fadePctPerCycle, fadePctPerYear } = parameters.battery;
  const byTime = fadePctPerYear * Math.exp((Math.LN2 * (state.batteryC - 25)) / DOUBLING_K);
  const fadePct = fadePctPerCycle * Math.max(0, used) + (byTime * stepS) / SECONDS_PER_YEAR;
  state.health = Math.max(0.05, state.health - fadePct / 100);
  stepGauge(unit, stepS);
  if (charging && isFull(unit)) rest(unit);
  else if (!charging && state.charge < EMPTY && state.operating !== 'crashed') plugIn(unit);
}

/**
 * A rest gives some capacity back, which use takes again (NASA cells: jumps after rests). The gauge
 * compares what the voltage lost with the charge that it counted, as internal-short detection does.
 */
function stepGauge({ state, effects, parameters, paces }: AudioUnit, stepS: number): void {
  const resting = state.operating === 'standby' || state.operating === 'idle';
  const regained = resting ? parameters.battery.regainPct / 100 : 0;
  const gain = resting
    ? pacedGain(paces.rest, stepS, REST_TAU_S)
    : pacedGain(paces.use, stepS, USE_TAU_S);
  state.regained += gain * (regained - state.regained);
  const unexplained = 100 * effects.leakRate - state.unexplainedPctH;
  state.unexplainedPctH += pacedGain(paces.gauge, stepS, GAUGE_TAU_S) * unexplained;
}

/** Times in which a rest gives back, use takes, and the gauge sees a difference, s. Judgement. */
const REST_TAU_S = 12 * 3_600;
const USE_TAU_S = 2 * 3_600;
const GAUGE_TAU_S = 3 * 3_600;

/** Share of the new capacity that there is now. */
export function healthShare({ state, effects }: AudioUnit): number {
  return state.health * effects.capacity * (1 + state.regained);
}

/** Capacity that is left, Ah. */
function capacityAh(unit: AudioUnit): number {
  return unit.own.capacityAh * healthShare(unit);
}

function packOhm({ own, state, effects }: AudioUnit): number {
  const age = 1 + OHM_PER_FADE * (1 - state.health);
  return own.cells * own.cellOhm * age * effects.cellResistance;
}

/** Current and voltage at the present charge: constant current, then voltage, or the load's power. */
export function readVoltage(unit: AudioUnit): void {
  const { state, own, parameters } = unit;
  const open = own.cells * openVoltage(state.charge);
  const ohm = packOhm(unit);
  if (state.operating === 'charging') {
    const limitA = own.capacityAh * parameters.battery.chargeRate;
    state.currentA = -Math.min(limitA, Math.max(0, (own.cells * CELL_FULL_V - open) / ohm));
  } else {
    // P = I (open - I R), the smaller root; at most what the battery can give.
    const root = Math.sqrt(Math.max(0, open ** 2 - 4 * ohm * systemW(unit)));
    state.currentA = (open - root) / (2 * ohm);
  }
  state.voltage = open - state.currentA * ohm;
}

function isFull({ state, own, parameters }: AudioUnit): boolean {
  return -state.currentA < own.capacityAh * parameters.battery.endRate || state.charge >= 1;
}
