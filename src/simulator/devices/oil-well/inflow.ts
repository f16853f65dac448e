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
