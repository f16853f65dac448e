import type { CommerceParameters } from './parameters.ts';
import type { Rhythm } from './rhythm.ts';
import type { Zipf } from './zipf.ts';

/** What the storefronts of a site share. */
export interface Market {
  readonly model: CommerceParameters;
  readonly rhythm: Rhythm;
  readonly zipf: Zipf;
  readonly startMs: number;
}
