import type { ForestSettings } from './forest-options.ts';
import { createGenerator, type GeneratorState } from './generator.ts';
import { createPointStore, type PointStore } from './point-store.ts';
import { createSamplers, type Samplers } from './sampler.ts';
import { createTreeStore, type TreeStore } from './tree-store.ts';

/** All state of a forest; what a snapshot holds. */
export interface ForestState {
  readonly settings: ForestSettings;
  readonly generator: GeneratorState;
  readonly points: PointStore;
  readonly trees: TreeStore;
  readonly samplers: Samplers;
  observed: number;
  /** The shingle that ends with the observation in question, float32 values. */
  readonly query: Float64Array;
}

export function createForestState(settings: ForestSettings): ForestState {
  const { numberOfTrees: treeCount, sampleSize, timeDecay } = settings;
  const dimensions = settings.dimensions * settings.shingleSize;
  const generator = createGenerator(settings.seed);
  const points = createPointStore(dimensions, settings.dimensions);
  return {
    settings,
    generator,
    points,
    trees: createTreeStore({ treeCount, sampleSize, points, generator }),
    samplers: createSamplers({ treeCount, sampleSize, timeDecay, generator }),
    observed: 0,
    query: new Float64Array(dimensions),
  };
}
