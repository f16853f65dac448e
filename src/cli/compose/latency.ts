/** Wall times remembered per device: an alert older than this many messages has no latency. */
const MESSAGES_PER_DEVICE = 1_024;
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

export function createLatencyMeter(): LatencyMeter {
  const rings = new Map<string, Float64Array>();
  const samples: number[] = [];
  let taken = 0;
  return {
    sampled(device, seq, wallMs) {
      let ring = rings.get(device);
      if (ring === undefined) {
        ring = new Float64Array(2 * MESSAGES_PER_DEVICE);
        rings.set(device, ring);
      }
      const slot = 2 * (seq % MESSAGES_PER_DEVICE);
      ring[slot] = seq;
      ring[slot + 1] = wallMs;
    },
    arrived(device, seq, wallMs) {
      const ring = rings.get(device);
      const slot = 2 * (seq % MESSAGES_PER_DEVICE);
      if (ring === undefined || ring[slot] !== seq) return undefined;
      const latencyMs = wallMs - (ring[slot + 1] as number);
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
