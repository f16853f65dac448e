import { createHash, type Hash } from 'node:crypto';
import { encodeReading } from '../telemetry/message.ts';
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

export function telemetryHash(): TelemetryHash {
  const hashes = new Map<string, Hash>();
  const perDevice = (): Readonly<Record<string, string>> =>
    Object.fromEntries(
      [...hashes.keys()]
        .toSorted()
        .map((device) => [device, (hashes.get(device) as Hash).copy().digest('hex')]),
    );
  return {
    add(reading) {
      let hash = hashes.get(reading.device);
      if (hash === undefined) {
        hash = createHash('sha256');
        hashes.set(reading.device, hash);
      }
      const line = encodeReading(reading);
      hash.update(line).update('\n');
      return Buffer.byteLength(line);
    },
    digest() {
      const all = createHash('sha256');
      for (const [device, hash] of Object.entries(perDevice())) all.update(`${device} ${hash}\n`);
      return all.digest('hex');
    },
    perDevice,
  };
}
