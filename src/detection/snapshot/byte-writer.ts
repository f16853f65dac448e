/** Appends little-endian values to a buffer that grows. */
export interface ByteWriter {
  u8(value: number): void;
  u16(value: number): void;
  u32(value: number): void;
  f32(value: number): void;
  f64(value: number): void;
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
  /** Makes room for `count` bytes and returns where they go. */
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
  const bytes = (value: Uint8Array): void => {
    const at = take(4 + value.length);
    view.setUint32(at, value.length, true);
    buffer.set(value, at + 4);
  };
  // `take` comes first in each: it may replace the view.
  return {
    u8: (value) => {
      const at = take(1);
      view.setUint8(at, value);
    },
    u16: (value) => {
      const at = take(2);
      view.setUint16(at, value, true);
    },
    u32: (value) => {
      const at = take(4);
      view.setUint32(at, value, true);
    },
    f32: (value) => {
      const at = take(4);
      view.setFloat32(at, value, true);
    },
    f64: (value) => {
      const at = take(8);
      view.setFloat64(at, value, true);
    },
    text: (value) => bytes(new TextEncoder().encode(value)),
    bytes,
    finish: () => buffer.slice(0, end),
  };
}
