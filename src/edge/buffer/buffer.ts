/** A message on its way out, encoded: what is stored is what is published. */
export interface BufferEntry {
  readonly topic: string;
  readonly payload: string;
  /** Time of the reading or alert, ms since the epoch; kept however late the message is sent. */
  readonly ts: number;
}

/** Alerts overtake telemetry, and are the last to go when room runs out. */
export type Lane = 'alerts' | 'telemetry';

/** An entry that was taken and is not settled yet. */
export interface TakenEntry extends BufferEntry {
  readonly lane: Lane;
  /** Place in its lane: 0, 1, 2, … since the buffer was first opened. */
  readonly ordinal: number;
  /** Wall time of its acceptance, ms since the epoch. */
  readonly acceptedAt: number;
  /** It has waited: taken before and not delivered, or accepted before this start. */
  readonly late: boolean;
}

/**
 * What the agent has accepted and not delivered yet. The agent adds; one sender takes and settles.
 * An entry leaves the buffer when it is settled as accepted; one that is settled as not accepted is
 * taken again, in its old place. After `close` nothing may be called.
 */
export interface Buffer {
  /**
   * Accepts entries of one lane, in order; once it returns they survive a killed process.
   * @throws PmSimError `buffer/full` when there is no room and nothing may be given up for it; then
   *   none of them is accepted
   */
  add(lane: Lane, entries: readonly BufferEntry[]): void;
  /** The next entries in order, alerts first; fewer than `count` when there are no more. */
  take(count: number): readonly TakenEntry[];
  settle(entries: readonly TakenEntry[], accepted: boolean): void;
  /** Entries that wait or are taken. */
  held(): number;
  counters(): BufferCounters;
  /** Resolves when there is something to take. */
  available(signal?: AbortSignal): Promise<void>;
  close(): void;
}

/** All since the buffer was opened. */
export interface BufferCounters {
  readonly accepted: number;
  readonly delivered: number;
  /** Given up for room or for age. */
  readonly evicted: number;
  /** Found damaged on the disk. */
  readonly damaged: number;
  /** Bytes held on disk or in memory. */
  readonly bytes: number;
}

/** Bounds of a buffer. */
export interface BufferLimits {
  readonly bytesMax: number;
  /** Entries older than this, by the time of their acceptance, are given up, ms. */
  readonly ageMaxMs: number;
}
