/**
 * The port every detector implements: forest and baselines alike. Called once per point, on the hot
 * path; a point is an array of finite numbers whose length never changes during the detector's life.
 */
export interface Detector {
  /** Anomaly score of the point against what was learned so far; higher is stranger. Changes nothing. */
  scoreOne(point: ArrayLike<number>): number;
  /** Takes the point into the model. */
  learnOne(point: ArrayLike<number>): void;
  /** Points learned. */
  readonly observed: number;
  /** Versioned binary state; the matching `restore…` function continues from it bit for bit. */
  snapshot(): Uint8Array;
}
