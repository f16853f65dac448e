import { NAB_PROFILES, nabScore, type NabCosts } from '../src/detection/metrics/nab.ts';
import type { NabFile } from './nab-corpus.ts';

export interface Scored {
  readonly file: NabFile;
  readonly scores: Float64Array;
}

/** Score over all files, 0 for a silent detector and 100 for a perfect one. */
export function corpusScore(
  scored: readonly Scored[],
  threshold: number,
  costs: NabCosts = NAB_PROFILES.standard,
): number {
  const tracks = scored.map(({ file: { windows, probation }, scores }) => {
    return { windows, probation, scores };
  });
  return nabScore(tracks, threshold, costs) ?? 0;
}

/** The threshold that does best over all files, as NAB's own optimiser finds it. */
export function tuneThreshold(scored: readonly Scored[]): { threshold: number; score: number } {
  const candidates = new Set<number>();
  for (const { scores } of scored) {
    for (const score of scores) if (score > 0) candidates.add(Math.round(score * 200) / 200);
  }
  let best = { threshold: Number.MAX_VALUE, score: corpusScore(scored, Number.MAX_VALUE) };
  for (const threshold of candidates) {
    const score = corpusScore(scored, threshold);
    if (score > best.score) best = { threshold, score };
  }
  return best;
}
