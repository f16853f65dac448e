import type { Turbine } from './turbine.ts';

/** Below this error a yaw movement ends, degrees. */
const ALIGNED_DEG = 0.5;

/** Deadband yaw control on the wind vane: the nacelle follows in moves, not continuously. */
export function stepYaw(turbine: Turbine): void {
  const { state, rates, random, parameters, variation, weather, effects } = turbine;
  const { yaw } = parameters;
  state.swing = rates.swing.keep * state.swing + rates.swing.kick * random.yaw.normal();
  const windDeg = weather.directionDeg + variation.directionDeg;
  const off = halfTurn(windDeg - state.headingDeg + effects.vaneDeg);
  if (Math.abs(off) > yaw.deadbandDeg) state.yawing = true;
  if (state.yawing && state.operating !== 'unwinding') {
    const reach = yaw.rateDegPerS * rates.stepS;
    state.headingDeg += Math.sign(off) * Math.min(Math.abs(off), reach);
    state.yawing = Math.abs(off) - reach > ALIGNED_DEG;
  }
  state.yawErrorDeg = halfTurn(windDeg - state.headingDeg) + yaw.errorSdDeg * state.swing;
  state.vaneDeg = state.yawErrorDeg + effects.vaneDeg;
}

/** An angle reduced to -180 ... 180 degrees. */
function halfTurn(deg: number): number {
  return deg - 360 * Math.round(deg / 360);
}

/** An angle reduced to 0 ... 360 degrees. */
export function compass(deg: number): number {
  return deg - 360 * Math.floor(deg / 360);
}
