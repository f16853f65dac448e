/**
 * Limits of the AWS IoT Core message broker (AWS General Reference, "AWS IoT Core endpoints and
 * quotas", message broker and protocol limits). Sizes are octets of UTF-8.
 */
export const AWS_IOT_LIMITS = {
  clientIdBytesMax: 128,
  topicBytesMax: 256,
  topicSlashesMax: 7,
  payloadBytesMax: 128 * 1024,
  subscriptionsPerConnectionMax: 50,
  keepAliveSecondsMin: 30,
  /** Also what a keep-alive of zero gets. */
  keepAliveSecondsMax: 1_200,
  publishesPerSecondMax: 100,
  /** One hour, the default of persistent sessions. */
  sessionExpirySecondsMax: 3_600,
} as const;

/** Largest MQTT packet: the payload, the longest topic, and room for MQTT 5 properties. */
export const PACKET_BYTES_MAX = 149_504;

/** `$aws/rules/<rule>/` of basic ingest is outside the limits of a topic (developer guide, iot-basic-ingest). */
const BASIC_INGEST = /^\$aws\/rules\/[^/]+\//u;

/** What is wrong with a topic name or filter, if anything. */
export function topicFault(topic: string): string | undefined {
  const counted = topic.replace(BASIC_INGEST, '');
  const bytes = Buffer.byteLength(counted);
  if (bytes > AWS_IOT_LIMITS.topicBytesMax) {
    return `the topic has ${bytes} bytes, at most ${AWS_IOT_LIMITS.topicBytesMax} are allowed`;
  }
  const slashes = counted.split('/').length - 1;
  if (slashes > AWS_IOT_LIMITS.topicSlashesMax) {
    return `the topic has ${slashes} slashes, at most ${AWS_IOT_LIMITS.topicSlashesMax} are allowed`;
  }
  if (topic.startsWith('$') && !topic.startsWith('$aws/')) {
    return 'topics that begin with $ are reserved';
  }
  return undefined;
}

/** The keep-alive that the broker applies to a request of so many seconds. */
export function keepAliveSeconds(requested: number): number {
  const { keepAliveSecondsMin, keepAliveSecondsMax } = AWS_IOT_LIMITS;
  if (requested === 0) return keepAliveSecondsMax;
  return Math.min(keepAliveSecondsMax, Math.max(keepAliveSecondsMin, requested));
}
