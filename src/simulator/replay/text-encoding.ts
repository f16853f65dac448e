/** Encodings of text that recorded files come in. */
export type TextEncodingName = 'utf-8' | 'utf-16le' | 'utf-16be' | 'windows-1252';

/** Share of zero bytes in every second place from which on text is UTF-16: western letters have one each. */
const ZERO_SHARE = 0.4;

/** Tells the encoding of a file from its beginning: by its mark, its zeros, or bytes that are no UTF-8. */
export function textEncodingOf(start: Uint8Array): TextEncodingName {
  if (start[0] === 0xff && start[1] === 0xfe) return 'utf-16le';
  if (start[0] === 0xfe && start[1] === 0xff) return 'utf-16be';
  const [even, odd] = [zeroShare(start, 0), zeroShare(start, 1)];
  if (odd >= ZERO_SHARE && even < ZERO_SHARE) return 'utf-16le';
  if (even >= ZERO_SHARE && odd < ZERO_SHARE) return 'utf-16be';
  return isUtf8(start) ? 'utf-8' : 'windows-1252';
}

function zeroShare(bytes: Uint8Array, first: 0 | 1): number {
  const pairs = Math.floor(bytes.length / 2);
  let zeros = 0;
  for (let i = 0; i < pairs; i += 1) if (bytes[2 * i + first] === 0) zeros += 1;
  return pairs === 0 ? 0 : zeros / pairs;
}

/** The last character may be cut off. */
function isUtf8(bytes: Uint8Array): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: true });
    return true;
  } catch {
    return false;
  }
}

/** The same text in UTF-8. */
export async function* recoded(
  chunks: AsyncIterable<Uint8Array>,
  encoding: TextEncodingName,
): AsyncGenerator<Uint8Array> {
  const decoder = new TextDecoder(encoding);
  for await (const chunk of chunks) {
    const text = decoder.decode(chunk, { stream: true });
    if (text !== '') yield Buffer.from(text);
  }
  const rest = decoder.decode();
  if (rest !== '') yield Buffer.from(rest);
}
