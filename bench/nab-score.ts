import type { NabFile } from './nab-corpus.ts';

/** Costs of the standard profile: a false positive, a missed window. */
const FALSE_POSITIVE = 0.11;
const MISSED = 1;

interface Scored {
  readonly file: NabFile;
  readonly scores: Float64Array;
}

/**
 * The score of the standard profile (Lavin and Ahmad, "Evaluating real-time anomaly detection algorithms:
 * the Numenta Anomaly Benchmark", ICMLA 2015), 0 for a detector that says nothing and 100 for a
 * perfect one. Rows that score at least the threshold are detections.
 */
export function nabScore(scored: readonly Scored[], threshold: number): number {
  let total = 0;
  let windows = 0;
  for (const one of scored) {
    total += fileScore(one, threshold);
    windows += one.file.windows.length;
  }
  return windows === 0 ? 0 : (100 * (total + MISSED * windows)) / (2 * windows);
}

/** The threshold that does best over all files, as NAB's own optimiser finds it. */
export function tuneThreshold(scored: readonly Scored[]): { threshold: number; score: number } {
  const candidates = new Set<number>();
  for (const { scores } of scored) {
    for (const score of scores) if (score > 0) candidates.add(Math.round(score * 200) / 200);
  }
  let best = { threshold: Number.MAX_VALUE, score: nabScore(scored, Number.MAX_VALUE) };
  for (const threshold of candidates) {
    const score = nabScore(scored, threshold);
    if (score > best.score) best = { threshold, score };
  }
  return best;
}

/** The first detection in a window earns by how early it is; one outside costs by how far it is. */
function fileScore({ file, scores }: Scored, threshold: number): number {
  const caught = new Set<number>();
  let total = 0;
  for (let row = file.probation; row < scores.length; row += 1) {
    if ((scores[row] as number) < threshold) continue;
    const inside = file.windows.findIndex(([from, to]) => row >= from && row <= to);
    if (inside < 0) total += FALSE_POSITIVE * lateness(file, row);
    else if (!caught.has(inside)) {
      caught.add(inside);
      const [from, to] = file.windows[inside] as readonly [number, number];
      total += sigmoid((row - to) / (to - from)) / sigmoid(-1);
    }
  }
  return total - MISSED * (file.windows.length - caught.size);
}

/** Near 0 just after a window, -1 far from any. */
function lateness(file: NabFile, row: number): number {
  const before = file.windows.findLast(([, to]) => to < row);
  if (before === undefined) return -1;
  const [from, to] = before;
  return sigmoid((row - to) / (to - from));
}

/** 1 well before 0, -1 well behind; NAB's constants. */
function sigmoid(y: number): number {
  if (y > 3) return -1;
  return 2 / (1 + Math.exp(5 * y)) - 1;
}
