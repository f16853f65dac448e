import { lookup, tabulate, type LookupTable } from '../../signals/lookup-table.ts';
import { diffusion, meanVariance, relaxationGain } from '../../signals/relaxation.ts';
import { GRID, type Curves } from './power-curve.ts';
import type { WindTurbineParameters } from './parameters.ts';
import type { Turbine } from './turbine.ts';

/** How turbulence moves in a step of one length: tables over wind behind the rotor. */
export interface TurbulenceRates {
  readonly keep: LookupTable;
  readonly kick: LookupTable;
  /** Gain of the lag through which the rotor feels it. */
  readonly rotor: LookupTable;
}

/**
 * A step of seconds follows the turbulence; a step of a minute and more draws its mean over the step,
 * which forgets the last one.
 */
export function turbulenceRates(
  step: { readonly stepS: number; readonly turbulent: boolean },
  curves: Curves,
  { dynamics }: WindTurbineParameters,
): TurbulenceRates {
  const { stepS, turbulent } = step;
  const tauS = (wind: number): number => lookup(curves.turbulenceTauS, wind);
  if (!turbulent) {
    return {
      keep: tabulate(GRID, () => 0),
      kick: tabulate(GRID, (wind) => Math.sqrt(meanVariance(stepS, tauS(wind)))),
      rotor: tabulate(GRID, () => 1),
    };
  }
  return {
    keep: tabulate(GRID, (wind) => diffusion(stepS, tauS(wind)).keep),
    kick: tabulate(GRID, (wind) => diffusion(stepS, tauS(wind)).kick),
    rotor: tabulate(GRID, (wind) => {
      const admitted = lookup(curves.admittance, wind) ** 2;
      const lagS = tauS(wind) * (1 / admitted - 1) - dynamics.powerTauS;
      return lagS < SHORTEST_LAG_S ? 1 : relaxationGain(stepS, lagS);
    }),
  };
}

const SHORTEST_LAG_S = 0.05;

/** Spread of the turbulence intensity about its table: p90 of the sd is 1.3-1.45 times its mean. */
const TURBULENCE_SPREAD = 0.25;

/** Longitudinal turbulence at the nacelle, and what of it reaches the rotor through its admittance. */
export function stepTurbulence(
  { state, rates, curves, parameters, effects }: Turbine,
  normal: number,
): void {
  const { turbulence } = rates;
  const behind = state.freeMps * parameters.dynamics.nacelleTransfer;
  const spread = Math.exp(TURBULENCE_SPREAD * state.turbulenceLevel - TURBULENCE_SPREAD ** 2 / 2);
  const intensity = lookup(curves.turbulence, behind) * spread * effects.turbulence;
  state.windSdMps = intensity * state.freeMps;
  state.turbulenceMps =
    lookup(turbulence.keep, behind) * state.turbulenceMps +
    lookup(turbulence.kick, behind) * state.windSdMps * normal;
  const rotor = lookup(turbulence.rotor, behind);
  state.rotorTurbulenceMps += rotor * (state.turbulenceMps - state.rotorTurbulenceMps);
}
