import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Clock } from '../../runtime/clock.ts';
import type { Reading } from '../../telemetry/reading.ts';

export interface PumpOptions {
  readonly clock: Clock;
  /** Simulated instant after which nothing is generated. */
  readonly end: number;
  readonly signal: AbortSignal;
  /** Takes one reading; the promise is waited for before the next. */
  readonly take: (reading: Reading) => Promise<void> | undefined;
  /** What else happens in the simulation. */
  readonly agenda?: Agenda;
}

/** What happens at instants of the simulation besides readings; it does not take simulated time. */
export interface Agenda {
  nextDue(): number;
  /** Everything due up to and including `until`, in order of time; the promise is waited for. */
  run(until: number): Promise<void>;
}

/** A source that knows when its next reading is due: the simulated fleet. */
export interface ReadingSource {
  nextDue(): number;
  /** Every reading delivered up to and including `until`, in order of delivery. */
  advance(until: number): Iterable<Reading>;
  /** Instant of the last delivery: a reading that was held up tells an earlier one. */
  reached(): number;
}

const NO_AGENDA: Agenda = { nextDue: () => Infinity, run: () => Promise.resolve() };

export interface PumpStatus {
  /** How far the simulation lags behind its clock, ms of simulated time. */
  lagMs(): number;
  /** Simulated instant reached. */
  reached(): number;
}

/** Longest work without giving sockets and handlers a turn, ms: what a late reading costs an alert. */
const SLICE_MS = 5;

/**
 * Moves readings from the source to the path at the clock's pace until the end or the signal. Falls
 * behind rather than skip: what was due is still taken, later, and the lag is there to be shown.
 */
export function createPump(source: ReadingSource, options: PumpOptions) {
  const { clock, end, signal, take, agenda = NO_AGENDA } = options;
  let reached = clock.now();
  let sliceEnd = performance.now() + SLICE_MS;

  const breathe = async (): Promise<void> => {
    await nextTurn();
    sliceEnd = performance.now() + SLICE_MS;
  };

  const step = async (): Promise<boolean> => {
    if (source.nextDue() > end || signal.aborted) return false;
    const event = agenda.nextDue();
    const due = Math.min(source.nextDue(), event);
    await clock.sleepUntil(due, signal);
    const until = Math.min(Math.max(due, clock.now()), end);
    if (event <= source.nextDue()) await agenda.run(event);
    for (const reading of source.advance(Math.min(until, agenda.nextDue()))) {
      const room = take(reading);
      reached = source.reached();
      if (room !== undefined) await room;
      if (performance.now() >= sliceEnd) await breathe();
      if (signal.aborted) return false;
    }
    // Devices that keep their samples give no reading to breathe at.
    reached = Math.max(reached, source.reached());
    if (performance.now() >= sliceEnd) await breathe();
    return true;
  };

  const status: PumpStatus = {
    reached: () => reached,
    lagMs: () => Math.max(0, Math.min(clock.now(), end) - reached),
  };
  return {
    ...status,
    async run(): Promise<void> {
      try {
        while (await step());
      } catch (error) {
        if (!signal.aborted) throw error;
      }
      if (!signal.aborted) reached = Math.max(reached, Math.min(end, clock.now()));
    },
  };
}
