/** Appends little-endian values to a buffer that grows. */
export interface ByteWriter {
  u8(value: number): void;
  u16(value: number): void;
  u32(value: number): void;
  f64(value: number): void;
  /** Values without their number. */
  f32s(values: Float32Array): void;
  u16s(values: Uint16Array): void;
  text(value: string): void;
  /** Length-prefixed bytes. */
  bytes(value: Uint8Array): void;
  finish(): Uint8Array;
}

const INITIAL_BYTES = 4_096;

export function createByteWriter(): ByteWriter {
  let buffer = new Uint8Array(INITIAL_BYTES);
  let view = new DataView(buffer.buffer);
  let end = 0;
  /** Makes room for `count` bytes, replacing the view if need be, and returns where they go. */
  const take = (count: number): number => {
    const at = end;
    end += count;
    if (end > buffer.length) {
      const grown = new Uint8Array(Math.max(end, buffer.length * 2));
      grown.set(buffer);
      buffer = grown;
      view = new DataView(buffer.buffer);
    }
    return at;
  };
  const put = (count: number, write: (at: number) => void): void => write(take(count));
  const bytes = (value: Uint8Array): void => {
    put(4, (at) => view.setUint32(at, value.length, true));
    put(value.length, (at) => buffer.set(value, at));
  };
  return {
    u8: (value) => put(1, (at) => view.setUint8(at, value)),
    u16: (value) => put(2, (at) => view.setUint16(at, value, true)),
    u32: (value) => put(4, (at) => view.setUint32(at, value, true)),
    f64: (value) => put(8, (at) => view.setFloat64(at, value, true)),
    f32s: (values) =>
      put(values.length * 4, (at) => {
        values.forEach((value, k) => view.setFloat32(at + 4 * k, value, true));
      }),
    u16s: (values) =>
      put(values.length * 2, (at) => {
        values.forEach((value, k) => view.setUint16(at + 2 * k, value, true));
      }),
    text: (value) => bytes(new TextEncoder().encode(value)),
    bytes,
    finish: () => buffer.slice(0, end),
  };
}
