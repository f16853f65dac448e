import { createHash } from 'node:crypto';
import { ByteText } from '../telemetry/byte-text.ts';
import { createReadingWriter } from '../telemetry/reading-bytes.ts';
import type { Reading } from '../telemetry/reading.ts';

/** Fingerprint of a run's telemetry, independent of how the devices' readings interleave. */
export interface TelemetryHash {
  /** Returns the length of the reading's canonical JSON, bytes. */
  add(reading: Reading): number;
  /** Takes one device's readings from whoever has that JSON already. */
  linesOf(device: string): LineHash;
  /** `combineDigests` over the SHA-256 of each device's line `name hash`; more may be added after. */
  digest(): string;
  /** SHA-256 of each device's readings in order of arrival, one canonical JSON line each. */
  perDevice(): Readonly<Record<string, string>>;
}

/** Of one device. */
export class LineHash {
  readonly #hash = createHash('sha256');
  isEmpty = true;

  /** A reading's JSON with a line feed. */
  add(line: Uint8Array): void {
    this.isEmpty = false;
    this.#hash.update(line);
  }

  hex(): string {
    return this.#hash.copy().digest('hex');
  }
}

const NEW_LINE = 10;
/** Room for a line; longer ones make more. */
const LINE_BYTES = 4_096;

export function telemetryHash(): TelemetryHash {
  const hashes = new Map<string, LineHash>();
  const line = new ByteText(LINE_BYTES);
  const write = createReadingWriter(line);
  const perDevice = (): Readonly<Record<string, string>> =>
    Object.fromEntries(
      [...hashes]
        .filter(([, hash]) => !hash.isEmpty)
        .toSorted(([a], [b]) => (a < b ? -1 : 1))
        .map(([device, hash]) => [device, hash.hex()]),
    );
  const hashOf = (device: string): LineHash => {
    let hash = hashes.get(device);
    if (hash === undefined) hashes.set(device, (hash = new LineHash()));
    return hash;
  };
  return {
    // Made before the first line: a hundred thousand in the first second would hold that up.
    linesOf: hashOf,
    add(reading) {
      write(reading);
      const { length } = line;
      line.byte(NEW_LINE);
      line.lend((bytes) => hashOf(reading.device).add(bytes));
      return length;
    },
    digest: () => digestOfDevices(perDevice()),
    perDevice,
  };
}

/** The digest of a fleet from what `perDevice` gave, of one run or of its parts. */
export function digestOfDevices(perDevice: Readonly<Record<string, string>>): string {
  const lines = Object.entries(perDevice).map(([device, hash]) => `${device} ${hash}\n`);
  return combineDigests(lines.map((line) => createHash('sha256').update(line).digest('hex')));
}

const MODULUS = 1n << 256n;

/**
 * The sum of digests modulo 2^256, in hexadecimal: it depends neither on their order nor on how they
 * are grouped, so that the digests of the parts of a fleet make that of the whole (the additive hash
 * of a multiset; Bellare and Micciancio, Eurocrypt 1997). It tells mistakes apart, not forgeries.
 */
export function combineDigests(digests: readonly string[]): string {
  const sum = digests.reduce((total, hex) => (total + BigInt(`0x${hex}`)) % MODULUS, 0n);
  return sum.toString(16).padStart(64, '0');
}
