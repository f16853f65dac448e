import { createHash } from 'node:crypto';
import { AwsFault } from '../service.ts';
import { textsOf } from './xml.ts';

/** Uploads under way, in memory: they are begun anew after a restart, as their clients expect. */
export interface Uploads {
  begin(upload: Omit<Upload, 'parts'>): string;
  /** @throws AwsFault `NoSuchUpload`, `InvalidArgument` */
  addPart(id: string, number: number, body: Uint8Array): string;
  /** @throws AwsFault `NoSuchUpload`, `InvalidPart`, `InvalidPartOrder`, `EntityTooSmall` */
  complete(id: string, document: string): FinishedUpload;
  abort(id: string): void;
}

interface Upload {
  readonly bucket: string;
  readonly key: string;
  readonly contentType: string;
  readonly metadata: Readonly<Record<string, string>>;
  readonly parts: Map<number, { readonly body: Uint8Array; readonly etag: string }>;
}

interface FinishedUpload extends Omit<Upload, 'parts'> {
  readonly body: Buffer;
  /** MD5 of the parts' MD5s, and their number. */
  readonly etag: string;
}

/** Of every part but the last (S3 user guide, "Amazon S3 multipart upload limits"). */
const PART_BYTES_MIN = 5 * 1024 * 1024;
const PART_NUMBER_MAX = 10_000;
/** Uploads that may be open at once; the oldest is given up for one more. */
const UPLOADS_MAX = 64;

export function createUploads(): Uploads {
  const uploads = new Map<string, Upload>();
  let count = 0;
  const find = (id: string): Upload => {
    const upload = uploads.get(id);
    if (upload !== undefined) return upload;
    throw new AwsFault('NoSuchUpload', 'The specified multipart upload does not exist.', 404);
  };
  return {
    begin(upload) {
      count += 1;
      const id = `upload-${count}`;
      uploads.set(id, { ...upload, parts: new Map() });
      const [oldest] = uploads.keys();
      if (uploads.size > UPLOADS_MAX && oldest !== undefined) uploads.delete(oldest);
      return id;
    },
    addPart(id, number, body) {
      if (!Number.isInteger(number) || number < 1 || number > PART_NUMBER_MAX) {
        throw new AwsFault(
          'InvalidArgument',
          `Part number must be an integer between 1 and ${PART_NUMBER_MAX}, inclusive`,
        );
      }
      const etag = createHash('md5').update(body).digest('hex');
      find(id).parts.set(number, { body: Buffer.from(body), etag });
      return etag;
    },
    complete(id, document) {
      const upload = find(id);
      const parts = partsOf(upload, document);
      uploads.delete(id);
      const hashes = Buffer.concat(parts.map(({ etag }) => Buffer.from(etag, 'hex')));
      const etag = `${createHash('md5').update(hashes).digest('hex')}-${parts.length}`;
      const { parts: _parts, ...rest } = upload;
      return { ...rest, body: Buffer.concat(parts.map(({ body }) => body)), etag };
    },
    abort(id) {
      find(id);
      uploads.delete(id);
    },
  };
}

function partsOf({ parts }: Upload, document: string) {
  const numbers = textsOf(document, 'PartNumber').map(Number);
  const etags = textsOf(document, 'ETag').map((etag) => etag.replaceAll('"', ''));
  if (numbers.some((number, i) => i > 0 && number <= (numbers[i - 1] ?? 0))) {
    throw new AwsFault('InvalidPartOrder', 'The list of parts was not in ascending order.');
  }
  const chosen = numbers.map((number, i) => {
    const part = parts.get(number);
    if (part !== undefined && part.etag === etags[i]) return part;
    throw new AwsFault(
      'InvalidPart',
      'One or more of the specified parts could not be found. The part may not have been uploaded, or the specified entity tag may not match the part’s entity tag.',
    );
  });
  if (chosen.slice(0, -1).every(({ body }) => body.length >= PART_BYTES_MIN)) return chosen;
  throw new AwsFault(
    'EntityTooSmall',
    'Your proposed upload is smaller than the minimum allowed object size.',
  );
}
