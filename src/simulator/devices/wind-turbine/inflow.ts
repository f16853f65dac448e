import { lookup, type LookupTable } from '../../signals/lookup-table.ts';
import { icedAnemometer } from './icing.ts';
import { onGrid } from './operation.ts';
import type { Turbine } from './turbine.ts';

/** Constants of the farm's wind that every turbine's inflow needs. */
export interface InflowConstants {
  /** Unit-scale Weibull quantile by normal score, and the scale, m/s. */
  readonly quantile: LookupTable;
  readonly scaleMps: number;
  /** Roots of the shares: common and own, of the slow part and of the fluctuation. */
  readonly slowCommon: number;
  readonly slowOwn: number;
  readonly fluctuationCommon: number;
  readonly fluctuationOwn: number;
  /** Weight of the slow part, and factor that leaves room for day and season. */
  readonly slowWeight: number;
  readonly scoreScale: number;
}

/** Spread of the turbulence intensity about its table: p90 of the sd is 1.3-1.45 times its mean. */
const TURBULENCE_SPREAD = 0.25;
/** Lag of the rotor behind the turbulence is this admittance's, not the mean wind's. */
const WIND_FLOOR_MPS = 0.5;

/** Moves the wind at one turbine: farm wind, own share, and for short steps turbulence. */
export function stepInflow(turbine: Turbine, constants: InflowConstants): void {
  const { state, rates, random, effects, variation } = turbine;
  const { wind } = random;
  state.localWind = rates.localWind.keep * state.localWind + rates.localWind.kick * wind.normal();
  state.localFluctuation =
    rates.fluctuation.keep * state.localFluctuation + rates.fluctuation.kick * wind.normal();
  state.turbulenceLevel =
    rates.turbulenceLevel.keep * state.turbulenceLevel + rates.turbulenceLevel.kick * wind.normal();
  const score = normalScore(turbine, constants);
  const free = constants.scaleMps * variation.wind * lookup(constants.quantile, score);
  state.freeMps = free + effects.windMps;
  stepTurbulence(turbine, wind.normal());
  const transfer = onGrid(state) ? turbine.parameters.dynamics.nacelleTransfer : 1;
  const shown = transfer * effects.anemometer * icedAnemometer(turbine);
  state.nacelleMps = shown * Math.max(0, state.freeMps + state.turbulenceMps);
  state.meanNacelleMps += rates.meanWind * (state.nacelleMps - state.meanNacelleMps);
}

function normalScore({ state, rates, weather }: Turbine, constants: InflowConstants): number {
  const slow = constants.slowCommon * weather.slow + constants.slowOwn * state.localWind;
  const fluctuation =
    constants.fluctuationCommon * weather.fluctuation +
    constants.fluctuationOwn * state.localFluctuation;
  const random =
    constants.slowWeight * slow + rates.fluctuationAmplitude * weather.volatility * fluctuation;
  return weather.scoreShift + constants.scoreScale * random;
}

/**
 * Longitudinal turbulence: an exponential autocorrelation with the time constant of the Kaimal
 * spectrum (IEC 61400-1 annex), passed to the rotor through a lag that gives its admittance.
 */
function stepTurbulence(turbine: Turbine, normal: number): void {
  const { state, rates, curves, parameters, effects } = turbine;
  const free = Math.max(state.freeMps, WIND_FLOOR_MPS);
  const behind = free * parameters.dynamics.nacelleTransfer;
  const spread = Math.exp(TURBULENCE_SPREAD * state.turbulenceLevel - TURBULENCE_SPREAD ** 2 / 2);
  const intensity = lookup(curves.turbulence, behind) * spread * effects.turbulence;
  state.windSdMps = intensity * free;
  if (!rates.turbulent) {
    state.turbulenceMps = 0;
    state.rotorTurbulenceMps = 0;
    return;
  }
  const tauS = parameters.dynamics.turbulenceLengthM / free;
  const keep = Math.exp(-rates.stepS / tauS);
  state.turbulenceMps =
    keep * state.turbulenceMps + Math.sqrt(1 - keep * keep) * state.windSdMps * normal;
  const admitted = lookup(curves.admittance, behind) ** 2;
  const lagS = Math.max(0, tauS * (1 / admitted - 1) - parameters.dynamics.powerTauS);
  const gain = lagS < 0.05 ? 1 : 1 - Math.exp(-rates.stepS / lagS);
  state.rotorTurbulenceMps += gain * (state.turbulenceMps - state.rotorTurbulenceMps);
}
