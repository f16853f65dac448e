import { enter } from './usage.ts';
import type { AudioUnit, ResetReason } from './unit.ts';

/** Restart after a crash, s; doubles with each crash in a row, up to the limit. Judgement. */
const BACK_OFF_S = 10;
const BACK_OFF_MAX_S = 320;
/** A device that has run this long has left its crashes behind, s. */
const STABLE_S = 600;
/** Share of its memory at which a device runs out. */
const MEMORY_MIN = 0.04;

/** Time to the next crash at the present hazard, s. */
export function secondsToCrash(unit: AudioUnit): number {
  return unit.state.crashBudget / crashesPerS(unit);
}

/** Runs the clock, leaks memory and restarts on crash, memory or heat. */
export function stepFirmware(unit: AudioUnit, stepS: number): void {
  const { state, own, effects } = unit;
  if (state.operating === 'crashed') return;
  const leak = releaseLeakPerDay(unit) / 24 + effects.leakPerH;
  state.uptimeS += stepS;
  state.memory -= (leak * stepS) / 3_600;
  state.crashBudget -= crashesPerS(unit) * stepS;
  if (state.uptimeS > STABLE_S) state.crashesInRow = 0;
  if (state.crashBudget <= CRASH_NOW) crash(unit, 'watchdog');
  else if (state.memory <= MEMORY_MIN) crash(unit, 'memory');
  else if (state.socC >= own.shutdownC) crash(unit, 'heat');
}

function releaseLeakPerDay({ state, parameters }: AudioUnit): number {
  const { leakPerDay, newerLeakPerDay, badLeakPerDay } = parameters.firmware;
  if (state.bad) return badLeakPerDay;
  return state.newer ? newerLeakPerDay : leakPerDay;
}

/** The version that runs, as telemetry carries it. */
export function firmwareVersion({ state, parameters }: AudioUnit): number {
  const { version, newerVersion, badVersion } = parameters.firmware;
  if (state.bad) return badVersion;
  return state.newer ? newerVersion : version;
}

/** Hazard that rounding of a time to milliseconds may leave over. */
const CRASH_NOW = 1e-4;

function crashesPerS({ state, effects, parameters }: AudioUnit): number {
  const { crashesPerDay, newerCrashesPerDay } = parameters.firmware;
  return (state.newer ? newerCrashesPerDay : crashesPerDay) / 86_400 + effects.crashesPerH / 3_600;
}

function crash(unit: AudioUnit, reason: ResetReason): void {
  const { state, random } = unit;
  state.reset = reason;
  state.uptimeS = 0;
  state.crashBudget = random.firmware.exponential();
  const seconds = Math.min(BACK_OFF_MAX_S, BACK_OFF_S * 2 ** state.crashesInRow);
  state.crashesInRow += 1;
  enter(unit, 'crashed', seconds * 1_000);
}
