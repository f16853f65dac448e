import { PmSimError } from '../../../runtime/errors.ts';
import { IOT_QUOTAS } from '../../stack/iot-quotas.ts';

export interface PlannedTraffic {
  readonly devices: number;
  /** Of one device, after its filters, in wall time. */
  readonly messagesPerSecond: number;
  /** Of one message, mean. */
  readonly payloadBytes: number;
  readonly connectsPerSecond: number;
}

/**
 * Refuses what AWS IoT Core would not take, before anything is connected.
 * @throws PmSimError `quota/exceeded` naming the quota, its value and what was planned
 */
export function checkQuotas(planned: PlannedTraffic): void {
  const { devices, messagesPerSecond, payloadBytes, connectsPerSecond } = planned;
  refuseAbove({
    what: 'connections a second',
    planned: connectsPerSecond,
    quota: IOT_QUOTAS.connectsPerSecond,
    hint: 'Give a smaller --connect-rate.',
  });
  refuseAbove({
    what: 'messages a second from one device',
    planned: messagesPerSecond,
    quota: IOT_QUOTAS.publishesPerSecondPerConnection,
    hint: 'Give a smaller --speed or a longer --message-interval.',
  });
  refuseAbove({
    what: 'messages a second from all devices',
    planned: devices * messagesPerSecond,
    quota: IOT_QUOTAS.inboundPublishesPerSecond,
    hint: 'Give fewer devices, a smaller --speed or a longer --message-interval.',
  });
  refuseAbove({
    what: 'bytes a message',
    planned: payloadBytes,
    quota: IOT_QUOTAS.payloadBytes,
    hint: 'Give the profile fewer metrics.',
  });
}

function refuseAbove({
  what,
  planned,
  quota,
  hint,
}: Readonly<{ what: string; planned: number; quota: number; hint: string }>): void {
  if (planned <= quota) return;
  throw new PmSimError(
    'quota/exceeded',
    `The run would have ${Math.ceil(planned)} ${what}; AWS IoT Core takes ${quota}.`,
    { hint },
  );
}
