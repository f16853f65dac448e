import { lookup, type LookupTable } from '../../signals/lookup-table.ts';
import { icedAnemometer } from './icing.ts';
import { onGrid } from './operation.ts';
import { stepTurbulence } from './turbulence.ts';
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

/** No air stands quite still. */
const WIND_FLOOR_MPS = 0.5;

/** Moves the wind at one turbine: farm wind, own share, and for short steps turbulence. */
export function stepInflow(turbine: Turbine, constants: InflowConstants): void {
  const { state, rates, random, effects, variation } = turbine;
  const wind = random.wind.draw();
  state.localWind = rates.localWind.keep * state.localWind + rates.localWind.kick * wind[0];
  state.localFluctuation =
    rates.fluctuation.keep * state.localFluctuation + rates.fluctuation.kick * wind[1];
  state.turbulenceLevel =
    rates.turbulenceLevel.keep * state.turbulenceLevel + rates.turbulenceLevel.kick * wind[2];
  const score = normalScore(turbine, constants);
  const free = constants.scaleMps * variation.wind * lookup(constants.quantile, score);
  state.freeMps = Math.max(WIND_FLOOR_MPS, free) + effects.windMps;
  stepTurbulence(turbine, wind[3]);
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
