import type { Clock } from '../../../runtime/clock.ts';
import type { Reading } from '../../../telemetry/reading.ts';
import type { ReadingSource } from '../pump.ts';

export interface SlotOptions {
  /** Simulated time. */
  readonly clock: Clock;
  readonly source: ReadingSource;
  readonly start: number;
  /** Nothing is generated after it. */
  readonly end: number;
  readonly speed: number | 'max';
  /** Time between two readings of a device, ms. */
  readonly intervalMs: number;
  /** Length of a slot, ms of wall time: `slotLengthMs`. */
  readonly slotMs: number;
}

export interface SlotActions {
  readonly signal: AbortSignal;
  /**
   * Takes one reading that is so late, ms of simulated time; what it returns is waited for before the
   * next.
   */
  readonly take: (reading: Reading, lagMs: number) => Promise<void> | undefined;
  /** Everything due up to `reached` has been taken. */
  readonly endOfSlot: (reached: number) => void;
  /** Gives sockets and timers a turn. */
  readonly breathe: () => Promise<void>;
}

/** A slot's length at least and at most, ms: a timer of Node is a millisecond late anyway. */
const SLOT_MS = { min: 2, max: 10 } as const;
/** Messages in a write that make its share of one small (engineering judgement, `bench/fleet.ts`). */
const WORTHWHILE_MESSAGES = 10;
/** Fewer than so many in the longest slot are not worth waiting for. */
const FEWEST_MESSAGES = 2;
/** Without pace: slots in an interval, each with as many devices as are due in it. */
const SLOTS_PER_INTERVAL = 10;
/** Readings between two looks at the clock, and the longest work without a turn for others, ms. */
const LOOK_EVERY = 64;
const SLICE_MS = 5;

export interface SlotLoad {
  readonly connections: number;
  /** Of all connections together, in a second of wall time. */
  readonly messagesPerS: number;
}

/**
 * How long a message waits at most so that others of its connection leave with it, ms of wall time: until
 * a write is worth its while. A connection that has one now and then does not wait for a second.
 */
export function slotLengthMs({ connections, messagesPerS }: SlotLoad): number {
  const perMs = messagesPerS / 1_000 / connections;
  if (perMs * SLOT_MS.max < FEWEST_MESSAGES) return SLOT_MS.min;
  return Math.max(SLOT_MS.min, Math.min(SLOT_MS.max, WORTHWHILE_MESSAGES / perMs));
}

/**
 * The timing wheel of a fleet: one timer for all devices, which turns slot by slot. Slots lie at
 * multiples of their length from the start, whenever the timer fires, so nothing drifts; who comes late
 * catches up in slices and skips nothing. The order within is the fleet's own, which knows who is next
 * without searching.
 */
export function createSlots(options: SlotOptions) {
  const { clock, source, start, end, speed, intervalMs } = options;
  const slotMs = speed === 'max' ? intervalMs / SLOTS_PER_INTERVAL : options.slotMs * speed;
  return {
    async run({ signal, take, endOfSlot, breathe }: SlotActions): Promise<void> {
      let sliceEnd = performance.now() + SLICE_MS;
      const slice = async (reached: number): Promise<void> => {
        endOfSlot(reached);
        await breathe();
        sliceEnd = performance.now() + SLICE_MS;
      };
      let reached = start;
      // Nothing is due at infinity, where a run without an end goes on for ever.
      while (!signal.aborted && source.nextDue() <= Math.min(end, Number.MAX_VALUE)) {
        const due = start + Math.ceil((source.nextDue() - start) / slotMs) * slotMs;
        await clock.sleepUntil(Math.min(end, due), signal).catch((error: unknown) => {
          if (!signal.aborted) throw error;
        });
        let now = clock.now();
        const until = Math.min(end, Math.max(due, now));
        let sinceLook = 0;
        for (const reading of source.advance(until)) {
          if (signal.aborted) break;
          const room = take(reading, now - source.reached());
          if (room !== undefined) {
            endOfSlot(source.reached());
            await room;
          }
          sinceLook += 1;
          if (sinceLook < LOOK_EVERY) continue;
          sinceLook = 0;
          now = clock.now();
          if (performance.now() >= sliceEnd) await slice(source.reached());
        }
        reached = signal.aborted ? source.reached() : until;
        endOfSlot(reached);
        if (performance.now() >= sliceEnd) await slice(reached);
      }
    },
  };
}
