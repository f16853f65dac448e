/** What a detector is shown: source time and the metrics it knows, absent ones absent. */
export interface Sample {
  readonly ts: number;
  readonly values: Readonly<Record<string, number>>;
}

/**
 * The samples that a detector took since its last snapshot. Kept beside the device's state, they
 * bring a restored snapshot to exactly the state that was lost, so a replayed record gets the same
 * verdict as the first time. Values are rounded to single precision before they are scored, not
 * only when stored, so that the journal is exact in half the bytes.
 */
export interface Journal {
  append(sample: Sample): void;
  samples(): Sample[];
  count(): number;
  clear(): void;
  bytes(): Uint8Array;
}

const TIME_BYTES = 8;
const VALUE_BYTES = 4;

/** Opens a journal of the given metrics, in the given order; `bytes` continues an earlier one. */
export function createJournal(metrics: readonly string[], bytes?: Uint8Array): Journal {
  const rowBytes = TIME_BYTES + VALUE_BYTES * metrics.length;
  let store = new DataView(new ArrayBuffer(rowBytes * ROWS_FIRST));
  let count = 0;

  const grow = (rows: number): void => {
    if (rows * rowBytes <= store.byteLength) return;
    const wider = new Uint8Array(Math.max(rows, count * 2) * rowBytes);
    wider.set(new Uint8Array(store.buffer));
    store = new DataView(wider.buffer);
  };

  if (bytes !== undefined) {
    count = Math.floor(bytes.byteLength / rowBytes);
    grow(count);
    new Uint8Array(store.buffer).set(bytes.subarray(0, count * rowBytes));
  }

  return {
    append({ ts, values }) {
      grow(count + 1);
      let at = count * rowBytes;
      store.setFloat64(at, ts);
      at += TIME_BYTES;
      for (const metric of metrics) {
        store.setFloat32(at, values[metric] ?? Number.NaN);
        at += VALUE_BYTES;
      }
      count += 1;
    },
    samples: () =>
      Array.from({ length: count }, (_, row) => sampleAt(store, row * rowBytes, metrics)),
    count: () => count,
    clear() {
      count = 0;
    },
    bytes: () => new Uint8Array(store.buffer.slice(0, count * rowBytes)),
  };
}

/** The sample as the detector and the journal take it: known metrics only, single precision. */
export function sampleOf(
  metrics: readonly string[],
  ts: number,
  measured: Readonly<Record<string, number>>,
): Sample {
  const values: Record<string, number> = {};
  for (const metric of metrics) {
    const value = measured[metric];
    if (value !== undefined && Number.isFinite(value)) values[metric] = Math.fround(value);
  }
  return { ts, values };
}

/** Rows that a new journal has room for. */
const ROWS_FIRST = 16;

function sampleAt(store: DataView, start: number, metrics: readonly string[]): Sample {
  const values: Record<string, number> = {};
  let at = start + TIME_BYTES;
  for (const metric of metrics) {
    const value = store.getFloat32(at);
    if (!Number.isNaN(value)) values[metric] = value;
    at += VALUE_BYTES;
  }
  return { ts: store.getFloat64(start), values };
}
