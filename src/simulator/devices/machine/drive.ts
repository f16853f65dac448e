import { pacedGain } from '../../signals/pace.ts';
import { cycleMean, type CycleMean } from './cycle.ts';
import type { Machine } from './machine-state.ts';

/** Means over a piece of time in which the operating state does not change. */
export interface DriveMeans {
  /** Speed and torque, shares of rated. */
  readonly speed: number;
  readonly load: number;
  readonly powerKw: number;
  /** Square of the power's share of rated, for the heat in the winding. */
  readonly heat: number;
}

/** Moves speed, cycle, tool and energy by a piece of time. */
export function stepDrive(machine: Machine, seconds: number): DriveMeans {
  const { state, rating, variation, parameters, effects, kind } = machine;
  const running = state.operating === 'run';
  const speed = moveSpeed(machine, seconds);
  const from = state.cycles;
  if (running) state.cycles += seconds / (rating.cycleS * variation.cycle * effects.cycle);
  const cycle = cycleMean(from, state.cycles, rating.dutyShare);
  const torque = running ? torqueMeans(machine, cycle) : { level: 0, square: 0 };
  if (running && kind === 'spindle') state.toolMin += (seconds / 60) * cutting(machine);
  const powerKw = electricalKw(machine, torque.level * speed, speed);
  state.energyKwh += (powerKw * seconds) / 3_600;
  state.stepKwh += (powerKw * seconds) / 3_600;
  const ideal = parameters.operation.noLoadShare * speed;
  const heat = (torque.square * speed + 2 * torque.level * ideal) * speed + ideal * ideal;
  return { speed, load: torque.level, powerKw, heat };
}

/** Share of a cycle in which the tool cuts. */
function cutting({ rating }: Machine): number {
  return Math.min(1, rating.dutyShare + 0.2);
}

/** Exact mean of the speed while it settles; the state keeps where it ends. */
function moveSpeed(
  { state, rating, parameters, effects, paces }: Machine,
  seconds: number,
): number {
  const { speedTauS } = parameters.operation;
  const target = targetSpeed(state.operating, rating) * (1 - effects.slip);
  const gain = pacedGain(paces.speed, seconds, speedTauS);
  const off = state.speed - target;
  state.speed += gain * (target - state.speed);
  return target + (off * gain * speedTauS) / seconds;
}

function targetSpeed(operating: Machine['state']['operating'], rating: Machine['rating']): number {
  if (operating === 'run') return rating.runSpeedShare;
  return operating === 'idle' ? rating.idleSpeedShare : 0;
}

/** Torque of the work: the cycle between its two loads, more with a worn tool. */
function torqueMeans({ state, rating, effects, parameters }: Machine, cycle: CycleMean): CycleMean {
  const { toolLifeMin, toolTorqueShare } = parameters.operation;
  const worn = 1 + toolTorqueShare * Math.min(1, state.toolMin / toolLifeMin);
  const factor = state.recipe * worn * effects.torque;
  const low = rating.lowLoadShare;
  const span = rating.highLoadShare - low;
  return {
    level: factor * (low + span * cycle.level),
    square:
      factor * factor * (low * low + 2 * low * span * cycle.level + span * span * cycle.square),
  };
}

function electricalKw({ rating, parameters }: Machine, shaftShare: number, speed: number): number {
  const { standbyShare, noLoadShare, efficiencyShare } = parameters.operation;
  return rating.powerKw * (standbyShare + noLoadShare * speed + shaftShare / efficiencyShare);
}
