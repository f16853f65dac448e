import type { ScoreTrack } from './score-track.ts';

/** What errors cost: a false positive, a missed window; a window found earns 1. */
export interface NabCosts {
  readonly falsePositive: number;
  readonly missed: number;
}

/** The application profiles of the benchmark. */
export const NAB_PROFILES = {
  standard: { falsePositive: 0.11, missed: 1 },
  'reward-low-fp': { falsePositive: 0.22, missed: 1 },
  'reward-low-fn': { falsePositive: 0.11, missed: 2 },
} as const satisfies Readonly<Record<string, NabCosts>>;

export interface NabTrack extends ScoreTrack {
  /** Rows at the start that are not judged. */
  readonly probation: number;
}

const PROBATION_SHARE = 0.15;
const PROBATION_ROWS_MAX = 750;

/** The benchmark's probation of a track: 15 % of its rows, at most 750. */
export function nabProbation(rows: number): number {
  return Math.min(Math.floor(PROBATION_SHARE * rows), PROBATION_ROWS_MAX);
}

/**
 * The score of a profile (Lavin and Ahmad, "Evaluating real-time anomaly detection algorithms: the
 * Numenta Anomaly Benchmark", ICMLA 2015), 0 for a detector that says nothing and 100 for a perfect
 * one. Rows that score at least the threshold are detections. Null without a window.
 */
export function nabScore(
  tracks: readonly NabTrack[],
  threshold: number,
  costs: NabCosts = NAB_PROFILES.standard,
): number | null {
  const windows = tracks.reduce((sum, track) => sum + track.windows.length, 0);
  if (windows === 0) return null;
  const total = tracks.reduce((sum, track) => sum + trackScore(track, threshold, costs), 0);
  const silent = -costs.missed * windows;
  return (100 * (total - silent)) / (windows - silent);
}

/** The first detection in a window earns by how early it is; one outside costs by how far it is. */
function trackScore(track: NabTrack, threshold: number, costs: NabCosts): number {
  const { scores, windows, probation } = track;
  const caught = new Set<number>();
  let total = 0;
  for (let row = probation; row < scores.length; row += 1) {
    if ((scores[row] as number) < threshold) continue;
    const inside = windows.findIndex(([first, last]) => row >= first && row <= last);
    if (inside < 0) total += costs.falsePositive * lateness(windows, row);
    else if (!caught.has(inside)) {
      caught.add(inside);
      const [first, last] = windows[inside] as readonly [number, number];
      total += sigmoid((row - last) / Math.max(last - first, 1)) / sigmoid(-1);
    }
  }
  return total - costs.missed * (windows.length - caught.size);
}

/** Near 0 just after a window, -1 far from any. */
function lateness(windows: ScoreTrack['windows'], row: number): number {
  const before = windows.findLast(([, last]) => last < row);
  if (before === undefined) return -1;
  const [first, last] = before;
  return sigmoid((row - last) / Math.max(last - first, 1));
}

/** 1 well before 0, -1 well behind; NAB's constants. */
function sigmoid(y: number): number {
  if (y > 3) return -1;
  return 2 / (1 + Math.exp(5 * y)) - 1;
}
