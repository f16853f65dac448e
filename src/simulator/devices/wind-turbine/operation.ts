import type { Turbine, TurbineState } from './turbine.ts';

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
  curtailed: 9,
  'noise-reduced': 10,
  service: 11,
  'battery-test': 12,
  iced: 13,
  'grid-loss': 14,
  flushing: 15,
} as const;

export type OperatingState = keyof typeof STATUS_CODES;

/** Stops that last as long as somebody or something asks for them. */
export type CommandedStop =
  | 'tripped'
  | 'unwinding'
  | 'service'
  | 'battery-test'
  | 'grid-loss'
  | 'flushing';

/** Whether the generator is on the grid and the rotor turns with it. */
export function onGrid({ operating }: TurbineState): boolean {
  return (
    operating === 'production' ||
    operating === 'derated' ||
    operating === 'curtailed' ||
    operating === 'noise-reduced'
  );
}

/** The controller: starts, stops, derates and trips the turbine on what it measures. */
export function stepOperation(turbine: Turbine): void {
  const { state, rates } = turbine;
  state.inStateS += rates.stepS;
  state.productiveShare = 0;
  const next = TRANSITIONS[state.operating](turbine);
  if (next !== state.operating) enter(turbine, next);
  if (onGrid(state)) {
    state.productiveShare = rates.stepS === 0 ? 1 : Math.min(1, state.inStateS / rates.stepS);
  }
}

function enter(turbine: Turbine, next: OperatingState): void {
  const { state, parameters } = turbine;
  const from = state.operating;
  const wasOnGrid = onGrid(state);
  if (next === 'standstill' && from === 'unwinding') untwist(turbine);
  state.operating = next;
  if (wasOnGrid && onGrid(state)) return;
  // What the step had left after the run-up was complete was already spent on the grid.
  state.inStateS =
    from === 'run-up' && onGrid(state) ? state.inStateS - parameters.operation.runUpS : 0;
}

/** Where each state leads to under the present conditions. */
const TRANSITIONS: Readonly<Record<OperatingState, (turbine: Turbine) => OperatingState>> = {
  standstill: (turbine) =>
    standstillReason(turbine) ?? (mayStart(turbine) ? 'run-up' : 'standstill'),
  'run-up': runningUp,
  production: whileRunning,
  derated: whileRunning,
  curtailed: whileRunning,
  'noise-reduced': whileRunning,
  stopping: ({ state, parameters }) =>
    state.inStateS >= parameters.operation.stopS ? state.stopLeadsTo : 'stopping',
  storm: (turbine) => (calmAgain(turbine) ? 'standstill' : 'storm'),
  unwinding: (turbine) =>
    turbine.effects.stop !== 'unwinding' && turbine.state.inStateS >= unwindingS(turbine)
      ? 'standstill'
      : 'unwinding',
  tripped: (turbine) => (fitAgain(turbine) ? 'standstill' : 'tripped'),
  iced: ({ state, parameters }) =>
    state.ice < parameters.faults.bladeIcing.restartShare ? 'standstill' : 'iced',
  service: heldBy('service'),
  'battery-test': heldBy('battery-test'),
  'grid-loss': heldBy('grid-loss'),
  flushing: heldBy('flushing'),
};

function heldBy(stop: CommandedStop): (turbine: Turbine) => OperatingState {
  return ({ effects }) => (effects.stop === stop ? stop : 'standstill');
}

/** What a turbine that stands still anyway is kept by. */
function standstillReason({ state, effects, parameters }: Turbine): OperatingState | undefined {
  return effects.stop ?? (state.ice >= parameters.faults.bladeIcing.stopShare ? 'iced' : undefined);
}

function runningUp(turbine: Turbine): OperatingState {
  const { state, effects, parameters } = turbine;
  if (effects.stop !== undefined) {
    state.stopLeadsTo = effects.stop;
    return 'stopping';
  }
  return state.inStateS >= parameters.operation.runUpS ? whileRunning(turbine) : 'run-up';
}

function fitAgain({ state, effects, parameters }: Turbine): boolean {
  const { operation, hydraulics } = parameters;
  return (
    effects.stop !== 'tripped' &&
    state.oilC < operation.oilRestartC &&
    state.statorC < operation.statorRestartC &&
    hydraulics.upperBar * effects.hydraulicPressure > hydraulics.lowerBar * PRESSURE_TO_RESTART
  );
}

/** Share of the lower limit of the healthy pressure that a restart needs. Engineering judgement. */
const PRESSURE_TO_RESTART = 0.95;

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
  const { state, effects, parameters } = turbine;
  const limits = parameters.operation;
  const reason = stopReason(turbine);
  if (reason !== undefined) {
    state.stopLeadsTo = reason;
    return 'stopping';
  }
  if (state.oilC >= limits.oilDerateC) return 'derated';
  const recovered = state.oilC < limits.oilDerateC - DERATE_HYSTERESIS_K;
  if (state.operating === 'derated' && !recovered) return 'derated';
  if (effects.quiet) return 'noise-reduced';
  return effects.powerLimit < 1 ? 'curtailed' : 'production';
}

/** The derating ends this far below its limit. Engineering judgement. */
const DERATE_HYSTERESIS_K = 3;

function stopReason(turbine: Turbine): OperatingState | undefined {
  const { state, effects, parameters } = turbine;
  const { operation: limits, yaw, faults, hydraulics } = parameters;
  if (effects.stop !== undefined) return effects.stop;
  if (state.oilC >= limits.oilTripC || state.statorC >= limits.statorTripC) return 'tripped';
  if (state.hydraulicBar < hydraulics.tripBar) return 'tripped';
  if (state.ice >= faults.bladeIcing.stopShare) return 'iced';
  if (state.meanNacelleMps > limits.cutOutMps || state.nacelleMps > limits.cutOutGustMps)
    return 'storm';
  if (state.meanNacelleMps < limits.cutOutLowMps) return 'standstill';
  return Math.abs(state.headingDeg) > yaw.unwindDeg ? 'unwinding' : undefined;
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
