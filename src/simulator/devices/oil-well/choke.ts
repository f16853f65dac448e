/** A choke and what flows through it. */
export interface Choke {
  /** Percent of 64/64 inch. */
  readonly openingPct: number;
  /** Gas-liquid ratio, Sm3/Sm3. */
  readonly glr: number;
  readonly criticalRatio: number;
  readonly flowlineBar: number;
}

const PSI_PER_BAR = 14.504;
const SCF_STB_PER_SM3 = 5.615;
const SM3_PER_STB = 0.158_987;

/** Gilbert (1954): psi = 10 R^0.546 q / S^1.89; R in scf/stb, q in stb/d, S in 1/64 inch. */
function criticalFlow({ openingPct, glr }: Choke, headBar: number): number {
  const size = 0.64 * openingPct;
  const gas = Math.max(1, glr * SCF_STB_PER_SM3);
  return (SM3_PER_STB * headBar * PSI_PER_BAR * size ** 1.89) / (10 * gas ** 0.546);
}

/** Liquid flow, Sm3/d; below the critical ratio with the root of the difference of pressures. */
export function chokeFlow(choke: Choke, headBar: number): number {
  const { criticalRatio, flowlineBar } = choke;
  const criticalBar = criticalRatio * flowlineBar;
  if (headBar >= criticalBar) return criticalFlow(choke, headBar);
  const share = (headBar - flowlineBar) / (criticalBar - flowlineBar);
  return share <= 0 ? 0 : criticalFlow(choke, criticalBar) * Math.sqrt(share);
}
