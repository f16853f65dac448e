/**
 * What AWS IoT Core grants an account and region unless it was raised (AWS General Reference, "AWS IoT
 * Core endpoints and quotas", message broker and protocol limits).
 */
export const IOT_QUOTAS = {
  /** Connections that are accepted in a second; adjustable. */
  connectsPerSecond: 500,
  /** Publishes of all devices in a second; adjustable. */
  inboundPublishesPerSecond: 20_000,
  /** Publishes of one connection in a second. */
  publishesPerSecondPerConnection: 100,
  /** Bytes of one message. */
  payloadBytes: 131_072,
} as const;
