/** Wall times remembered in all, 12 bytes each, and at most for one device. */
const REMEMBERED_MAX = 2_097_152;
const REMEMBERED_PER_DEVICE = { min: 256, max: 8_192 };
/** Samples kept for percentiles; beyond it every new one replaces the oldest. */
const SAMPLES_MAX = 65_536;

export interface Percentiles {
  readonly p50: number | null;
  readonly p99: number | null;
}

/** Remembers when each message's sample was taken, and how long its alert took to arrive. */
export interface LatencyMeter {
  /** The sample of this message was taken at `wallMs` (any monotonic axis, milliseconds). */
  sampled(device: string, seq: number, wallMs: number): void;
  /** The path's end was reached; returns the latency in ms, if the sample is still remembered. */
  arrived(device: string, seq: number, wallMs: number): number | undefined;
  percentiles(): Percentiles;
}

interface Ring {
  readonly seqs: Uint32Array;
  readonly wallMs: Float64Array;
}

/** An alert whose message lies further back than what is remembered has no latency. */
export function createLatencyMeter(devices: number): LatencyMeter {
  const perDevice = Math.round(
    Math.min(
      REMEMBERED_PER_DEVICE.max,
      Math.max(REMEMBERED_PER_DEVICE.min, REMEMBERED_MAX / Math.max(1, devices)),
    ),
  );
  const rings = new Map<string, Ring>();
  const samples: number[] = [];
  let taken = 0;
  return {
    sampled(device, seq, wallMs) {
      let ring = rings.get(device);
      if (ring === undefined) {
        ring = { seqs: new Uint32Array(perDevice), wallMs: new Float64Array(perDevice) };
        rings.set(device, ring);
      }
      ring.seqs[seq % perDevice] = seq;
      ring.wallMs[seq % perDevice] = wallMs;
    },
    arrived(device, seq, wallMs) {
      const ring = rings.get(device);
      if (ring?.seqs[seq % perDevice] !== seq) return undefined;
      const latencyMs = wallMs - (ring.wallMs[seq % perDevice] as number);
      samples[taken % SAMPLES_MAX] = latencyMs;
      taken += 1;
      return latencyMs;
    },
    percentiles() {
      const sorted = samples.toSorted((a, b) => a - b);
      return { p50: quantile(sorted, 0.5), p99: quantile(sorted, 0.99) };
    },
  };
}

/** Nearest-rank quantile of sorted values, rounded to a tenth of a millisecond. */
function quantile(sorted: readonly number[], q: number): number | null {
  const value = sorted[Math.max(0, Math.ceil(q * sorted.length) - 1)];
  return value === undefined ? null : Math.round(value * 10) / 10;
}
