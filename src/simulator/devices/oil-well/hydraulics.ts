import { chokeFlow, chokeSlope } from './choke.ts';
import { setPump } from './esp/pump.ts';
import { prepareFlows, setChoke } from './flows.ts';
import { depletedBar, inflow, inflowSlope } from './inflow.ts';
import { columnBar, columnSlope } from './lift.ts';
import type { Well } from './well.ts';

const DAY_S = 86_400;
/** Slope below which a flow counts as cut off, Sm3/d/bar. */
const SLOPE_MIN = 1e-3;

/**
 * Moves the pressures: reservoir, tubing, riser and choke feed and empty the storage at bottom,
 * wellhead and before the choke. Each pressure relaxes exactly towards the balance that the present
 * slopes give it.
 */
export function stepHydraulics(well: Well): void {
  const { rates, effects } = well;
  prepareFlows(well);
  const steady = effects.slugging === 0 && effects.instability === 0;
  for (let i = 0; i < rates.subSteps; i += 1) {
    if (!steady) stepWaves(well);
    stepPressures(well);
  }
}

/** How much a cycle of slugging or instability is early or late, share per unit of scatter. */
const IRREGULARITY = 0.1;

/** Gas comes in waves: riser and choke see more of it, then less. */
function stepWaves(well: Well): void {
  const { rates, state, variation, effects, flows, parameters } = well;
  if (!('unsteady' in parameters)) return;
  const pace = rates.subStepS * Math.max(0.2, 1 + IRREGULARITY * state.scatter);
  state.slugPhase = (state.slugPhase + pace / variation.slugS) % 1;
  state.flutterPhase = (state.flutterPhase + pace / variation.flutterS) % 1;
  const { slugGas, flutterGas } = parameters.unsteady;
  const glr =
    flows.tubing.glr *
    Math.exp(
      slugGas * effects.slugging * slugWave(state.slugPhase) +
        flutterGas * effects.instability * Math.sin(2 * Math.PI * state.flutterPhase),
    );
  flows.riser.glr = glr;
  setChoke(well, glr);
}

/** Liquid builds up for three quarters of a cycle; gas blows it out in the last: -1 ... 1. */
function slugWave(phase: number): number {
  return phase < 0.75 ? 1 - phase / 0.375 : -1 + (phase - 0.75) / 0.125;
}

function stepPressures(well: Well): void {
  const { parameters, state, flows, rates, effects } = well;
  const days = rates.subStepS / DAY_S;
  const { reservoir, tubing, pump, riser } = flows;
  const bottom = state.bottomBar;
  const head = state.headBar;
  reservoir.reservoirBar = state.reservoirBar;
  const given = inflow(reservoir, bottom);

  setPump(well, bottom);
  const meanBar = 0.5 * (bottom + pump.shutOffBar + head);
  const driving = bottom + pump.shutOffBar - head - columnBar(tubing, meanBar);
  const square = flows.tubingSquare + pump.square + pump.plugSquare;
  const lifted = driving > 0 ? flowOf(pump.linear, square, driving) : 0;
  const gain = lifted > 0 ? 1 / (pump.linear + 2 * square * lifted) : 0;
  const lean = 0.5 * columnSlope(tubing, meanBar);
  const arriving = lifted * (1 - effects.recirculation);

  const bottomSlope = inflowSlope(reservoir, bottom) + gain * Math.max(0, 1 - lean);
  const toBottom = given + effects.recirculation * lifted - lifted;
  state.bottomBar += change(toBottom, bottomSlope, days / parameters.tubing.bottomStorage);
  const leaving = riser.depthM > 0 ? stepTop(well, days) : stepChoke(well, head);
  const headSlope = gain * (1 + lean) + leaving.slope;
  state.headBar += change(arriving - leaving.flow, headSlope, days / parameters.tubing.headStorage);
  if (riser.depthM === 0) state.topBar = state.headBar;
  state.reservoirBar = depletedBar(state.reservoirBar, bottom, rates.depletion);
  state.tubingFlow = lifted;
}

/** What leaves the wellhead, Sm3/d, and its change with the wellhead's pressure, Sm3/d/bar. */
interface Leaving {
  readonly flow: number;
  readonly slope: number;
}

/** Moves the pressure before the choke, between the riser and the choke. */
function stepTop(well: Well, days: number): Leaving {
  const { parameters, state, flows } = well;
  const top = state.topBar;
  const meanBar = 0.5 * (state.headBar + top);
  const driving = state.headBar - top - columnBar(flows.riser, meanBar);
  const flow = driving > 0 ? Math.sqrt(driving / flows.riserSquare) : 0;
  const gain = flow > 0 ? 0.5 / (flows.riserSquare * flow) : 0;
  const lean = 0.5 * columnSlope(flows.riser, meanBar);
  const passed = stepChoke(well, top);
  const storage = 'riser' in parameters ? parameters.riser.topStorage : 1;
  const topSlope = passed.slope + gain * (1 + lean);
  state.topBar += change(flow - passed.flow, topSlope, days / storage);
  return { flow, slope: gain * Math.max(0, 1 - lean) };
}

function stepChoke(well: Well, beforeBar: number): Leaving {
  const { parameters, state, flows } = well;
  const scatter = 1 + parameters.choke.scatter * state.scatter;
  const flow = chokeFlow(flows.choke, beforeBar) * scatter;
  state.chokeFlow = flow;
  return { flow, slope: chokeSlope(flows.choke, beforeBar, flow) };
}

function flowOf(linear: number, square: number, drivingBar: number): number {
  if (square === Infinity) return 0;
  return (2 * drivingBar) / (linear + Math.sqrt(linear * linear + 4 * square * drivingBar));
}

/** Exponential step of `dp/dt = net - slope p`. */
function change(net: number, slope: number, time: number): number {
  const steep = Math.max(SLOPE_MIN, slope);
  return (net / steep) * relaxed(steep * time);
}

/** Below this argument a series of six terms is exact to 1e-9. */
const SERIES_BELOW = 0.1;

/** 1 - exp(-x) for x >= 0; steps are short against the time constants, and the series is quick. */
function relaxed(x: number): number {
  if (x > SERIES_BELOW) return -Math.expm1(-x);
  return x * (1 - (x / 2) * (1 - (x / 3) * (1 - (x / 4) * (1 - (x / 5) * (1 - x / 6)))));
}
