import type { Severity } from '../../../telemetry/alert.ts';
import type { Sample } from './journal.ts';

/** What the score handler asks of a detector of one device; `detection`'s monitor is one. */
export interface DeviceMonitor {
  /** Learns from the sample and judges it. Must depend on the samples given and nothing else. */
  observe(sample: Sample): DeviceVerdict;
  /** Everything that `restore` needs to go on bit for bit. */
  snapshot(): Uint8Array;
}

export interface DeviceVerdict {
  readonly ready: boolean;
  readonly score: number;
  readonly threshold: number;
  readonly anomalous: boolean;
  readonly suppressed?: string | undefined;
  readonly attribution: ReadonlyArray<{ readonly metric: string; readonly share: number }>;
  readonly episode?: VerdictEpisode | undefined;
}

export interface VerdictEpisode {
  readonly transition: 'opened' | 'ongoing' | 'closed';
  readonly openedAt: number;
  readonly severity: Severity;
  readonly metric: string;
  readonly value: number;
  readonly expected?: number | undefined;
}

export interface MonitorFactory {
  /** Text that changes whenever snapshots of before must not be continued. */
  readonly fingerprint: string;
  /** Metrics that the monitor looks at, channels and their conditions, without repetition. */
  readonly metrics: readonly string[];
  /** The same device and unit always get the same monitor. */
  create(device: string, serial: string): DeviceMonitor;
  /** @throws when the bytes are of another version. */
  restore(bytes: Uint8Array): DeviceMonitor;
}
