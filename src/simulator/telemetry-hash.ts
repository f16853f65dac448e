import { createHash, type Hash } from 'node:crypto';
import { ByteText } from '../telemetry/byte-text.ts';
import { createReadingWriter } from '../telemetry/reading-bytes.ts';
import type { Reading } from '../telemetry/reading.ts';

/** Fingerprint of a run's telemetry, independent of how the devices' readings interleave. */
export interface TelemetryHash {
  /** Returns the length of the reading's canonical JSON, bytes. */
  add(reading: Reading): number;
  /** SHA-256 over `name hash` lines of all devices in order of name; more may be added after. */
  digest(): string;
  /** SHA-256 of each device's readings in order of arrival, one canonical JSON line each. */
  perDevice(): Readonly<Record<string, string>>;
}

const NEW_LINE = 10;
/** Room for a line; longer ones make more. */
const LINE_BYTES = 4_096;

export function telemetryHash(): TelemetryHash {
  const hashes = new Map<string, Hash>();
  const line = new ByteText(LINE_BYTES);
  const write = createReadingWriter(line);
  const perDevice = (): Readonly<Record<string, string>> =>
    Object.fromEntries(
      [...hashes.keys()]
        .toSorted()
        .map((device) => [device, (hashes.get(device) as Hash).copy().digest('hex')]),
    );
  return {
    add(reading) {
      const hash = hashes.get(reading.device) ?? createHash('sha256');
      hashes.set(reading.device, hash);
      write(reading);
      const { length } = line;
      line.byte(NEW_LINE);
      line.lend((bytes) => hash.update(bytes));
      return length;
    },
    digest() {
      const all = createHash('sha256');
      for (const [device, hash] of Object.entries(perDevice())) all.update(`${device} ${hash}\n`);
      return all.digest('hex');
    },
    perDevice,
  };
}
