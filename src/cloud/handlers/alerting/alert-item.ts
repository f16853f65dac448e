import { PmSimError } from '../../../runtime/errors.ts';
import type { Alert } from '../../../telemetry/alert.ts';
import type { Episode, ScoredRecord } from '../../../telemetry/scored.ts';

export interface Place {
  readonly latitude: number;
  readonly longitude: number;
}

/** The item of the alerts table: the alert with what a crew wants to know beside it. */
export interface AlertItem extends Alert {
  readonly serial: string;
  readonly latitude?: number;
  readonly longitude?: number;
  /** Metrics at the record that opened the episode. */
  readonly values: Readonly<Record<string, number>>;
  /** `sent` once the notification service has taken it. */
  readonly notification: 'pending' | 'sent';
}

/** A scored record that opened or closed an episode. */
export type EpisodeRecord = ScoredRecord & { readonly episode: Episode };

export function alertItem(record: EpisodeRecord, place: Place | undefined): AlertItem {
  const { episode } = record;
  return {
    id: episode.id,
    device: record.device,
    site: record.site,
    serial: record.serial,
    severity: episode.severity,
    state: 'open',
    openedAt: episode.openedAt,
    score: record.score,
    threshold: record.threshold,
    metric: episode.metric,
    value: episode.value,
    ...(episode.expected === undefined ? {} : { expected: episode.expected }),
    attribution: record.attribution,
    reason: episode.reason,
    source: 'cloud',
    ...place,
    values: record.values,
    notification: 'pending',
  };
}

/** The alert without what only the table and the notification need. */
export function alertOf(item: AlertItem): Alert {
  const {
    serial: _serial,
    latitude: _lat,
    longitude: _lon,
    values: _values,
    notification: _n,
    ...alert
  } = item;
  return alert;
}

/**
 * Reads a scored record as far as alerts need it.
 * @throws PmSimError `scored/invalid`
 */
export function decodeScored(data: Uint8Array): ScoredRecord {
  const text = new TextDecoder().decode(data);
  const value = parse(text);
  if (value === undefined) throw invalid('a JSON object', text);
  const { device, boot, seq, episode } = value;
  if (typeof device !== 'string' || typeof boot !== 'string' || typeof seq !== 'number') {
    throw invalid('device, boot and seq', text);
  }
  if (episode !== undefined && !isEpisode(episode)) {
    throw invalid('an episode with an id', text);
  }
  return value as unknown as ScoredRecord;
}

function isEpisode(value: unknown): value is Episode {
  return typeof (value as { readonly id?: unknown } | null)?.id === 'string';
}

function parse(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null
      ? (value as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}

function invalid(expected: string, text: string): PmSimError {
  return new PmSimError(
    'scored/invalid',
    `Scored record: expected ${expected}, got ${text.slice(0, 80)}`,
  );
}
