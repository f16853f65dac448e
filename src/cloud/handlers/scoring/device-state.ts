import type { TelemetryMessage } from '../../../telemetry/message.ts';
import type { Episode } from '../../../telemetry/scored.ts';
import type { BootProgress } from './sequence-tracker.ts';

/** The episode of a device that was opened and not yet closed. */
export type OpenEpisode = Omit<Episode, 'transition'>;

/**
 * The item that the state table holds per device, written once a batch. With the snapshot of the
 * same `snapshotVersion` and the journal it is the detector's exact state after the newest record;
 * besides, it is the latest score of the device, as a dashboard reads it.
 */
export interface DeviceState {
  readonly device: string;
  readonly site: string;
  readonly type: string;
  readonly serial: string;
  /** Grows by one with every save; 0 before the first. */
  readonly version: number;
  readonly fingerprint: string;
  /** Newest first. */
  readonly boots: readonly BootProgress[];
  /** Place of the last record taken. */
  readonly shardId: string;
  readonly sequenceNumber: string;
  readonly ts: number;
  readonly ready: boolean;
  readonly score: number;
  readonly threshold: number;
  readonly anomalous: boolean;
  readonly values: Readonly<Record<string, number>>;
  readonly latitude?: number;
  readonly longitude?: number;
  readonly episode?: OpenEpisode | undefined;
  readonly scored: number;
  readonly duplicated: number;
  readonly late: number;
  readonly missing: number;
  /** Snapshots saved so far for this device name; the last one carries this number. */
  readonly snapshotVersion: number;
  /** Whether the detector is that snapshot and the journal, or the journal alone. */
  readonly fromSnapshot: boolean;
  /** Absent when empty. */
  readonly journal?: Uint8Array | undefined;
}

/** State of a device that was never heard of. */
export function firstState(first: TelemetryMessage, fingerprint: string): DeviceState {
  return {
    device: first.device,
    site: first.site,
    type: first.type,
    serial: first.serial,
    version: 0,
    fingerprint,
    boots: [],
    shardId: '',
    sequenceNumber: '',
    ts: first.ts,
    ready: false,
    score: 0,
    threshold: 0,
    anomalous: false,
    values: {},
    scored: 0,
    duplicated: 0,
    late: 0,
    missing: 0,
    snapshotVersion: 0,
    fromSnapshot: false,
  };
}
