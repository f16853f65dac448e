import { gilbert } from './choke.ts';
import type { Well, WellModel, WellVariation } from './well.ts';

/** What the flows of one step rest on, kept so that a step allocates nothing. */
export interface Flows {
  readonly reservoir: {
    reservoirBar: number;
    readonly bubblePointBar: number;
    productivity: number;
  };
  readonly tubing: { readonly depthM: number; liquidKgM3: number; glr: number };
  readonly riser: { readonly depthM: number; liquidKgM3: number; glr: number };
  readonly pump: { shutOffBar: number; linear: number; square: number; plugSquare: number };
  readonly choke: { perBar: number; readonly criticalRatio: number; flowlineBar: number };
  /** Friction: tubing, riser, bar for the square of Sm3/d. */
  tubingSquare: number;
  readonly riserSquare: number;
  /** Gas-oil ratio, Sm3/Sm3, and share of water with faults. */
  readonly gor: number;
  waterCut: number;
  /** Opening and gas-liquid ratio of which `choke.perBar` was taken. */
  openingPct: number;
  chokeGlr: number;
}

export function restingFlows(model: WellModel, variation: WellVariation): Flows {
  const { reservoir, tubing, choke } = model;
  const riser = 'riser' in model ? model.riser : { depthM: 0, conductance: 1 };
  return {
    reservoir: {
      reservoirBar: reservoir.pressureBar,
      bubblePointBar: reservoir.bubblePointBar,
      productivity: 0,
    },
    tubing: { depthM: tubing.depthM, liquidKgM3: 0, glr: 0 },
    riser: { depthM: riser.depthM, liquidKgM3: 0, glr: 0 },
    pump: { shutOffBar: 0, linear: 0, square: 0, plugSquare: 0 },
    choke: { perBar: 0, criticalRatio: choke.criticalRatio, flowlineBar: 0 },
    tubingSquare: 0,
    riserSquare: 1 / riser.conductance ** 2,
    gor: model.fluid.gor * variation.gor,
    waterCut: 0,
    openingPct: 0,
    chokeGlr: 0,
  };
}

/** Below this share of its passage the tubing counts as closed. */
const PASSAGE_MIN = 0.001;

/** Brings up to date what faults, operation and the slow states change, once a step. */
export function prepareFlows(well: Well): void {
  const { parameters, effects, state, variation, flows } = well;
  const { fluid } = parameters;
  flows.waterCut = Math.min(0.99, state.waterCut + effects.waterCut);
  const liquidKgM3 = fluid.oilKgM3 * (1 - flows.waterCut) + fluid.waterKgM3 * flows.waterCut;
  const glr = flows.gor * (1 - flows.waterCut);
  flows.tubing.liquidKgM3 = liquidKgM3;
  flows.tubing.glr = glr;
  flows.riser.liquidKgM3 = liquidKgM3;
  flows.riser.glr = glr;
  flows.reservoir.productivity =
    parameters.reservoir.productivity * variation.productivity * effects.productivity;
  const passage = parameters.tubing.conductance * effects.tubing;
  flows.tubingSquare = effects.tubing > PASSAGE_MIN ? 1 / (passage * passage) : Infinity;
  flows.choke.flowlineBar = well.flowlineBar;
  setChoke(well, glr);
}

/** Opening that the choke is set to, percent. */
export function settingPct({ parameters, state, effects }: Well): number {
  return Math.min(100, parameters.choke.openingPct * effects.setting) * state.opening;
}

/** Relative change of the gas-liquid ratio that the choke's coefficient follows. */
const GLR_STEP = 1e-4;

/** Gilbert's powers are dear: they are taken anew only where opening or gas have changed. */
export function setChoke(well: Well, glr: number): void {
  const { flows, effects } = well;
  const openingPct = settingPct(well) * effects.choke;
  const same = Math.abs(glr - flows.chokeGlr) <= GLR_STEP * glr;
  if (openingPct === flows.openingPct && same) return;
  flows.openingPct = openingPct;
  flows.chokeGlr = glr;
  flows.choke.perBar = gilbert(openingPct, glr);
}
