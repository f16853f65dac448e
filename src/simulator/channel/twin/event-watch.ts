import type { TruthEvent } from '../../../telemetry/truth.ts';
import type { Metrics } from '../faults/sensor-stage.ts';
import { isBeyond, type AlarmLimit } from './alarm-limit.ts';

/** The two instants of an event that are only known afterwards. */
export interface Noticed {
  readonly detectable?: number;
  readonly alarmLimit?: number;
}

/** The afflicted device and its healthy twin at one instant. */
interface Pair {
  readonly ts: number;
  readonly sick: Metrics;
  readonly healthy: Metrics;
}

/** Follows one event until both instants are known, or it is over. */
export interface EventWatch {
  readonly event: TruthEvent;
  compare(pair: Pair, sigmaOf: (metric: string) => number): void;
  noticed(): Noticed;
  /** It is mended at `ts`, earlier than was planned. */
  mend(ts: number): void;
  /** Whether nothing more can be found out at `ts`. */
  isDone(ts: number): boolean;
}

/** Deviation of its own scatter at which a channel stands out. */
const SIGMAS = 3;

export function createEventWatch(event: TruthEvent, limits: readonly AlarmLimit[]): EventWatch {
  const { channels, onset } = event;
  let repaired = event.repaired ?? Infinity;
  const own = limits.filter(({ metric }) => channels.includes(metric));
  let detectable: number | undefined;
  let alarmLimit: number | undefined;
  return {
    event,
    mend(ts) {
      repaired = Math.min(repaired, ts);
    },
    compare({ ts, sick, healthy }, sigmaOf) {
      if (ts <= onset || ts >= repaired) return;
      const standsOut = (metric: string): boolean =>
        effect(sick[metric], healthy[metric]) > SIGMAS * sigmaOf(metric);
      if (detectable === undefined && channels.some(standsOut)) detectable = ts;
      const passed = (limit: AlarmLimit): boolean =>
        isBeyond(sick[limit.metric], limit) && !isBeyond(healthy[limit.metric], limit);
      if (alarmLimit === undefined && own.some(passed)) alarmLimit = ts;
    },
    noticed: () => ({
      ...(detectable === undefined ? {} : { detectable }),
      ...(alarmLimit === undefined ? {} : { alarmLimit }),
    }),
    isDone: (ts) =>
      ts >= repaired ||
      (detectable !== undefined && (alarmLimit !== undefined || own.length === 0)),
  };
}

/** A value that is missing on one side only differs from any scatter. */
function effect(sick: number | undefined, healthy: number | undefined): number {
  if (sick === undefined || healthy === undefined) return sick === healthy ? 0 : Infinity;
  return Math.abs(sick - healthy);
}
