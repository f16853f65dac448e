import type { PathSummary, RunCounters } from '../../telemetry/run-event.ts';
import type { IntegrityCount } from './integrity.ts';
import type { Percentiles } from './latency.ts';

export interface SummaryInput {
  readonly profile: string;
  readonly seed: string;
  readonly devices: number;
  readonly counters: RunCounters;
  readonly integrity: IntegrityCount;
  readonly latency: Percentiles;
  readonly simulatedMs: number;
  readonly wallMs: number;
  readonly telemetrySha256: string;
  readonly alertsByDevice: ReadonlyMap<string, number>;
  readonly interrupted: boolean;
}

/** The last word of a run; keys in the order in which `--json` prints them. */
export function summarise(input: SummaryInput): PathSummary {
  const { counters, integrity } = input;
  return {
    type: 'summary',
    profile: input.profile,
    seed: input.seed,
    devices: input.devices,
    generated: counters.generated,
    dropped: counters.dropped,
    published: counters.published,
    acknowledged: counters.acknowledged,
    routed: counters.routed,
    scored: counters.scored,
    alerts: counters.alerts,
    lost: integrity.lost,
    duplicated: integrity.duplicated,
    reordered: integrity.reordered,
    latencyMs: { p50: input.latency.p50, p99: input.latency.p99 },
    simulatedMs: Math.round(input.simulatedMs),
    wallMs: Math.round(input.wallMs),
    telemetrySha256: input.telemetrySha256,
    alertsByDevice: Object.fromEntries([...input.alertsByDevice].toSorted(byName)),
    bytesGenerated: counters.bytesGenerated,
    bytesPublished: counters.bytesPublished,
    interrupted: input.interrupted,
  };
}

function byName([a]: readonly [string, number], [b]: readonly [string, number]): number {
  return a < b ? -1 : 1;
}
