import { shiftAt, type ShiftNow } from './calendar.ts';
import type { Machine } from './machine-state.ts';
import { velocityMms } from './vibration.ts';

/** Codes of `machine_status`; 2, 1, 4 and 5 are the Running, Idle, Failure and Maintenance of plants. */
export const STATUS_CODES = {
  off: 0,
  idle: 1,
  run: 2,
  changeover: 3,
  failure: 4,
  maintenance: 5,
} as const;

export type OperatingState = keyof typeof STATUS_CODES;

/** A dwell lasts between half and one and a half times its mean. */
const DWELL_SPREAD = 0.5;
const HOUR_MS = 3_600_000;

/**
 * Changes of state at the present instant. They happen at instants drawn one after the other, not at
 * steps, so the history is the same whatever the step.
 */
export function stepOperation(machine: Machine): ShiftNow {
  const { state, site, parameters, effects } = machine;
  const shift = shiftAt(state.ts, site);
  if (effects.hold !== undefined && state.operating !== 'failure') {
    enter(machine, effects.hold, Infinity);
  } else if (isHeld(machine)) {
    afterHold(machine);
  } else if (state.operating === 'failure' || state.operating === 'maintenance') {
    if (state.ts >= state.endsAt) afterRepair(machine);
  } else if (tripped(machine)) {
    enter(machine, 'failure', parameters.operation.failureH * HOUR_MS);
  } else if (!shift.working) {
    enter(machine, 'off', Infinity);
  } else if (state.operating === 'off') {
    enter(machine, 'idle', dwellMs(machine, parameters.operation.waitS));
  } else if (state.ts >= state.endsAt) {
    afterDwell(machine);
  }
  return shift;
}

/** Only people keep a machine in a changeover or under maintenance without an end of its own. */
function isHeld({ state }: Machine): boolean {
  const { operating, endsAt } = state;
  return endsAt === Infinity && (operating === 'changeover' || operating === 'maintenance');
}

/** People are done: the tool is new, and work waits for parts. */
function afterHold(machine: Machine): void {
  const { state, parameters } = machine;
  state.toolMin = 0;
  state.overS = 0;
  enter(machine, 'idle', dwellMs(machine, parameters.operation.waitS));
}

function enter({ state }: Machine, operating: OperatingState, forMs: number): void {
  state.operating = operating;
  state.endsAt = state.ts + forMs;
}

function dwellMs({ random }: Machine, meanS: number): number {
  return Math.round(1_000 * meanS * random.operation.between(1 - DWELL_SPREAD, 1 + DWELL_SPREAD));
}

function tripped({ state, parameters }: Machine): boolean {
  return state.overS > parameters.vibration.tripS || state.motorC >= parameters.thermal.tripC;
}

function afterRepair(machine: Machine): void {
  const { state, parameters } = machine;
  state.overS = 0;
  if (state.operating === 'failure') {
    enter(machine, 'maintenance', parameters.operation.repairH * HOUR_MS);
  } else {
    enter(machine, 'idle', dwellMs(machine, parameters.operation.waitS));
  }
}

function afterDwell(machine: Machine): void {
  const { state, parameters, kind, random } = machine;
  const { operation } = parameters;
  if (state.operating !== 'run') {
    state.recipe = Math.exp(operation.recipeShare * random.operation.normal());
    enter(machine, 'run', dwellMs(machine, operation.runS));
    return;
  }
  state.runsLeft -= 1;
  if (kind === 'spindle' && state.toolMin >= operation.toolLifeMin) {
    state.toolMin = 0;
    enter(machine, 'changeover', dwellMs(machine, operation.toolChangeS));
  } else if (state.runsLeft <= 0) {
    state.runsLeft = operation.runsPerRecipe;
    enter(machine, 'changeover', dwellMs(machine, operation.changeoverS));
  } else {
    enter(machine, 'idle', dwellMs(machine, operation.waitS));
  }
}

/** Counts how long the vibration, freed from its scatter, has been above the trip. */
export function watchVibration(machine: Machine, stepS: number): void {
  const { state, parameters } = machine;
  const over = velocityMms(machine, state.speed) > parameters.vibration.tripMms;
  state.overS = over ? state.overS + stepS : 0;
}
