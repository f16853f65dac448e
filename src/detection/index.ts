/** Anomaly detection for streams: usable alone as `pm-sim/detection`. */
export type { Detector } from './detector.ts';
export {
  createRandomCutForest,
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
