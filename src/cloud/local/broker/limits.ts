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
  /** Topic filters in one SUBSCRIBE. */
  subscriptionsPerRequestMax: 8,
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
/** UTF-8 takes at most three octets for a UTF-16 unit, so a short text needs no counting. */
const OCTETS_PER_UNIT_MAX = 3;

/** What is wrong with a topic name or filter, if anything. Asked for every publish. */
export function topicFault(topic: string): string | undefined {
  const { topicBytesMax, topicSlashesMax } = AWS_IOT_LIMITS;
  const isSpecial = topic.startsWith('$');
  const counted = isSpecial ? topic.replace(BASIC_INGEST, '') : topic;
  if (
    counted.length * OCTETS_PER_UNIT_MAX > topicBytesMax &&
    Buffer.byteLength(counted) > topicBytesMax
  ) {
    return `the topic has ${Buffer.byteLength(counted)} bytes, at most ${topicBytesMax} are allowed`;
  }
  const slashes = slashesIn(counted);
  if (slashes > topicSlashesMax) {
    return `the topic has ${slashes} slashes, at most ${topicSlashesMax} are allowed`;
  }
  return isSpecial && !topic.startsWith('$aws/')
    ? 'topics that begin with $ are reserved'
    : undefined;
}

function slashesIn(topic: string): number {
  let count = 0;
  for (let at = topic.indexOf('/'); at >= 0; at = topic.indexOf('/', at + 1)) count += 1;
  return count;
}

/** What is wrong with a client id, if anything. */
export function clientIdFault(clientId: string): string | undefined {
  const { clientIdBytesMax } = AWS_IOT_LIMITS;
  if (Buffer.byteLength(clientId) > clientIdBytesMax) {
    return `the client id is longer than ${clientIdBytesMax} bytes`;
  }
  return clientId.startsWith('$') ? 'client ids that begin with $ are reserved' : undefined;
}

/** The keep-alive that the broker applies to a request of so many seconds. */
export function keepAliveSeconds(requested: number): number {
  const { keepAliveSecondsMin, keepAliveSecondsMax } = AWS_IOT_LIMITS;
  if (requested === 0) return keepAliveSecondsMax;
  return Math.min(keepAliveSecondsMax, Math.max(keepAliveSecondsMin, requested));
}
