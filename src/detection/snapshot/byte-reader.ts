/** Reads what a byte writer wrote, in the same order; reading past the end throws RangeError. */
export interface ByteReader {
  u8(): number;
  u16(): number;
  u32(): number;
  f64(): number;
  text(): string;
  /** So many values into the front of the array. */
  f32s(into: Float32Array, count: number): void;
  u16s(into: Uint16Array, count: number): void;
  bytes(): Uint8Array;
  /** Bytes not read yet. */
  left(): number;
}

export function createByteReader(content: Uint8Array): ByteReader {
  const view = new DataView(content.buffer, content.byteOffset, content.byteLength);
  let at = 0;
  const take = (count: number): number => {
    at += count;
    if (at > content.length) throw new RangeError('The content ends early.');
    return at - count;
  };
  const bytes = (): Uint8Array => {
    const length = view.getUint32(take(4), true);
    const from = take(length);
    return content.slice(from, from + length);
  };
  return {
    u8: () => view.getUint8(take(1)),
    u16: () => view.getUint16(take(2), true),
    u32: () => view.getUint32(take(4), true),
    f64: () => view.getFloat64(take(8), true),
    f32s(into, count) {
      const from = take(count * 4);
      for (let k = 0; k < count; k += 1) into[k] = view.getFloat32(from + 4 * k, true);
    },
    u16s(into, count) {
      const from = take(count * 2);
      for (let k = 0; k < count; k += 1) into[k] = view.getUint16(from + 2 * k, true);
    },
    text: () => new TextDecoder().decode(bytes()),
    bytes,
    left: () => content.length - at,
  };
}
