import { z } from 'zod';
import type { Severity } from '../telemetry/alert.ts';
import {
  bareLimit,
  duration,
  FOREST_SHAPE,
  GATE_SHAPE,
  severity,
  watch,
  type BareLimitConfig,
  type ForestConfig,
  type GateConfig,
  type WatchConfig,
} from './detector-config.ts';

/** Several detectors that decide together what is anomalous. */
export interface CombineConfig extends GateConfig {
  readonly detectors: readonly VotingDetectorConfig[];
  /** Whose votes it takes: one, all, or so much weight together. */
  readonly vote: VoteConfig;
  /** A vote counts for so long after it was given, since detectors differ in how quick they are; default 0s. */
  readonly hold?: string | undefined;
  /** Raises an alarm when the votes are there, and clears it when they are gone. */
  readonly severity?: Severity | undefined;
}

type VoteConfig = 'any' | 'all' | { readonly atLeast: number };

/** Exactly one of the kinds is present. */
export interface VotingDetectorConfig {
  /** What its vote weighs; default 1. */
  readonly weight?: number | undefined;
  /** A limit on a value, or on how far it moves, with hysteresis and delay. */
  readonly limit?: BareLimitConfig | undefined;
  /** Random Cut Forest over what the operating conditions leave unexplained, as the gate of that name. */
  readonly rcf?: ForestConfig | undefined;
  /** The same with a control chart in place of the forest. */
  readonly ewma?: WatchConfig | undefined;
  readonly robustZ?: WatchConfig | undefined;
  readonly hotelling?: WatchConfig | undefined;
}

const DETECTORS = {
  limit: bareLimit.optional(),
  rcf: z.strictObject(FOREST_SHAPE).optional(),
  ewma: watch.optional(),
  robustZ: watch.optional(),
  hotelling: watch.optional(),
};

const detector = z
  .strictObject({ weight: z.number().positive().optional(), ...DETECTORS })
  .refine(({ weight: _weight, ...kinds }) => Object.values(kinds).filter(isThere).length === 1, {
    message: `expected exactly one detector per entry: ${Object.keys(DETECTORS).join(', ')}`,
  });

function isThere(kind: unknown): boolean {
  return kind !== undefined;
}

export const combine: z.ZodType<CombineConfig> = z
  .strictObject({
    detectors: z
      .array(detector)
      .min(2)
      .max(16)
      .refine(areDifferent, 'the same detector twice: give it a weight'),
    vote: z.union([z.enum(['any', 'all']), z.strictObject({ atLeast: z.number().positive() })]),
    hold: duration.optional(),
    severity: severity.optional(),
    ...GATE_SHAPE,
  })
  .refine(
    ({ vote, detectors }) => typeof vote === 'string' || vote.atLeast <= weightOf(detectors),
    {
      path: ['vote', 'atLeast'],
      message: 'expected no more than the weight of all detectors together',
    },
  );

function areDifferent(detectors: readonly VotingDetectorConfig[]): boolean {
  const texts = detectors.map(({ weight: _weight, ...own }) => JSON.stringify(own));
  return new Set(texts).size === texts.length;
}

/** Of all votes together. */
export function weightOf(detectors: readonly VotingDetectorConfig[]): number {
  return detectors.reduce((sum, { weight = 1 }) => sum + weight, 0);
}
