import { AwsFault, type ServiceRequest } from '../service.ts';

/**
 * The content of a request: SDK clients send uploads as `aws-chunked`, each chunk with its length in
 * hex and perhaps a signature, then trailers (Amazon S3 API reference, "Signature calculations:
 * transferring payload in multiple chunks"). Signatures are not checked: the door is the loopback's.
 * @throws AwsFault `IncompleteBody`
 */
export function contentOf({ headers, body }: Pick<ServiceRequest, 'headers' | 'body'>): Uint8Array {
  const encoding = headers['content-encoding'] ?? '';
  const streaming = (headers['x-amz-content-sha256'] ?? '').startsWith('STREAMING-');
  if (!streaming && !encoding.includes('aws-chunked')) return body;
  const bytes = Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  const chunks: Buffer[] = [];
  let at = 0;
  for (;;) {
    const end = bytes.indexOf('\r\n', at);
    if (end < 0) throw incomplete();
    const [size = ''] = bytes.toString('latin1', at, end).split(';');
    const length = /^[\da-f]+$/iu.test(size) ? Number.parseInt(size, 16) : Number.NaN;
    const from = end + 2;
    if (Number.isNaN(length) || from + length > bytes.length) throw incomplete();
    if (length === 0) return Buffer.concat(chunks);
    chunks.push(bytes.subarray(from, from + length));
    at = from + length + 2;
  }
}

function incomplete(): AwsFault {
  return new AwsFault(
    'IncompleteBody',
    'You did not provide the number of bytes specified by the Content-Length HTTP header.',
  );
}
