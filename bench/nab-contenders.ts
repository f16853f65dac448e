import {
  createEwma,
  createHotelling,
  createMultiScaleDetector,
  createRandomCutForest,
  createRefractory,
  createRobustZ,
  createStreamDetector,
  stepRefractory,
  type Decision,
  type Detector,
  type RefractoryOptions,
  type StreamDetector,
} from '../src/detection/index.ts';

export interface Contender {
  readonly name: string;
  /** A detector for one file; takes its values one by one. */
  start(): (value: number) => { readonly alert: number; readonly score: number };
}

/** What the baselines call anomalous: four standard deviations, the usual control limit with a margin. */
const Z_THRESHOLD = 4;
const FIXED_THRESHOLD = 2;
const REFRACTORY: RefractoryOptions = { length: 150, rearmRatio: 1.5 };
const FOREST = { dimensions: 1, numberOfTrees: 50, seed: 'nab' };

/** One configuration each, none of them fitted to a label. */
export function contenders(): Contender[] {
  return [
    stream('rcf', () => createMultiScaleDetector(FOREST)),
    stream('rcf shingle 8', () => createStreamDetector(FOREST)),
    stream('rcf shingle 1', () => createStreamDetector({ ...FOREST, shingleSize: 1 })),
    stream('rcf score >= 2', () =>
      createStreamDetector({
        ...FOREST,
        shingleSize: 1,
        transform: 'none',
        numberOfTrees: 100,
        timeDecay: 1e-5,
        fixedThreshold: FIXED_THRESHOLD,
      }),
    ),
    baseline('ewma z', () => createEwma({ dimensions: 1 })),
    baseline('robust z', () => createRobustZ({ dimensions: 1 })),
    baseline('hotelling lags', () => createHotelling({ dimensions: LAGS })),
    raw(),
  ];
}

/** Values that the multivariate chart sees at once. */
const LAGS = 8;

function stream(name: string, create: () => StreamDetector): Contender {
  return {
    name,
    start() {
      const detector = create();
      const refractory = createRefractory();
      return (value) => {
        const decision = detector.observe([value]);
        const confidence = confidenceOf(decision);
        const alert = stepRefractory(refractory, confidence, REFRACTORY) ? confidence : 0;
        return { alert, score: decision.score };
      };
    },
  };
}

/** In (0, 1]: a half at the threshold, more the further the score is above it. */
function confidenceOf({ grade, score, threshold }: Decision): number {
  return grade > 0 ? 1 - 0.5 * Math.min(1, threshold / score) : 0;
}

function baseline(name: string, create: () => Detector): Contender {
  return {
    name,
    start() {
      const detector = create();
      const refractory = createRefractory();
      const recent: number[] = [];
      const dimensions = name === 'hotelling lags' ? LAGS : 1;
      return (value) => {
        recent.push(value);
        if (recent.length < dimensions) return { alert: 0, score: 0 };
        if (recent.length > dimensions) recent.shift();
        const score = detector.scoreOne(recent);
        detector.learnOne(recent);
        const confidence = score >= Z_THRESHOLD ? 1 - 0.5 * (Z_THRESHOLD / score) : 0;
        const alert = stepRefractory(refractory, confidence, REFRACTORY) ? confidence : 0;
        return { alert, score };
      };
    },
  };
}

/** The forest alone, every row a score: what a threshold and an alert policy add is the difference. */
function raw(): Contender {
  const { log2 } = Math;
  return {
    name: 'rcf raw score',
    start() {
      const forest = createRandomCutForest({ ...FOREST, numberOfTrees: 100, timeDecay: 1e-5 });
      const scale = log2(forest.settings.sampleSize + 1);
      return (value) => {
        const score = forest.scoreAndUpdate([value]) / scale;
        return { alert: score, score };
      };
    },
  };
}
