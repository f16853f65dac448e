/** What a fluid column weighs. */
export interface Column {
  /** Mean pressure in the tubing, bar, and depth, m. */
  readonly meanBar: number;
  readonly depthM: number;
  readonly waterCut: number;
  readonly gor: number;
  readonly oilKgM3: number;
  readonly waterKgM3: number;
}

const BAR_PER_METRE_KG = 9.81e-5;
/** Gas density per bar at reservoir temperature, kg/m3/bar; a gas of 0.8 of air's weight. */
const GAS_KG_M3_BAR = 0.8;

/** Weight of the mixture of liquid and free gas, bar; the gas share is a fit to Volve's wells. */
export function columnBar(column: Column): number {
  const { meanBar, depthM, waterCut, gor } = column;
  const glr = gor * (1 - waterCut);
  const gas = glr === 0 ? 0 : 1 / (1 + meanBar / (0.32 * glr));
  const liquid = column.oilKgM3 * (1 - waterCut) + column.waterKgM3 * waterCut;
  return BAR_PER_METRE_KG * depthM * (liquid * (1 - gas) + GAS_KG_M3_BAR * meanBar * gas);
}

/** Loss of pressure with flow: `linear q + square q^2`, bar for Sm3/d. */
export interface Resistance {
  readonly linear: number;
  readonly square: number;
}

/** Flow that a driving pressure pushes through, Sm3/d; nothing flows down. */
export function flowThrough({ linear, square }: Resistance, drivingBar: number): number {
  if (drivingBar <= 0) return 0;
  return (2 * drivingBar) / (linear + Math.sqrt(linear * linear + 4 * square * drivingBar));
}
