import type { Alert, Severity } from './alert.ts';
import type { ReplayReport } from './replay-report.ts';
import type { TruthEvent } from './truth.ts';

/** What is counted up to the broker's acknowledgement, all cumulative. */
interface NearCounters {
  readonly generated: number;
  /** Readings that the edge did not send, by the filter that dropped them. */
  readonly dropped: Readonly<Record<string, number>>;
  readonly published: number;
  /** By the broker; at QoS 0, which has no acknowledgement, taken by the socket. */
  readonly acknowledged: number;
  /** Payload bytes generated (as if every reading had been sent) and published. */
  readonly bytesGenerated: number;
  readonly bytesPublished: number;
}

/** What only the far end of the path can count; nobody knows it of a run at somebody's broker. */
interface FarCounters {
  /** Messages that matched the telemetry rule and were accepted by the telemetry stream. */
  readonly routed: number;
  readonly scored: number;
  readonly alerts: number;
}

/** Counters of a run that is seen from end to end. */
export type RunCounters = NearCounters & FarCounters;

/** Counters of any run. */
export type KnownCounters = NearCounters & Partial<FarCounters>;

/** How far the functions of the cloud are behind the streams they read: the one furthest behind. */
export interface Backlog {
  /** Records that it has not done yet. */
  readonly records: number;
  /** From so many on, devices wait for their acknowledgements. */
  readonly recordsMax: number;
  /** Most at once since the start. */
  readonly recordsPeak: number;
  /** How long a record waits now at least, from the stream to its end, ms; 0 where none does. */
  readonly lagMs: number;
  readonly lagMsPeak: number;
  /** Messages whose acknowledgement has had to wait for room, since the start. */
  readonly held: number;
  /** Longest that one of them waited, ms. */
  readonly heldMsMax: number;
}

interface SummaryBase extends NearCounters {
  readonly type: 'summary';
  readonly profile: string;
  readonly seed: string;
  readonly devices: number;
  readonly simulatedMs: number;
  readonly wallMs: number;
  /** Over all generated readings, each device's in order of time; those of shards add up to it. */
  readonly telemetrySha256: string;
  readonly interrupted: boolean;
}

/** Of a run that is seen from end to end. */
export interface PathSummary extends SummaryBase, FarCounters {
  /** By sequence number at the end of the path; all 0 unless something is broken. */
  readonly lost: number;
  readonly duplicated: number;
  readonly reordered: number;
  /** Wall time from taking the sample to its alert's notification; null when no alert was raised. */
  readonly latencyMs: { readonly p50: number | null; readonly p99: number | null };
  readonly alertsByDevice: Readonly<Record<string, number>>;
  /** Of a run with the twin. */
  readonly backlog?: Backlog;
  readonly atBroker?: undefined;
}

/**
 * Of a run that ended at somebody's broker: what arrived where, twice or out of turn, only its
 * subscribers know.
 */
export interface BrokerSummary extends SummaryBase {
  /** Published, and not acknowledged when the run ended; at QoS 0 not taken by the socket. */
  readonly lost: number;
  readonly atBroker: BrokerFigures;
}

export type RunSummary = PathSummary | BrokerSummary;

interface BrokerFigures {
  readonly connections: number;
  readonly workers: number;
  readonly qos: 0 | 1;
  /**
   * Messages sent again because their connection broke before the acknowledgement: no more than these
   * can have come twice.
   */
  readonly resent: number;
  /** Wall time from when a reading was due to when it was encoded. */
  readonly lagMs: { readonly p50: number | null; readonly p99: number | null };
}

/** Everything a run tells: terminal UI, lines, NDJSON and the report are renderings of this stream. */
export type RunEvent =
  | {
      readonly type: 'started';
      readonly profile: string;
      readonly seed: string;
      /** Factor of real time, or `max`. */
      readonly speed: number | 'max';
      readonly devices: readonly string[];
      /** Which part of the fleet these are; absent for the whole. */
      readonly shard?: { readonly index: number; readonly count: number };
      readonly start: number;
      readonly stateDir: string;
      readonly mqttPort: number;
      readonly awsPort?: number;
    }
  | {
      readonly type: 'connection';
      readonly device: string;
      readonly state: 'connected' | 'disconnected' | 'reconnecting' | 'refused';
      readonly reason?: string;
    }
  /** The twin's broker refused somebody: a foreign certificate, another device's topic, a limit. */
  | {
      readonly type: 'refused';
      readonly clientId: string;
      readonly action: 'connect' | 'publish' | 'subscribe';
      readonly reason: string;
    }
  | { readonly type: 'alert'; readonly alert: Alert; readonly latencyMs?: number }
  | {
      readonly type: 'alert-closed';
      readonly id: string;
      readonly device: string;
      readonly ts: number;
    }
  /** Somebody has seen it: the alert stays open, but no longer asks for attention. */
  | { readonly type: 'alert-acknowledged'; readonly id: string; readonly ts: number }
  /** Somebody has put away an alert that was over: nothing is left to do about it. */
  | { readonly type: 'alert-settled'; readonly id: string; readonly ts: number }
  | {
      readonly type: 'edge-alarm';
      readonly device: string;
      readonly metric: string;
      readonly value: number;
      readonly limit: number;
      readonly ts: number;
      readonly state: 'raised' | 'cleared';
      readonly severity: Severity;
    }
  /** Told once a device before the summary: one device more leaves the others' lines as they are. */
  | {
      readonly type: 'device-telemetry';
      readonly device: string;
      /** SHA-256 over the device's readings in order of time. */
      readonly sha256: string;
    }
  /** What a replay found in its file; told before the summary. */
  | { readonly type: 'replay-report'; readonly report: ReplayReport }
  | {
      readonly type: 'truth';
      readonly truth: TruthEvent;
      /** Decided before the run began; absent where somebody injects it. */
      readonly planned?: true;
    }
  /** The same event with what is only known afterwards; takes its place. Told before the summary. */
  | { readonly type: 'truth-completed'; readonly truth: TruthEvent }
  /** A fault was mended before its time; the event as it is then. */
  | { readonly type: 'repair'; readonly truth: TruthEvent }
  | {
      readonly type: 'warning';
      readonly text: string;
      /** Stands for so many of its kind, itself among them. */
      readonly repeated?: number;
    }
  | {
      readonly type: 'progress';
      readonly simulatedMs: number;
      readonly wallMs: number;
      readonly counters: KnownCounters;
      readonly connected: number;
      readonly lagMs: number;
      /** Of a run with the twin. */
      readonly backlog?: Backlog;
    }
  | RunSummary;
