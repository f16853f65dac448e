/** Anomaly detection for streams: usable alone as `pm-sim/detection`. */
export type { Detector } from './detector.ts';
export {
  createRandomCutForest,
  fromKinesis,
  restoreRandomCutForest,
  type RandomCutForest,
} from './random-cut-forest/random-cut-forest.ts';
export type { ForestSettings, RandomCutForestOptions } from './random-cut-forest/forest-options.ts';
export {
  createMonitor,
  restoreMonitor,
  type Episode,
  type Monitor,
  type MonitorSample,
  type SuppressionReason,
  type Verdict,
} from './monitor/monitor.ts';
export type { MonitorChannel, MonitorOptions } from './monitor/monitor-options.ts';
export {
  createStreamDetector,
  restoreStreamDetector,
  type Decision,
  type StreamDetector,
  type StreamDetectorOptions,
} from './stream/stream-detector.ts';
export type { CorrectionReason } from './stream/stream-state.ts';
export type { ScoreThresholdOptions } from './stream/score-threshold.ts';
export type { TransformMethod } from './stream/transform.ts';
export type { Attribution, Neighbour } from './random-cut-forest/explain.ts';
export {
  createMultiScaleDetector,
  restoreMultiScaleDetector,
  type MultiScaleOptions,
} from './stream/multi-scale.ts';
export {
  createRefractory,
  DEFAULT_REFRACTORY,
  stepRefractory,
  type Refractory,
  type RefractoryOptions,
} from './stream/refractory.ts';
export { createEwma, restoreEwma, type EwmaOptions } from './baselines/ewma.ts';
export { createRobustZ, restoreRobustZ, type RobustZOptions } from './baselines/robust-z.ts';
export { createHotelling, restoreHotelling, type HotellingOptions } from './baselines/hotelling.ts';
