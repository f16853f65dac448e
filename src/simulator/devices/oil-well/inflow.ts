/** What a reservoir gives to a well. */
export interface Inflow {
  readonly reservoirBar: number;
  readonly bubblePointBar: number;
  /** Sm3/d/bar. */
  readonly productivity: number;
}

/**
 * Liquid inflow, Sm3/d, at a bottom-hole pressure in bar: straight above the bubble point, Vogel
 * (JPT, January 1968) below it. Nothing flows back into the reservoir.
 */
export function inflow(
  { reservoirBar, bubblePointBar, productivity }: Inflow,
  bar: number,
): number {
  const bubble = Math.min(bubblePointBar, reservoirBar);
  const straight = productivity * (reservoirBar - Math.max(bar, bubble));
  if (bar >= bubble) return Math.max(0, straight);
  const x = Math.max(0, bar) / bubble;
  return straight + ((productivity * bubble) / 1.8) * (1 - 0.2 * x - 0.8 * x * x);
}

/** Loss of inflow with bottom-hole pressure, Sm3/d/bar. */
export function inflowSlope(reservoir: Inflow, bar: number): number {
  const { reservoirBar, bubblePointBar, productivity } = reservoir;
  const bubble = Math.min(bubblePointBar, reservoirBar);
  if (bar >= bubble) return bar < reservoirBar ? productivity : 0;
  return (productivity / 1.8) * (0.2 + (1.6 * Math.max(0, bar)) / bubble);
}

/**
 * Reservoir as a tank that the drawdown empties: dp/dt = -D (p - p_wf), exactly over a step in which
 * the drawdown loses the share 1 - exp(-D t). At a constant bottom-hole pressure the rate falls
 * exponentially, Arps (1945) with b = 0.
 */
export function depletedBar(reservoirBar: number, bottomBar: number, lostShare: number): number {
  return reservoirBar - (reservoirBar - bottomBar) * lostShare;
}

/** Logistic growth of the share of water towards `end`, exactly over a step; `keep` is exp(-rate t). */
export function wateredCut(waterCut: number, end: number, keep: number): number {
  if (waterCut <= 0 || end <= waterCut) return waterCut;
  return end / (1 + (end / waterCut - 1) * keep);
}
