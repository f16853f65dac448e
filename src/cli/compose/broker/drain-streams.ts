import { sleep, systemClock } from '../../../runtime/clock.ts';
import type { StreamFleet } from '../../../simulator/connection/stream/stream-fleet.ts';

/** How long acknowledgements may take when the last message is out, ms of wall time. */
const DRAIN_MS_MAX = 30_000;
/** How often a limiter is asked for what it kept back, ms. */
const FLUSH_EVERY_MS = 10;

/**
 * Everything published comes to something, or the time is over, or there is no hope: interrupted with
 * nobody connected.
 */
export async function drainStreams(streams: StreamFleet, interrupt: AbortSignal): Promise<void> {
  const clock = systemClock();
  const over = new AbortController();
  const { signal } = over;
  const end = (): void => over.abort();
  void sleep(clock, DRAIN_MS_MAX, signal).then(end, end);
  void streams.emptied(signal).then(end);
  while (!signal.aborted) {
    if (interrupt.aborted && streams.stats().connected === 0) end();
    streams.flush();
    await sleep(clock, FLUSH_EVERY_MS, signal).catch(() => undefined);
  }
}
