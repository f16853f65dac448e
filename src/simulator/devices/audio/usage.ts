import { driveShare } from './power.ts';
import type { AudioUnit, OperatingState, ResetReason } from './unit.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
/** How long an update takes, min. Engineering judgement. */
const UPDATE_MIN = 4;

/** Sessions by hour of the local day, mean 1: morning, and an evening peak. Engineering judgement. */
const BY_HOUR = [
  0.2, 0.1, 0.05, 0.05, 0.05, 0.2, 0.7, 1.3, 1.3, 0.9, 0.8, 0.8, 1, 0.9, 0.8, 0.9, 1.2, 1.7, 2.3,
  2.6, 2.5, 2, 1.2, 0.45,
] as const;
const HOUR_MAX = Math.max(...BY_HOUR);

/**
 * Ends the present state: a semi-Markov chain whose times are drawn when a state is entered, so that
 * the length of the steps changes no session.
 */
export function leaveState(unit: AudioUnit): void {
  NEXT[unit.state.operating](unit);
}

/** Does what people or a server want now: keeps a state, installs a release, lets go again. */
export function obey(unit: AudioUnit): void {
  const { state, effects } = unit;
  if (effects.badRelease !== state.bad) {
    state.bad = effects.badRelease;
    enter(unit, 'updating', UPDATE_MIN * MINUTE_MS);
  } else if (effects.hold !== undefined) {
    state.held = true;
    if (KEEPABLE.has(state.operating)) enter(unit, effects.hold, Number.POSITIVE_INFINITY);
  } else if (state.held) {
    state.held = false;
    if (state.operating === 'updating') leaveState(unit);
    else if (state.operating === 'standby') rest(unit);
  }
}

/** A device on its charger or in a crash is not to be had. */
const KEEPABLE: ReadonlySet<OperatingState> = new Set(['standby', 'idle', 'playing', 'updating']);

const NEXT: Readonly<Record<OperatingState, (unit: AudioUnit) => void>> = {
  standby: play,
  idle(unit) {
    const { state, parameters, random } = unit;
    if (state.nextPlayMs <= state.nowMs) play(unit);
    else if (random.usage.chance(parameters.firmware.updateChance) && !state.newer)
      enter(unit, 'updating', UPDATE_MIN * MINUTE_MS);
    else enter(unit, 'standby', state.nextPlayMs - state.nowMs);
  },
  playing(unit) {
    if (unit.state.charge < unit.parameters.usage.chargeBelow) plugIn(unit);
    else rest(unit);
  },
  charging: rest,
  updating(unit) {
    if (!unit.state.bad) unit.state.newer = true;
    boot(unit, 'update');
  },
  crashed: (unit) => boot(unit, unit.state.reset),
};

/** Puts the device on its charger until the battery is full. */
export function plugIn(unit: AudioUnit): void {
  enter(unit, 'charging', Number.POSITIVE_INFINITY);
}

/** Idle until the next session or, sooner, until standby. */
export function rest(unit: AudioUnit): void {
  const { state, parameters } = unit;
  state.nextPlayMs = nextSession(unit);
  const idleMs = parameters.usage.idleMin * MINUTE_MS;
  enter(unit, 'idle', Math.min(idleMs, state.nextPlayMs - state.nowMs));
}

export function enter({ state }: AudioUnit, operating: OperatingState, lengthMs: number): void {
  state.operating = operating;
  state.untilMs = state.nowMs + Math.max(1, Math.round(lengthMs));
}

function boot(unit: AudioUnit, reason: ResetReason): void {
  const { state } = unit;
  state.reset = reason;
  state.boots += 1;
  state.uptimeS = 0;
  state.memory = 1;
  rest(unit);
}

function play(unit: AudioUnit): void {
  const { parameters, random, state } = unit;
  const { playMedianMin, playSdLog, playMaxMin } = parameters.usage;
  const minutes = playMedianMin * Math.exp(playSdLog * random.usage.normal());
  state.volume = volume(unit);
  state.drive = driveShare(state.volume, parameters);
  enter(unit, 'playing', Math.min(playMaxMin, minutes) * MINUTE_MS);
}

/** Beta(2, 3): the second smallest of four uniform variates. */
function volume({ random }: AudioUnit): number {
  const four = Array.from({ length: 4 }, () => random.usage.next()).toSorted((a, b) => a - b);
  return four[1] as number;
}

/** Start of the next session by thinning (Lewis and Shedler, Naval Res. Logist. Q. 26, 1979). */
function nextSession({ parameters, variation, random, state, site }: AudioUnit): number {
  const { playsPerDay, weekendFactor } = parameters.usage;
  const peak = playsPerDay * variation.use * HOUR_MAX * Math.max(1, weekendFactor);
  if (peak === 0) return Number.POSITIVE_INFINITY;
  let at = state.nowMs;
  for (;;) {
    at += (random.usage.exponential() * DAY_MS) / peak;
    const local = new Date(at + (site.longitude / 360) * DAY_MS);
    const weekend = local.getUTCDay() % 6 === 0 ? weekendFactor : 1;
    const share = ((BY_HOUR[local.getUTCHours()] ?? 1) * weekend) / HOUR_MAX;
    if (random.usage.chance(share / Math.max(1, weekendFactor))) return at;
  }
}
