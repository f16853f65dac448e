import type { MonitorState } from './monitor-state.ts';

/** A mean square counts at most as this many times what it was: a fault is no usual size. */
const SCALE_CUT = 9;

/** Smoothed deviations in units of their usual size. */
export function measure({ memory }: MonitorState): number[] {
  const { smoothed, scale } = memory;
  return smoothed.map((z, k) => z / Math.sqrt(scale.squares[k] as number));
}

/** Takes the deviations into their usual size. */
export function learnScale({ memory }: MonitorState): void {
  const { smoothed, scale, settings } = memory;
  if (settings.scalePrior === 0) return;
  scale.count = Math.min(scale.count + 1, 1 / settings.timeDecay);
  smoothed.forEach((z, k) => {
    const square = scale.squares[k] as number;
    scale.squares[k] = square + (Math.min(z * z, SCALE_CUT * square) - square) / scale.count;
  });
}
