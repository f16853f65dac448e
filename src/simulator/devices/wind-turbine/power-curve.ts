import {
  curveThrough,
  lookup,
  placesOn,
  tabulate,
  valueAt,
  type GridPlaces,
  type LookupTable,
} from '../../signals/lookup-table.ts';
import type { WindTurbineParameters } from './parameters.ts';

/**
 * Behaviour over wind behind the rotor, m/s: ten-minute means of power (kW), rotor speed (1/min) and
 * pitch (degrees) of the La Haute Borne turbines, extended below 3.5 and above 16 m/s by the data
 * sheet of the MM82. At 5 m/s 136 kW were measured; the scatter of the wind over the disc adds the rest.
 */
const POINTS: readonly (readonly [wind: number, power: number, rpm: number, pitch: number])[] = [
  [2.5, 0, 7.6, -0.6],
  [3, 2, 8, -0.8],
  [3.5, 15, 8.35, -1],
  [4, 40, 8.95, -1],
  [5, 131, 10.6, -1],
  [6, 318, 13.3, -1],
  [7, 585, 15.8, -1],
  [8, 860, 16.9, -1],
  [9, 1_122, 17.06, -1],
  [10, 1_367, 17.11, -0.7],
  [11, 1_592, 17.13, 0.15],
  [12, 1_773, 17.14, 1.6],
  [13, 1_894, 17.14, 4],
  [14, 1_953, 17.15, 6.3],
  [15, 1_985, 17.15, 8.6],
  [16, 2_005, 17.15, 10.9],
  [17, 2_030, 17.15, 12.7],
  [18, 2_045, 17.15, 14.3],
  [19, 2_050, 17.15, 15.7],
  [22, 2_050, 17.15, 19.5],
  [26, 2_050, 17.15, 24],
];
const POWER_KW = 2_050;
const ROTOR_RPM = 17.15;

/**
 * Turbulence intensity over wind behind the rotor: LHB at 5-15 m/s less the part that the farm's
 * ten-minute fluctuation brings, IEC 61400-1 shape below.
 */
const TURBULENCE: readonly (readonly [number, number])[] = [
  [1, 0.4],
  [2, 0.24],
  [3, 0.16],
  [4, 0.115],
  [5, 0.102],
  [6, 0.103],
  [8, 0.132],
  [10, 0.154],
  [12, 0.15],
  [15, 0.161],
  [25, 0.165],
];

/**
 * Memory of the turbulence, s, over wind behind the rotor: the time constant whose normal process peaks
 * in ten minutes as LHB does, 3.06 deviations above the mean at 5 m/s and 2.60 at 12. It grows with the
 * wind: small eddies of calm nights, large ones of the mixed air of windy days.
 */
const TURBULENCE_TAU_S: readonly (readonly [number, number])[] = [
  [4, 4],
  [6, 4],
  [8, 10],
  [10, 24],
  [12, 32],
  [15, 36],
];

/**
 * Share of the turbulence that reaches the power: the rotor averages over its disc and stores energy
 * while its speed is free. From LHB: sd of power within ten minutes over slope times sd of wind.
 */
const ADMITTANCE: readonly (readonly [number, number])[] = [
  [4, 0.25],
  [6, 0.28],
  [7, 0.42],
  [8, 0.62],
  [9, 0.78],
  [10, 0.9],
  [12, 1],
];

export const GRID = { from: 0, to: 30, points: 601 } as const;

/** Tables over wind behind the rotor. */
export interface Curves {
  /** Means over ten minutes: what a step of a minute or more sees. */
  readonly mean: OperatingCurves;
  /** Momentary values: what a step of seconds sees. Averaged over the turbulence they give `mean`. */
  readonly momentary: OperatingCurves;
  readonly turbulence: LookupTable;
  readonly admittance: LookupTable;
  /** Memory of the turbulence, s. */
  readonly turbulenceTauS: LookupTable;
}

