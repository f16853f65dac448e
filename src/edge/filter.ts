import type { Severity } from '../telemetry/alert.ts';
import type { Reading } from '../telemetry/reading.ts';
import type { Voter } from './filters/voter.ts';

/**
 * The port of every edge filter. The pipeline calls `process` once for each reading that no earlier
 * filter dropped, in the order of arrival, with `urgent` telling whether an earlier filter already
 * decided that the reading goes out: a filter with a memory of what was sent notes it and passes.
 * Synchronous, per device, and clocked by `reading.ts` only, so a test needs neither await nor clock.
 */
export interface Filter {
  /** Names the filter in verdicts and counters. */
  readonly name: string;
  process(reading: Reading, urgent: boolean): FilterDecision;
  /** The source has ended: what is still held back or half made. */
  flush?(): Before | undefined;
  /** The limits whose alarms stand, for a filter of a changed configuration that has them too. */
  standing?(): ReadonlySet<string>;
  /** Its detectors, for a filter of a changed configuration that has one made alike. */
  readonly voters?: readonly Voter[];
}

export type FilterDecision =
  | {
      readonly action: 'pass' | 'drop';
      readonly votes?: readonly string[];
      readonly alarms?: readonly EdgeAlarm[];
      readonly before?: Before;
    }
  /** The reading goes out whatever later filters say. */
  | {
      readonly action: 'urgent';
      readonly score?: number;
      /** Detectors that find the reading anomalous, by name. */
      readonly votes?: readonly string[];
      readonly alarms?: readonly EdgeAlarm[];
      readonly before?: Before;
    };

/** Readings that go on to the later filters before the present one, in order of time. */
export interface Before {
  readonly readings: readonly Reading[];
  /** Made by the filter; otherwise it had dropped them before, and now thinks better of it. */
  readonly made: boolean;
}

/** A limit crossed or returned from, decided at the edge with no cloud in reach. */
export interface EdgeAlarm {
  readonly metric: string;
  readonly state: 'raised' | 'cleared';
  readonly value: number;
  readonly limit: number;
  readonly severity: Severity;
}

/** Decisions without detail, shared so that the usual reading allocates nothing. */
export const PASS: FilterDecision = { action: 'pass' };
export const DROP: FilterDecision = { action: 'drop' };
