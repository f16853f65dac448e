import { GetObjectCommand, NoSuchKey, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';

export interface StoredFile {
  readonly body: Uint8Array;
  /** Without quotes. */
  readonly etag: string;
}

export interface NewFile {
  readonly bucket: string;
  readonly key: string;
  readonly body: string | Uint8Array;
  readonly contentType: string;
  readonly metadata?: Readonly<Record<string, string>>;
}

/** Where files are. Writing the same again is harmless. */
export interface ObjectStore {
  /** Undefined when there is none of that key any more. */
  get(bucket: string, key: string): Promise<StoredFile | undefined>;
  put(file: NewFile): Promise<void>;
}

/** Amazon S3 (API reference, GetObject and PutObject). */
export function s3Objects(s3: S3Client): ObjectStore {
  return {
    async get(bucket, key) {
      try {
        const { Body, ETag = '' } = await s3.send(
          new GetObjectCommand({ Bucket: bucket, Key: key }),
        );
        const body = (await Body?.transformToByteArray()) ?? new Uint8Array();
        return { body, etag: ETag.replaceAll('"', '') };
      } catch (error) {
        if (error instanceof NoSuchKey) return undefined;
        throw error;
      }
    },
    async put({ bucket, key, body, contentType, metadata }) {
      await s3.send(
        new PutObjectCommand({
          Bucket: bucket,
          Key: key,
          Body: body,
          ContentType: contentType,
          ...(metadata === undefined ? {} : { Metadata: { ...metadata } }),
        }),
      );
    },
  };
}
