const PSI_PER_BAR = 14.504;
const SCF_STB_PER_SM3 = 5.615;
const SM3_PER_STB = 0.158_987;

/**
 * Critical liquid flow per bar before the choke, Sm3/d/bar, by Gilbert (1954):
 * psi = 10 R^0.546 q / S^1.89; R in scf/stb, q in stb/d, S in 1/64 inch. Opening in percent of 64/64.
 */
export function gilbert(openingPct: number, glr: number): number {
  if (openingPct <= 0) return 0;
  const gas = Math.max(1, glr * SCF_STB_PER_SM3);
  return (SM3_PER_STB * PSI_PER_BAR * (0.64 * openingPct) ** 1.89) / (10 * gas ** 0.546);
}

/** A choke and the line behind it. */
export interface Choke {
  /** Critical flow per bar, Sm3/d/bar. */
  readonly perBar: number;
  readonly criticalRatio: number;
  readonly flowlineBar: number;
}

/** Liquid flow, Sm3/d; below the critical ratio with the root of the difference of pressures. */
export function chokeFlow(
  { perBar, criticalRatio, flowlineBar }: Choke,
  beforeBar: number,
): number {
  const criticalBar = criticalRatio * flowlineBar;
  if (beforeBar >= criticalBar) return perBar * beforeBar;
  const share = (beforeBar - flowlineBar) / (criticalBar - flowlineBar);
  return share <= 0 ? 0 : perBar * criticalBar * Math.sqrt(share);
}

/** Change of a flow through the choke with the pressure before it, Sm3/d/bar. */
export function chokeSlope(choke: Choke, beforeBar: number, flow: number): number {
  const { perBar, criticalRatio, flowlineBar } = choke;
  if (beforeBar >= criticalRatio * flowlineBar) return perBar;
  return flow === 0 ? 0 : (0.5 * flow) / (beforeBar - flowlineBar);
}
