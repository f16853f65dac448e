/**
 * Topic layout `dt/pm-sim/{site}/{device}/{kind}`: the data-topic form of the AWS whitepaper
 * "Designing MQTT Topics for AWS IoT Core" (dt / application / context / thing / kind). Four
 * slashes of the seven that AWS IoT Core allows.
 */
const ROOT = 'dt/pm-sim';

export type TopicKind = 'telemetry' | 'status' | 'alarm' | 'diagnostics';

export function deviceTopic(site: string, device: string, kind: TopicKind): string {
  return `${ROOT}/${site}/${device}/${kind}`;
}

/** Topic filter that matches every device's topic of one kind; for rules and subscribers. */
export function fleetTopicFilter(kind: TopicKind): string {
  return `${ROOT}/+/+/${kind}`;
}

/** Position of the device name in the topic, 1-based as the rule SQL function `topic(n)` counts. */
export const DEVICE_SEGMENT = 4;
