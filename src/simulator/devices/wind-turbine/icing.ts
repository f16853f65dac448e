import type { Turbine } from './turbine.ts';

/** Moves the ice on the blades: it builds up in freezing wet air and melts or sheds afterwards. */
export function stepIcing({ state, rates, effects, parameters, weather }: Turbine): void {
  if (effects.icing === 0 && state.ice === 0) return;
  const freezing =
    effects.icing > state.ice && weather.ambientC < parameters.faults.bladeIcing.belowC;
  state.ice += freezing ? rates.icing * (effects.icing - state.ice) : -rates.melting * state.ice;
  if (state.ice < NO_ICE) state.ice = 0;
}

/** Ice that is as good as none. */
const NO_ICE = 1e-4;

/** Factor of the aerodynamic power that ice leaves. */
export function icedAerodynamics({ state, parameters }: Turbine): number {
  return 1 - parameters.faults.bladeIcing.powerLoss * state.ice;
}

/** Factor of the wind that a freezing anemometer still shows. */
export function icedAnemometer({ state, parameters }: Turbine): number {
  const { anemometerFrom, anemometerLoss } = parameters.faults.bladeIcing;
  const over = (state.ice - anemometerFrom) / Math.max(1e-9, 1 - anemometerFrom);
  return over <= 0 ? 1 : 1 - anemometerLoss * over;
}
