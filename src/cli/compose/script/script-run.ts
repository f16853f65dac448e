import { setImmediate as nextTurn } from 'node:timers/promises';
import { maxSpeedClock, scaledClock, type Clock } from '../../../runtime/clock.ts';
import { encodeText } from '../../../simulator/connection/lean/encode.ts';
import type { StreamFleet } from '../../../simulator/connection/stream/stream-fleet.ts';
import type { DueMessage, ScriptFleet } from '../../../simulator/script/script-fleet.ts';

export interface ScriptRunOptions {
  readonly fleet: ScriptFleet;
  readonly start: number;
  readonly speed: number | 'max';
  readonly intervalMs: number;
  readonly signal: AbortSignal;
}

export interface ScriptTaker {
  /** Takes a message; what it returns is waited for before the next. */
  readonly take: (message: DueMessage) => Promise<void> | undefined;
  /** Everything due has been taken. */
  readonly flush: () => void;
}

/** What a message waits at most so that several leave together, ms of wall time. */
const SLOT_MS = 10;
/** Without pace: parts of an interval that are taken at once. */
const SLOTS_PER_INTERVAL = 10;
/** The longest work without a turn for sockets and timers, ms. */
const SLICE_MS = 5;

/** Hands out a script's messages as their time comes, until there are none or the signal says so. */
export async function paceScript(options: ScriptRunOptions, taker: ScriptTaker): Promise<void> {
  const { fleet, start, speed, intervalMs, signal } = options;
  const clock: Clock = speed === 'max' ? maxSpeedClock(start) : scaledClock({ start, speed });
  const slotMs = speed === 'max' ? intervalMs / SLOTS_PER_INTERVAL : SLOT_MS * speed;
  while (!signal.aborted && fleet.nextDue() < Infinity) {
    const due = start + Math.ceil((fleet.nextDue() - start) / slotMs) * slotMs;
    await clock.sleepUntil(due, signal).catch((error: unknown) => {
      if (!signal.aborted) throw error;
    });
    if (signal.aborted) return;
    let sliceEnd = performance.now() + SLICE_MS;
    for (const message of fleet.advance(Math.max(due, clock.now()))) {
      const room = taker.take(message);
      if (room === undefined && performance.now() < sliceEnd) continue;
      taker.flush();
      await (room ?? nextTurn());
      sliceEnd = performance.now() + SLICE_MS;
      if (signal.aborted) return;
    }
    taker.flush();
  }
}

export interface Published {
  readonly sent: number;
  readonly bytes: number;
}

/** Takes messages for the connections of their clients. */
export function publisherOn(streams: StreamFleet, signal: AbortSignal) {
  const topics = new Map<number, { readonly text: string; readonly bytes: Uint8Array }>();
  const published = { sent: 0, bytes: 0 };
  /** A client says nearly everything on one topic. */
  function topicOf({ place, topic }: DueMessage): Uint8Array {
    const last = topics.get(place);
    if (last?.text === topic) return last.bytes;
    const bytes = encodeText(topic);
    topics.set(place, { text: topic, bytes });
    return bytes;
  }
  return {
    published: (): Published => published,
    take(message: DueMessage): Promise<void> | undefined {
      const { payload } = message;
      const bytes = typeof payload === 'string' ? Buffer.from(payload) : payload;
      published.sent += 1;
      published.bytes += bytes.length;
      streams.publish(message.place, topicOf(message), bytes);
      return streams.room(signal);
    },
    flush: () => streams.flush(),
  };
}
