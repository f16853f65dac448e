const BAR_PER_METRE_KG = 9.81e-5;
/** Gas density per bar at reservoir temperature, kg/m3/bar; a gas of 0.8 of air's weight. */
const GAS_KG_M3_BAR = 0.8;
/** Free gas at a mean pressure p has the share 1/(1 + p/(0.32 GLR)): a fit to Volve's wells. */
const GAS_FIT = 0.32;

/** A column of liquid and free gas. */
export interface Column {
  readonly depthM: number;
  readonly liquidKgM3: number;
  /** Gas-liquid ratio, Sm3/Sm3. */
  readonly glr: number;
}

/** Weight of a column at its mean pressure, bar. */
export function columnBar({ depthM, liquidKgM3, glr }: Column, meanBar: number): number {
  const gas = (GAS_FIT * glr) / (GAS_FIT * glr + meanBar);
  return BAR_PER_METRE_KG * depthM * (liquidKgM3 * (1 - gas) + GAS_KG_M3_BAR * meanBar * gas);
}

/** Change of a column's weight with its mean pressure, bar/bar. */
export function columnSlope({ depthM, liquidKgM3, glr }: Column, meanBar: number): number {
  const full = GAS_FIT * glr + meanBar;
  const gas = (GAS_FIT * glr) / full;
  return BAR_PER_METRE_KG * depthM * gas * (liquidKgM3 / full + GAS_KG_M3_BAR * gas);
}
