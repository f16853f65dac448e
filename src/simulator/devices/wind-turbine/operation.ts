import type { Turbine } from './turbine.ts';

/** Operating states and the status code that telemetry carries for each. */
export const STATUS_CODES = {
  standstill: 1,
  'run-up': 2,
  production: 3,
  derated: 4,
  stopping: 5,
  storm: 6,
  unwinding: 7,
  tripped: 8,
} as const;

export type OperatingState = keyof typeof STATUS_CODES;

/** The controller: starts, stops, derates and trips the turbine on what it measures. */
export function stepOperation(turbine: Turbine): void {
  const { state, rates } = turbine;
  state.inStateS += rates.stepS;
  state.productiveShare = 0;
  const next = TRANSITIONS[state.operating](turbine);
  if (next !== state.operating) enter(turbine, next);
  if (state.operating === 'production' || state.operating === 'derated') {
    state.productiveShare = rates.stepS === 0 ? 1 : Math.min(1, state.inStateS / rates.stepS);
  }
}

function enter(turbine: Turbine, next: OperatingState): void {
  const { state, parameters } = turbine;
  const fromRunUp = state.operating === 'run-up' && next === 'production';
  // What the step had left after the run-up was complete was already spent on the grid.
  const leftOverS = fromRunUp ? state.inStateS - parameters.operation.runUpS : 0;
  const limitOnly = next === 'derated' || (state.operating === 'derated' && next === 'production');
  if (next === 'standstill' && state.operating === 'unwinding') untwist(turbine);
  state.operating = next;
  if (!limitOnly) state.inStateS = leftOverS;
}

/** Where each state leads to under the present conditions. */
const TRANSITIONS: Readonly<Record<OperatingState, (turbine: Turbine) => OperatingState>> = {
  standstill: (turbine) => (mayStart(turbine) ? 'run-up' : 'standstill'),
  'run-up': ({ state, parameters }) =>
    state.inStateS >= parameters.operation.runUpS ? 'production' : 'run-up',
  production: whileRunning,
  derated: whileRunning,
  stopping: ({ state, parameters }) =>
    state.inStateS >= parameters.operation.stopS ? state.stopLeadsTo : 'stopping',
  storm: (turbine) => (calmAgain(turbine) ? 'standstill' : 'storm'),
  unwinding: (turbine) =>
    turbine.state.inStateS >= unwindingS(turbine) ? 'standstill' : 'unwinding',
  tripped: ({ state, parameters }) =>
    state.oilC < parameters.operation.oilRestartC ? 'standstill' : 'tripped',
};

function calmAgain({ state, parameters }: Turbine): boolean {
  const { cutOutMps, cutOutHysteresisMps } = parameters.operation;
  return state.meanNacelleMps < cutOutMps - cutOutHysteresisMps;
}

function mayStart({ state, parameters }: Turbine): boolean {
  const { operation } = parameters;
  return (
    state.meanNacelleMps >= operation.cutInMps &&
    state.meanNacelleMps < operation.cutOutMps &&
    state.oilC < operation.oilDerateC
  );
}

function whileRunning(turbine: Turbine): OperatingState {
  const { state, parameters } = turbine;
  const { operation: limits, yaw } = parameters;
  const reason = stopReason(turbine);
  if (reason !== undefined) {
    state.stopLeadsTo = reason;
    return 'stopping';
  }
  if (Math.abs(state.headingDeg) > yaw.unwindDeg) {
    state.stopLeadsTo = 'unwinding';
    return 'stopping';
  }
  if (state.oilC >= limits.oilDerateC) return 'derated';
  const recovered = state.oilC < limits.oilDerateC - DERATE_HYSTERESIS_K;
  return state.operating === 'derated' && !recovered ? 'derated' : 'production';
}

/** The derating ends this far below its limit. Engineering judgement. */
const DERATE_HYSTERESIS_K = 3;

function stopReason({ state, parameters }: Turbine): OperatingState | undefined {
  const { operation: limits } = parameters;
  if (state.oilC >= limits.oilTripC) return 'tripped';
  if (state.meanNacelleMps > limits.cutOutMps || state.nacelleMps > limits.cutOutGustMps)
    return 'storm';
  return state.meanNacelleMps < limits.cutOutLowMps ? 'standstill' : undefined;
}

/** Whole turns in the cable, and the time that turning them back takes. */
function wholeTurns({ state }: Turbine): number {
  return Math.round(state.headingDeg / 360);
}

function unwindingS(turbine: Turbine): number {
  return (360 * Math.abs(wholeTurns(turbine))) / turbine.parameters.yaw.rateDegPerS;
}

function untwist(turbine: Turbine): void {
  turbine.state.headingDeg -= 360 * wholeTurns(turbine);
}
