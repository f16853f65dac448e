import { chokeFlow } from './choke.ts';
import { pumpCurve } from './esp/pump.ts';
import { inflow } from './inflow.ts';
import { columnBar, flowThrough } from './lift.ts';
import type { Well } from './well.ts';

const DAY_S = 86_400;
const YEAR_S = 365.25 * DAY_S;
/** Slope below which a flow counts as cut off, Sm3/d/bar. */
const SLOPE_MIN = 1e-3;
/** Difference over which slopes are taken, bar. */
const SLOPE_BAR = 0.1;

/**
 * Moves the pressures: reservoir, tubing and choke feed and empty the storage at bottom and wellhead.
 * Each pressure relaxes exactly towards the balance that the present slopes give it.
 */
export function stepHydraulics(well: Well): void {
  const { rates, state, variation } = well;
  for (let i = 0; i < rates.subSteps; i += 1) {
    state.slugPhase = (state.slugPhase + rates.subStepS / variation.slugS) % 1;
    state.flutterPhase = (state.flutterPhase + rates.subStepS / variation.flutterS) % 1;
    stepPressures(well, rates.subStepS);
  }
}

function stepPressures(well: Well, stepS: number): void {
  const { parameters, state } = well;
  const { reservoir, tubing } = parameters;
  const bottom = state.bottomBar;
  const given = inflowAt(well, bottom);
  const lifted = tubingFlow(well, bottom);
  const passed = chokeFlowAt(well, state.headBar);
  const bottomSlope =
    (given - inflowAt(well, bottom + SLOPE_BAR) + tubingFlow(well, bottom + SLOPE_BAR) - lifted) /
    SLOPE_BAR;
  const headSlope =
    (chokeFlowAt(well, state.headBar + SLOPE_BAR) -
      passed +
      tubingFlow(well, bottom) -
      tubingFlow(well, bottom - SLOPE_BAR)) /
    SLOPE_BAR;
  state.bottomBar += change(given - lifted, bottomSlope, stepS / DAY_S / tubing.bottomStorage);
  state.headBar += change(lifted - passed, headSlope, stepS / DAY_S / tubing.headStorage);
  const drawdown = state.reservoirBar - bottom;
  state.reservoirBar -= (drawdown * reservoir.declinePerYear * stepS) / YEAR_S;
  state.tubingFlow = lifted;
  state.chokeFlow = passed;
}

/** Exponential step of `dp/dt = net - slope p`. */
function change(net: number, slope: number, time: number): number {
  const steep = Math.max(SLOPE_MIN, slope);
  return (net / steep) * -Math.expm1(-steep * time);
}

function inflowAt({ parameters, effects, variation, state }: Well, bar: number): number {
  const { productivity, bubblePointBar } = parameters.reservoir;
  return inflow(
    {
      reservoirBar: state.reservoirBar,
      bubblePointBar,
      productivity: productivity * variation.productivity * effects.productivity,
    },
    bar,
  );
}

export function waterCutOf({ parameters, effects }: Well): number {
  return Math.min(0.99, parameters.fluid.waterCut + effects.waterCut);
}

export function gorOf({ parameters, variation }: Well): number {
  return parameters.fluid.gor * variation.gor;
}

function tubingFlow(well: Well, bottomBar: number): number {
  const { parameters, state, effects } = well;
  if (effects.tubing <= 0.001) return 0;
  const { depthM, conductance } = parameters.tubing;
  const pump = pumpCurve(well, bottomBar);
  const column = columnBar({
    meanBar: (bottomBar + pump.shutOffBar + state.headBar) / 2,
    depthM,
    waterCut: waterCutOf(well),
    gor: gorOf(well),
    oilKgM3: parameters.fluid.oilKgM3,
    waterKgM3: parameters.fluid.waterKgM3,
  });
  const driving = bottomBar + pump.shutOffBar - state.headBar - column;
  const square = 1 / (conductance * effects.tubing) ** 2 + pump.square;
  return flowThrough({ linear: pump.linear, square }, driving);
}

/** Effect of full slugging and of full instability on the choke's flow, share. 3W. */
const SLUG_SHARE = 0.22;
const FLUTTER_SHARE = 0.2;

function chokeFlowAt(well: Well, headBar: number): number {
  const { parameters, state, effects, flowlineBar } = well;
  const { openingPct, criticalRatio, scatter } = parameters.choke;
  const opening = openingPct * state.opening * effects.choke;
  if (opening <= 0) return 0;
  const glr = gorOf(well) * (1 - waterCutOf(well));
  const choke = { openingPct: opening, glr, criticalRatio, flowlineBar };
  const unsteady =
    1 -
    SLUG_SHARE * effects.slugging * slugWave(state.slugPhase) +
    FLUTTER_SHARE * effects.instability * Math.sin(2 * Math.PI * state.flutterPhase);
  return chokeFlow(choke, headBar) * unsteady * (1 + scatter * state.scatter);
}

/** A slug builds up for three quarters of its cycle and blows out in the last: -1 ... 1. */
export function slugWave(phase: number): number {
  return phase < 0.75 ? -1 + phase / 0.375 : 1 - (phase - 0.75) / 0.125;
}
