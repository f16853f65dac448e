import { z } from 'zod';

/**
 * The parts of an S3 event that ingest uses (Amazon S3 user guide, "Event message structure"). Fields
 * that a later minor version adds are let through: that is what the page asks of consumers.
 */
const recordSchema = z.looseObject({
  eventVersion: z.string().regex(/^2\./u, 'expected version 2'),
  eventSource: z.literal('aws:s3'),
  eventName: z.string(),
  s3: z.looseObject({
    bucket: z.looseObject({ name: z.string().min(1) }),
    object: z.looseObject({ key: z.string().min(1), eTag: z.string().min(1) }),
  }),
});

const eventSchema = z.looseObject({ Records: z.array(recordSchema) });

/** An object that was put, as an event tells of it. */
export interface CreatedObject {
  readonly bucket: string;
  readonly key: string;
  readonly etag: string;
}

/**
 * Objects that an event says were created; the test event that S3 sends when notifications are set up,
 * which has no records, and other events are none.
 * @throws ZodError when it is no S3 event
 */
export function createdObjects(event: unknown): readonly CreatedObject[] {
  if ((event as { readonly Event?: unknown } | null)?.Event === 's3:TestEvent') return [];
  return eventSchema
    .parse(event)
    .Records.flatMap(({ eventName, s3 }) =>
      eventName.startsWith('ObjectCreated:')
        ? [{ bucket: s3.bucket.name, key: keyOf(s3.object.key), etag: s3.object.eTag }]
        : [],
    );
}

/** Keys are URL-encoded as forms are: a space is a plus. */
function keyOf(encoded: string): string {
  return decodeURIComponent(encoded.replaceAll('+', ' '));
}
