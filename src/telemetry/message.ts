import { PmSimError } from '../runtime/errors.ts';
import type { Severity } from './alert.ts';
import type { Reading } from './reading.ts';

/** Version of the envelope below; a consumer refuses what it does not know. */
const SCHEMA_VERSION = 1;

/**
 * A reading as it travels over MQTT: the envelope adds what proves delivery. `seq` counts the
 * messages that a device published since its boot, so a gap at the far end is a lost message, not
 * a filtered one.
 */
export interface TelemetryMessage extends Reading {
  /** 1, 2, 3, … per device and boot, assigned when the edge decides to send. */
  readonly seq: number;
  /** Identity of this start of the device; sequence numbers begin again with each. */
  readonly boot: string;
  /** Edge annotations, present when a filter had something to say about this reading. */
  readonly edge?: EdgeNote;
}

export interface EdgeNote {
  /** Name of the filter that kept the reading, e.g. `rcf`. */
  readonly keptBy: string;
  /** Anomaly score given at the edge, on the scale of the forest (0 … log2(sampleSize + 1)). */
  readonly score?: number;
}

/** JSON envelope on the wire; field names are those that IoT rules and tables see. */
interface WireEnvelope {
  readonly schema_v: number;
  readonly device_id: string;
  readonly site_id: string;
  readonly type: string;
  readonly serial: string;
  readonly ts: number;
  readonly seq: number;
  readonly boot_id: string;
  readonly metrics: Readonly<Record<string, number>>;
  readonly q?: 'uncertain' | 'bad';
  readonly edge?: { readonly kept_by: string; readonly score?: number };
}

/** The only place where a message becomes JSON. Key order is fixed, so equal messages are equal bytes. */
export function encodeMessage(message: TelemetryMessage): string {
  const wire: WireEnvelope = {
    schema_v: SCHEMA_VERSION,
    device_id: message.device,
    site_id: message.site,
    type: message.type,
    serial: message.serial,
    ts: message.ts,
    seq: message.seq,
    boot_id: message.boot,
    metrics: message.metrics,
    ...(message.quality === undefined ? {} : { q: message.quality }),
    ...(message.edge === undefined ? {} : { edge: encodeNote(message.edge) }),
  };
  return JSON.stringify(wire);
}

/** An alarm limit that the edge found crossed or left, as it travels to the cloud. */
export interface AlarmMessage {
  readonly device: string;
  readonly boot: string;
  /** Source time of the reading, ms since the epoch. */
  readonly ts: number;
  readonly metric: string;
  readonly state: 'raised' | 'cleared';
  readonly value: number;
  readonly limit: number;
  readonly severity: Severity;
}

/** An alarm on the wire. */
export function encodeAlarm(alarm: AlarmMessage): string {
  const { device, boot, ts, metric, state, value, limit, severity } = alarm;
  return JSON.stringify({
    schema_v: SCHEMA_VERSION,
    device_id: device,
    boot_id: boot,
    ts,
    metric,
    state,
    value,
    limit,
    severity,
  });
}

/**
 * The same message, marked as sent after it had waited: its time is that of the reading, not of its
 * arrival. `json` is what `encodeMessage` or `encodeAlarm` made.
 */
export function markResent(json: string): string {
  return `${json.slice(0, -1)},"resent":true}`;
}

/** Canonical JSON of a bare reading: what telemetry hashes and data sets are made of. */
export function encodeReading(reading: Reading): string {
  return JSON.stringify({
    device_id: reading.device,
    site_id: reading.site,
    type: reading.type,
    serial: reading.serial,
    ts: reading.ts,
    metrics: reading.metrics,
    ...(reading.quality === undefined ? {} : { q: reading.quality }),
  });
}

/**
 * Reads what `encodeReading` wrote.
 * @throws PmSimError `message/invalid` naming the field, what was expected and what came.
 */
export function decodeReading(json: string): Reading {
  return readingFromWire(objectOf(parseJson(json)));
}

/**
 * The only place where JSON becomes a message. Unknown extra fields are ignored: rules add theirs.
 * @throws PmSimError `message/invalid` naming the field, what was expected and what came.
 */
export function decodeMessage(json: string | Uint8Array): TelemetryMessage {
  return messageFromWire(parseJson(json));
}

/** Reads an envelope that is already parsed, e.g. the object an IoT rule produced. */
function messageFromWire(value: unknown): TelemetryMessage {
  const wire = objectOf(value);
  if (wire['schema_v'] !== SCHEMA_VERSION)
    throw invalid('schema_v', `${SCHEMA_VERSION}`, wire['schema_v']);
  return {
    ...readingFromWire(wire),
    seq: finite(wire, 'seq'),
    boot: text(wire, 'boot_id'),
    ...noteOf(wire['edge']),
  };
}

function readingFromWire(wire: Readonly<Record<string, unknown>>): Reading {
  const quality = wire['q'];
  return {
    device: text(wire, 'device_id'),
    site: text(wire, 'site_id'),
    type: text(wire, 'type'),
    serial: text(wire, 'serial'),
    ts: finite(wire, 'ts'),
    metrics: metricsOf(wire['metrics']),
    ...(quality === 'uncertain' || quality === 'bad' ? { quality } : {}),
  };
}

function objectOf(value: unknown): Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw invalid('message', 'a JSON object', value);
  }
  return value as Readonly<Record<string, unknown>>;
}

/** The annotations on the wire. */
export function encodeNote(note: EdgeNote): NonNullable<WireEnvelope['edge']> {
  return note.score === undefined
    ? { kept_by: note.keptBy }
    : { kept_by: note.keptBy, score: Number(note.score.toFixed(3)) };
}

function noteOf(value: unknown): { readonly edge?: EdgeNote } {
  if (typeof value !== 'object' || value === null) return {};
  const { kept_by: keptBy, score } = value as Readonly<Record<string, unknown>>;
  if (typeof keptBy !== 'string') return {};
  return { edge: typeof score === 'number' ? { keptBy, score } : { keptBy } };
}

function parseJson(json: string | Uint8Array): unknown {
  const source = typeof json === 'string' ? json : new TextDecoder().decode(json);
  try {
    return JSON.parse(source);
  } catch (cause) {
    throw new PmSimError('message/invalid', `The payload is not JSON: ${source.slice(0, 80)}`, {
      cause,
    });
  }
}

function text(wire: Readonly<Record<string, unknown>>, field: string): string {
  const value = wire[field];
  if (typeof value !== 'string' || value === '') throw invalid(field, 'a non-empty string', value);
  return value;
}

function finite(wire: Readonly<Record<string, unknown>>, field: string): number {
  const value = wire[field];
  if (typeof value !== 'number' || !Number.isFinite(value))
    throw invalid(field, 'a finite number', value);
  return value;
}

function metricsOf(value: unknown): Readonly<Record<string, number>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw invalid('metrics', 'an object of numbers', value);
  }
  const metrics = value as Readonly<Record<string, unknown>>;
  for (const name of Object.keys(metrics)) {
    if (typeof metrics[name] !== 'number')
      throw invalid(`metrics.${name}`, 'a number', metrics[name]);
  }
  return value as Readonly<Record<string, number>>;
}

function invalid(field: string, expected: string, got: unknown): PmSimError {
  const shown = JSON.stringify(got)?.slice(0, 60) ?? 'nothing';
  return new PmSimError('message/invalid', `Field ${field}: expected ${expected}, got ${shown}.`);
}