interface OperatingCurves {
  /** Share of rated power, share of rated rotor speed, degrees. */
  readonly power: LookupTable;
  readonly speed: LookupTable;
  readonly pitch: LookupTable;
}

export function createCurves({ dynamics }: WindTurbineParameters): Curves {
  const intensity = curveThrough(TURBULENCE);
  const admittance = tabulate(GRID, curveThrough(ADMITTANCE));
  const memory = curveThrough(TURBULENCE_TAU_S);
  const turbulenceTauS = tabulate(GRID, (wind) => dynamics.turbulenceTauFactor * memory(wind));
  const turbulence = tabulate(GRID, (wind) => dynamics.turbulenceFactor * intensity(wind));
  const mean: OperatingCurves = {
    power: tabulate(GRID, curveThrough(POINTS.map(([wind, kw]) => [wind, kw / POWER_KW]))),
    speed: tabulate(GRID, curveThrough(POINTS.map(([wind, , rpm]) => [wind, rpm / ROTOR_RPM]))),
    pitch: tabulate(GRID, curveThrough(POINTS.map(([wind, , , deg]) => [wind, deg]))),
  };
  const sdMps = (wind: number): number =>
    wind * lookup(turbulence, wind) * lookup(admittance, wind);
  const scatter = scatterOf(mean.power, sdMps);
  const momentary: OperatingCurves = {
    power: sharpened(mean.power, scatter, 1),
    speed: sharpened(mean.speed, scatter, 1),
    pitch: mean.pitch,
  };
  return { mean, momentary, turbulence, admittance, turbulenceTauS };
}

const SHARPENINGS = 12;

/**
 * The curve whose average over normally distributed turbulence is the measured mean curve (Van
 * Cittert's deconvolution). A ten-minute mean rounds the knee at rated power; the momentary curve is
 * sharper there, and the mean of a one-second run then agrees with a ten-minute one.
 */
function sharpened(mean: LookupTable, scatter: Scatter, limit: number): LookupTable {
  let curve = mean;
  for (let i = 0; i < SHARPENINGS; i += 1) {
    const values = new Float64Array(GRID.points);
    for (let at = 0; at < GRID.points; at += 1) {
      const miss = valueAt(mean, scatter.grid, at) - averaged(curve, scatter, at);
      const value = valueAt(curve, scatter.grid, at) + 0.5 * miss;
      values[at] = Math.min(limit, Math.max(0, value));
    }
    curve = { ...mean, values };
  }
  return curve;
}

/** Nodes and weights of the Gauss-Hermite rule of order 5 for a standard normal variate. */
const HERMITE: readonly (readonly [number, number])[] = [
  [-2.856970013872806, 0.011257411327720689],
  [-1.355626179974266, 0.22207592200561266],
  [0, 0.5333333333333333],
  [1.355626179974266, 0.22207592200561266],
  [2.856970013872806, 0.011257411327720689],
];

/** Where the nodes of each grid point lie, which is the same in every pass over every curve. */
interface Scatter {
  readonly grid: GridPlaces;
  /** In the order of {@link HERMITE}. */
  readonly nodes: readonly GridPlaces[];
}

function scatterOf(table: LookupTable, sdMps: (wind: number) => number): Scatter {
  const winds = Array.from({ length: GRID.points }, (_, i) => GRID.from + i / table.density);
  const sds = winds.map(sdMps);
  return {
    grid: placesOn(table, winds),
    nodes: HERMITE.map(([node]) =>
      placesOn(
        table,
        winds.map((wind, i) => wind + node * (sds[i] as number)),
      ),
    ),
  };
}

function averaged(curve: LookupTable, { nodes }: Scatter, at: number): number {
  let sum = 0;
  for (let i = 0; i < HERMITE.length; i += 1) {
    const [, weight] = HERMITE[i] as (typeof HERMITE)[number];
    sum += weight * valueAt(curve, nodes[i] as GridPlaces, at);
  }
  return sum;
}
