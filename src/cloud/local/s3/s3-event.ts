import type { Random } from '../../../runtime/random.ts';
import type { Created } from './object-operations.ts';

export interface EventContext {
  readonly region: string;
  readonly configurationId: string;
  /** Ms since the epoch. */
  readonly now: number;
  /** Order of the event among those of its bucket. */
  readonly count: number;
  readonly random: Random;
}

/** Twelve hexadecimal digits of time and six of a count: later is greater, as text too. */
const TIME_DIGITS = 12;
const COUNT_DIGITS = 6;
const OWNER = { principalId: 'A0PMSIMLOCALTWIN' };

/** An event as S3 sends it (Amazon S3 user guide, "Event message structure", version 2.1). */
export function s3Event(created: Created, context: EventContext) {
  const { bucket, key, size, etag, event } = created;
  const { region, configurationId, now, count, random } = context;
  return {
    Records: [
      {
        eventVersion: '2.1',
        eventSource: 'aws:s3',
        awsRegion: region,
        eventTime: new Date(now).toISOString(),
        eventName: event,
        userIdentity: OWNER,
        requestParameters: { sourceIPAddress: '127.0.0.1' },
        responseElements: { 'x-amz-request-id': hex(random, 2), 'x-amz-id-2': hex(random, 8) },
        s3: {
          s3SchemaVersion: '1.0',
          configurationId,
          bucket: { name: bucket, ownerIdentity: OWNER, arn: `arn:aws:s3:::${bucket}` },
          object: {
            key: formEncoded(key),
            size,
            eTag: etag,
            sequencer: `${digits(now, TIME_DIGITS)}${digits(count, COUNT_DIGITS)}`,
          },
        },
      },
    ],
  };
}

/** As forms are encoded, slashes kept: "red flower.jpg" is "red+flower.jpg". */
function formEncoded(key: string): string {
  return encodeURIComponent(key)
    .replaceAll('%2F', '/')
    .replaceAll('%20', '+')
    .replaceAll(/[!'()~]/gu, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);
}

function digits(value: number, length: number): string {
  return value.toString(16).toUpperCase().padStart(length, '0');
}

function hex(random: Random, words: number): string {
  return Array.from({ length: words }, () => digits(random.uint32(), 8)).join('');
}
