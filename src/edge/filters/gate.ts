import { parseDuration } from '../../runtime/duration.ts';
import type { Reading } from '../../telemetry/reading.ts';
import type { GateConfig } from '../detector-config.ts';
import { DROP, PASS, type FilterDecision } from '../filter.ts';

/**
 * Lets through what somebody calls anomalous, and everything for `keepAfter` after it and `keepBefore`
 * before it; of the rest one reading per `normalEvery`: the cloud learns from what arrives.
 */
export interface Gate {
  /** To be asked about every reading, with whether it is anomalous, or known before to be urgent. */
  decide(reading: Reading, anomalous: boolean, urgent: boolean): FilterDecision;
}

export function createGate(config: GateConfig): Gate {
  const normalEveryMs = parseDuration(config.normalEvery);
  const keepAfterMs = parseDuration(config.keepAfter ?? '0s');
  const held = createPreBuffer(parseDuration(config.keepBefore ?? '0s'));
  let keptAt: number | undefined;
  let anomalousAt: number | undefined;
  return {
    decide(reading, anomalous, urgent) {
      const { ts } = reading;
      if (anomalous) anomalousAt = ts;
      const demanded = anomalous || within(ts, anomalousAt, keepAfterMs);
      if (!demanded && !urgent && within(ts, keptAt, normalEveryMs)) {
        held.push(reading);
        return DROP;
      }
      keptAt = ts;
      const before = held.release(demanded ? ts : Infinity);
      return demanded ? { action: 'urgent', ...before } : PASS;
    },
  };
}

/** Most readings that are held back for the case that the next one is anomalous. */
const HELD_MAX = 4_096;

/** The dropped readings since the last one that was sent, as far back as they may be wanted. */
function createPreBuffer(keepMs: number) {
  let held: Reading[] = [];
  return {
    push(reading: Reading): void {
      if (keepMs === 0) return;
      held.push(reading);
      if (held.length > HELD_MAX) held.shift();
    },
    /** Gives up all, and returns those that are young enough at `ts`; at Infinity none is. */
    release(ts: number): Pick<FilterDecision, 'before'> {
      const readings = held.filter((reading) => ts - reading.ts <= keepMs);
      held = [];
      return readings.length === 0 ? {} : { before: { readings, made: false } };
    },
  };
}

/** Less than `ms` have passed since then; a clock set back counts as a long time. */
function within(ts: number, since: number | undefined, ms: number): boolean {
  return since !== undefined && ts >= since && ts - since < ms;
}
