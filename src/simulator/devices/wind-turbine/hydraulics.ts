import type { Turbine } from './turbine.ts';

/** Pump cycle: the pressure leaks from the upper to the lower limit, then is pumped up. */
export function stepHydraulics({ state, rates, parameters, effects }: Turbine): void {
  const { upperBar, lowerBar, cycleS } = parameters.hydraulics;
  const cycles = (rates.stepS * effects.hydraulicLeak) / cycleS;
  const phase = state.hydraulicPhase + cycles;
  state.hydraulicPhase = phase - Math.floor(phase);
  const held = upperBar - (upperBar - lowerBar) * state.hydraulicPhase;
  state.hydraulicBar = held * effects.hydraulicPressure;
}
