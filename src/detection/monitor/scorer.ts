import { createEwma, restoreEwma } from '../baselines/ewma.ts';
import { createHotelling, restoreHotelling } from '../baselines/hotelling.ts';
import { createRobustZ, restoreRobustZ } from '../baselines/robust-z.ts';
import type { Detector } from '../detector.ts';
import {
  createRandomCutForest,
  restoreRandomCutForest,
} from '../random-cut-forest/random-cut-forest.ts';
import type { MonitorSettings, ScorerName } from './monitor-options.ts';

interface Scorer {
  readonly create: (settings: MonitorSettings) => Detector;
  readonly restore: (bytes: Uint8Array) => Detector;
}

/** A forest, or a control chart that forgets as slowly. */
const SCORERS: Readonly<Record<ScorerName, Scorer>> = {
  rcf: { create: createForest, restore: restoreRandomCutForest },
  ewma: { create: (settings) => createEwma(chart(settings)), restore: restoreEwma },
  hotelling: { create: (settings) => createHotelling(chart(settings)), restore: restoreHotelling },
  'robust-z': {
    create: (settings) => createRobustZ({ ...chart(settings), windowSize: settings.sampleSize }),
    restore: restoreRobustZ,
  },
};

/** The detector that scores a monitor's deviations. */
export function createScorer(settings: MonitorSettings): Detector {
  return SCORERS[settings.detector].create(settings);
}

/** @throws PmSimError `detection/snapshot` */
export function restoreScorer(name: ScorerName, bytes: Uint8Array): Detector {
  return SCORERS[name].restore(bytes);
}

function createForest(settings: MonitorSettings): Detector {
  const { channels, numberOfTrees, sampleSize, shingleSize } = settings;
  const { timeDecay, outputAfter, seed } = settings;
  const dimensions = channels.length;
  const sample = { sampleSize, shingleSize, timeDecay, outputAfter };
  return createRandomCutForest({ dimensions, numberOfTrees, seed, ...sample });
}

function chart({ channels, timeDecay, outputAfter }: MonitorSettings) {
  return { dimensions: channels.length, share: timeDecay, outputAfter };
}
