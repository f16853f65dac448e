import { parseTimestamp } from '../../runtime/timestamp.ts';
import type { Reading } from '../../telemetry/reading.ts';
import { ownValue, pathSteps, segmentOf, valueAt, type PathText } from './json-path.ts';

/**
 * Which parts of a message make a reading. Each is a path into the JSON (`data.rms`, `tags[0].value`),
 * `topic:N` for the N-th level of the topic counted from 1, or `=text` for a constant.
 */
export interface MappingConfig {
  readonly device?: PathText | undefined;
  readonly site?: PathText | undefined;
  readonly type?: PathText | undefined;
  readonly ts?: PathText | undefined;
  /** Metric name to path; every number of the object when absent. */
  readonly metrics?: Readonly<Record<string, PathText>> | undefined;
}

interface Incoming {
  readonly value: unknown;
  /** Of an MQTT message. */
  readonly topic?: string;
}

/** Makes a reading, or says in one sentence why there is none. */
export type ReadingMapper = (incoming: Incoming) => Reading | string;

export interface MapperOptions {
  readonly mapping: MappingConfig;
  /** Wall time, ms since the epoch: the time of a message that has none. */
  readonly now: () => number;
}

/** Where the parts usually stand, pm-sim's own envelope first. */
const USUAL = {
  device: ['device_id', 'device', 'deviceId', 'machine_id', 'asset', 'id', 'client_id', 'clientId'],
  site: ['site_id', 'site'],
  type: ['type'],
  ts: ['ts', 'timestamp', 'time', 't'],
} as const;

const DEFAULTS = { site: 'edge', type: 'device' } as const;

export function createReadingMapper({ mapping, now }: MapperOptions): ReadingMapper {
  const find = {
    device: finder('device', mapping),
    site: finder('site', mapping),
    type: finder('type', mapping),
    ts: finder('ts', mapping),
  };
  const metricsOf = metricsReader(mapping);
  return (incoming) => {
    const { value } = incoming;
    if (typeof value !== 'object' || value === null)
      return `expected an object, got ${shown(value)}`;
    const device = textOf(find.device(incoming), DEVICE_BYTES_MAX);
    if (device === undefined) return missing('device', mapping.device, USUAL.device);
    const at = find.ts(incoming);
    const ts = at === undefined ? now() : instantOf(at);
    if (ts === undefined) return `expected a time, got ${shown(at)}`;
    const metrics = metricsOf(incoming);
    const count = Object.keys(metrics).length;
    if (count === 0) return 'there is no number in it';
    if (count > METRICS_MAX) return `there are more than ${METRICS_MAX} numbers in it`;
    return {
      device,
      site: textOf(find.site(incoming), NAME_BYTES_MAX) ?? DEFAULTS.site,
      type: textOf(find.type(incoming), NAME_BYTES_MAX) ?? DEFAULTS.type,
      serial: textOf(ownValue(value, 'serial'), NAME_BYTES_MAX) ?? device,
      ts,
      metrics,
    };
  };
}

type Finder = (incoming: Incoming) => unknown;

function finder(part: keyof typeof USUAL, mapping: MappingConfig): Finder {
  const path = mapping[part];
  if (path !== undefined) return readerOf(path);
  const names = USUAL[part];
  return ({ value }) => {
    for (const name of names) {
      const found = ownValue(value, name);
      if (found !== undefined) return found;
    }
    return undefined;
  };
}

function readerOf(path: PathText): Finder {
  if (path.startsWith('=')) {
    const constant = path.slice(1);
    return () => constant;
  }
  const level = segmentOf(path);
  if (level !== undefined) return ({ topic }) => topic?.split('/')[level - 1];
  const steps = pathSteps(path) ?? [path];
  return ({ value }) => valueAt(value, steps);
}

function metricsReader({ metrics }: MappingConfig) {
  if (metrics === undefined) return ({ value }: Incoming) => numbersOf(value);
  const readers = Object.entries(metrics).map(([name, path]) => [name, readerOf(path)] as const);
  return (incoming: Incoming): Readonly<Record<string, number>> => {
    const found: Record<string, number> = {};
    for (const [name, read] of readers) {
      const number = numberOf(read(incoming));
      if (number !== undefined) found[name] = number;
    }
    return found;
  };
}

/** Every number at the top of the message, or below its `metrics`; never its time or its counters. */
function numbersOf(value: unknown): Readonly<Record<string, number>> {
  const within = ownValue(value, 'metrics');
  const holder = typeof within === 'object' && within !== null ? within : (value as object);
  const numbers = Object.entries(holder).filter(
    ([name, one]) =>
      isMeasured(one) && !NO_METRICS.has(name) && name.length <= METRIC_NAME_CHARS_MAX,
  );
  return Object.fromEntries(numbers);
}

const NO_METRICS: ReadonlySet<string> = new Set([...USUAL.ts, 'seq', 'schema_v', 'id']);

function numberOf(value: unknown): number | undefined {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  return isMeasured(number) ? number : undefined;
}

/**
 * Beyond it a number is a code for "none" (the largest 32-bit float, 9.97e36 of netCDF) or garbage,
 * and its square, which means and deviations are made of, soon leaves the range of numbers.
 * Engineering judgement.
 */
const MAGNITUDE_MAX = 1e30;

function isMeasured(value: unknown): value is number {
  return typeof value === 'number' && Math.abs(value) <= MAGNITUDE_MAX;
}

/** Numbers of one message, and length of their names: what the store and the far end can take. */
const METRICS_MAX = 1_000;
const METRIC_NAME_CHARS_MAX = 128;

/** Names become levels of a topic: what would change the topic, or what no topic may hold, is replaced. */
function textOf(value: unknown, bytesMax: number): string | undefined {
  if (typeof value !== 'string' && typeof value !== 'number') return undefined;
  const text = String(value)
    .trim()
    .replaceAll(/[/+#\s\p{Cc}\p{Cs}]/gu, '-');
  return text === '' || Buffer.byteLength(text) > bytesMax ? undefined : text;
}

/** AWS IoT thing names have at most 128 characters; with both names a topic stays within its 256 bytes. */
const DEVICE_BYTES_MAX = 128;
const NAME_BYTES_MAX = 100;

function instantOf(value: unknown): number | undefined {
  if (typeof value !== 'string' && typeof value !== 'number') return undefined;
  return parseTimestamp(value, { zoneOffsetMin: 0 });
}

function missing(part: string, path: string | undefined, usual: readonly string[]): string {
  if (path !== undefined) return `there is no ${part} at "${path}"`;
  return `there is no ${part}: none of ${usual.join(', ')} is in it`;
}

/** What stands inside is not shown: it may be nested deeper than it can be written. */
function shown(value: unknown): string {
  if (typeof value === 'object' && value !== null)
    return Array.isArray(value) ? 'a list' : 'an object';
  return (JSON.stringify(value) ?? 'nothing').slice(0, 60);
}
