import { z } from 'zod';

export const topicRecord = z.strictObject({
  arn: z.string(),
  displayName: z.string(),
});
export type TopicRecord = z.infer<typeof topicRecord>;

/** The protocols that the twin delivers by; AWS has sms, application and firehose besides. */
export const protocol = z.enum(['lambda', 'sqs', 'http', 'https', 'email', 'email-json']);
export type Protocol = z.infer<typeof protocol>;

export const subscriptionRecord = z.strictObject({
  arn: z.string(),
  topicArn: z.string(),
  protocol,
  endpoint: z.string(),
  /** Until the endpoint has confirmed, it gets nothing. */
  confirmed: z.boolean(),
  /** Confirms the subscription. */
  token: z.string(),
  rawDelivery: z.boolean(),
  /** JSON text. */
  filterPolicy: z.string().optional(),
});
export type SubscriptionRecord = z.infer<typeof subscriptionRecord>;
