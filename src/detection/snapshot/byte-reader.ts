/** Reads what a byte writer wrote, in the same order; reading past the end throws RangeError. */
export interface ByteReader {
  u8(): number;
  u16(): number;
  u32(): number;
  f32(): number;
  f64(): number;
  text(): string;
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
    f32: () => view.getFloat32(take(4), true),
    f64: () => view.getFloat64(take(8), true),
    text: () => new TextDecoder().decode(bytes()),
    bytes,
    left: () => content.length - at,
  };
}
