import type { Malformed } from './health-file.ts';
import type { NewFile } from './object-store.ts';
import type { CreatedObject } from './s3-event.ts';

interface SetAside extends CreatedObject {
  readonly body: Uint8Array;
  readonly malformed: Malformed;
  /** Name of the quarantine bucket. */
  readonly quarantine: string;
  /** Ms since the epoch. */
  readonly now: number;
}

/** User-defined metadata is 2 KB of US-ASCII at most (Amazon S3 user guide, "User-defined object metadata"). */
const METADATA_CHARS_MAX = 1_000;

/** The file as it came under the key it came under, and beside it `{key}.reason.json`. */
export function quarantined(file: SetAside): readonly NewFile[] {
  const { bucket, key, etag, body, malformed, quarantine, now } = file;
  const { code, reason, problems } = malformed;
  const text = [reason, ...problems].join(' ');
  const document = {
    bucket,
    key,
    etag,
    setAsideAt: new Date(now).toISOString(),
    code,
    reason,
    problems,
  };
  return [
    {
      bucket: quarantine,
      key,
      body,
      contentType: 'application/octet-stream',
      metadata: {
        'reason-code': code,
        reason: ascii(text),
        'source-bucket': bucket,
        'source-etag': etag,
      },
    },
    {
      bucket: quarantine,
      key: `${key}.reason.json`,
      body: `${JSON.stringify(document, undefined, 2)}\n`,
      contentType: 'application/json',
    },
  ];
}

function ascii(text: string): string {
  return text.replaceAll(/[^\x20-\x7e]/gu, '?').slice(0, METADATA_CHARS_MAX);
}
