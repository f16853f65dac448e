import type { Reading } from '../../../telemetry/reading.ts';
import type { Column } from '../columns.ts';
import type { Encoding, FileEncoder } from '../encoding.ts';

/** The parts of a health file of the audio system. */
export const HEALTH_COLUMNS: readonly Column[] = [
  { name: 'schema_version' },
  { name: 'device_id' },
  { name: 'site_id' },
  { name: 'product', unit: 'serial_number and family' },
  { name: 'firmware', unit: 'version' },
  { name: 'period', unit: 'first and last sample, ISO 8601' },
  { name: 'samples', unit: 'timestamp (ISO 8601) and the device’s metrics' },
];

const SCHEMA_VERSION = '1.0';

/** One JSON document a device and period, as such devices upload it. */
export function createHealthEncoding(gzip: boolean): Encoding {
  return {
    extension: `.json${gzip ? '.gz' : ''}`,
    gzip,
    perDevice: true,
    begin: () => createHealthFile(),
  };
}

/** A document is whole only when its period is: nothing of it is written before. */
function createHealthFile(): FileEncoder {
  const readings: Reading[] = [];
  return {
    add: (reading) => void readings.push(reading),
    full: () => false,
    take: () => new Uint8Array(),
    end: () => Buffer.from(`${JSON.stringify(documentOf(readings))}\n`),
  };
}

function documentOf(readings: readonly Reading[]) {
  const [first, last] = [readings[0] as Reading, readings.at(-1) as Reading];
  return {
    schema_version: SCHEMA_VERSION,
    device_id: last.device,
    site_id: last.site,
    product: { serial_number: last.serial, family: familyOf(last) },
    firmware: { version: versionOf(last) },
    period: { start: isoOf(first), end: isoOf(last) },
    samples: readings.map((reading) => ({ timestamp: isoOf(reading), ...reading.metrics })),
  };
}

/** Only headphones cancel noise. */
function familyOf({ metrics }: Reading): string {
  return metrics['anc_resid_db'] === undefined ? 'smart-speaker' : 'headphone';
}

/** 40201 is version 4.2.1. */
function versionOf({ metrics }: Reading): string | null {
  const version = metrics['fw_version'];
  if (version === undefined) return null;
  return [version / 10_000, (version / 100) % 100, version % 100].map(Math.floor).join('.');
}

function isoOf({ ts }: Reading): string {
  return new Date(ts).toISOString();
}
