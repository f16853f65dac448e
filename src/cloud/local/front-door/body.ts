import { AwsFault } from '../service.ts';

/**
 * The bytes of a request body: text, bytes, or anything that yields chunks (Node and web streams).
 * Undefined when there are more than `bytesMax`.
 */
export async function readBody(body: unknown, bytesMax: number): Promise<Uint8Array | undefined> {
  const whole = wholeBody(body);
  if (whole !== undefined) return whole.length > bytesMax ? undefined : whole;
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of body as AsyncIterable<Uint8Array | string>) {
    const part = typeof chunk === 'string' ? Buffer.from(chunk) : chunk;
    bytes += part.length;
    if (bytes > bytesMax) return undefined;
    chunks.push(part);
  }
  return chunks.length === 1 && chunks[0] !== undefined ? chunks[0] : Buffer.concat(chunks, bytes);
}

/** The refusal of a body above the limit. */
export function tooLarge(bytesMax: number): AwsFault {
  return new AwsFault(
    'RequestEntityTooLargeException',
    `The request body is larger than the local twin takes (${bytesMax} bytes).`,
    413,
  );
}

function wholeBody(body: unknown): Uint8Array | undefined {
  if (body === undefined || body === null) return new Uint8Array();
  if (typeof body === 'string') return Buffer.from(body);
  if (body instanceof Uint8Array) return body;
  if (body instanceof ArrayBuffer) return new Uint8Array(body);
  return undefined;
}
