import { z } from 'zod';

/** Attributes of a standard queue that the twin models, with AWS's defaults (SQS API reference, CreateQueue). */
export const queueRecord = z.strictObject({
  name: z.string(),
  createdAt: z.number(),
  visibilityTimeoutSeconds: z.number(),
  retentionSeconds: z.number(),
  waitSeconds: z.number(),
});
export type QueueRecord = z.infer<typeof queueRecord>;

export const messageAttribute = z.strictObject({
  DataType: z.string(),
  StringValue: z.string().optional(),
  /** Base64. */
  BinaryValue: z.string().optional(),
});

export const messageRecord = z.strictObject({
  id: z.string(),
  body: z.string(),
  attributes: z.record(z.string(), messageAttribute),
  /** ms since the epoch. */
  sentAt: z.number(),
});
export type MessageRecord = z.infer<typeof messageRecord>;
