import { gunzipSync } from 'node:zlib';
import { malformed, readHealthFile, type HealthFileResult } from './health-file.ts';

/** Bytes of a file, packed or unpacked: a hundred times a day of five-minute samples. */
const BYTES_MAX = 20 * 1024 * 1024;
/** What gzip begins with (RFC 1952 §2.3.1). */
const GZIP_MAGIC = [0x1f, 0x8b];

/** Reads the bytes of a health file, gzipped or not. */
export function unpackHealthFile(bytes: Uint8Array): HealthFileResult {
  if (bytes.length > BYTES_MAX) return tooLarge();
  if (bytes[0] !== GZIP_MAGIC[0] || bytes[1] !== GZIP_MAGIC[1]) return readText(bytes);
  try {
    return readText(gunzipSync(bytes, { maxOutputLength: BYTES_MAX }));
  } catch (error) {
    if ((error as { readonly code?: unknown }).code === 'ERR_BUFFER_TOO_LARGE') return tooLarge();
    const problem = error instanceof Error ? error.message : String(error);
    return malformed('not-gzip', 'The file begins as gzip and cannot be unpacked.', [problem]);
  }
}

function readText(bytes: Uint8Array): HealthFileResult {
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return malformed('not-json', 'The file is not UTF-8 text.', []);
  }
  return readHealthFile(text);
}

function tooLarge(): HealthFileResult {
  return malformed('too-large', `The file is larger than ${BYTES_MAX} bytes.`, []);
}
