import { PmSimError } from '../../runtime/errors.ts';
import { crc32 } from './crc32.ts';

/**
 * What every snapshot of this folder is wrapped in, little-endian:
 *
 *   0  4  magic "PMD1"
 *   4  2  kind of content
 *   6  2  version of the content's layout
 *   8  4  length of the content in bytes
 *  12  4  CRC-32 of the content
 *  16     content
 */
export interface SnapshotKind {
  readonly code: number;
  readonly name: string;
  readonly version: number;
}

const MAGIC = 0x31444d50;
const HEADER_BYTES = 16;

export function sealSnapshot(kind: SnapshotKind, content: Uint8Array): Uint8Array {
  const sealed = new Uint8Array(HEADER_BYTES + content.length);
  const view = new DataView(sealed.buffer);
  view.setUint32(0, MAGIC, true);
  view.setUint16(4, kind.code, true);
  view.setUint16(6, kind.version, true);
  view.setUint32(8, content.length, true);
  view.setUint32(12, crc32(content), true);
  sealed.set(content, HEADER_BYTES);
  return sealed;
}

/**
 * The content of an intact snapshot of this kind.
 * @throws PmSimError `detection/snapshot` saying what is wrong with it
 */
export function openSnapshot(kind: SnapshotKind, bytes: Uint8Array): Uint8Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < HEADER_BYTES || view.getUint32(0, true) !== MAGIC) {
    throw refusal(kind, 'it does not start as a snapshot does');
  }
  const code = view.getUint16(4, true);
  if (code !== kind.code) throw refusal(kind, `it holds content of kind ${code}, not ${kind.code}`);
  const version = view.getUint16(6, true);
  if (version > kind.version) {
    throw refusal(kind, `its version ${version} is newer than ${kind.version}, the newest known`);
  }
  const length = view.getUint32(8, true);
  if (bytes.length !== HEADER_BYTES + length) {
    throw refusal(
      kind,
      `it has ${bytes.length} bytes where ${HEADER_BYTES + length} are announced`,
    );
  }
  const content = bytes.subarray(HEADER_BYTES);
  if (crc32(content) !== view.getUint32(12, true)) throw refusal(kind, 'its checksum is wrong');
  return content;
}

export function refusal(kind: SnapshotKind, reason: string): PmSimError {
  return new PmSimError(
    'detection/snapshot',
    `This snapshot of a ${kind.name} is refused: ${reason}.`,
    {
      kind: 'system',
      hint: 'Start a new one, or restore an older snapshot that is intact.',
    },
  );
}
