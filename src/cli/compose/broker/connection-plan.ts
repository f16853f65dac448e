import { PmSimError } from '../../../runtime/errors.ts';
import type { PublishLimits } from '../../../simulator/connection/stream/publish-limiter.ts';

export interface ConnectionPlanInput {
  readonly devices: number;
  /** Absent: each device has a connection of its own. */
  readonly gateways?: number | 'auto';
  /** Messages of one device in a second of wall time, if its edge drops nothing. */
  readonly messagesPerS: number;
  /** Topic, payload and header of one message. */
  readonly messageBytes: number;
  /** What the broker lets one connection publish; absent: whatever comes. */
  readonly limits?: PublishLimits;
}

/**
 * Part of a broker's bound that is planned with: devices are spread evenly over their interval, but a
 * second has a few more messages of a gateway than the next.
 */
const PLANNED_SHARE = 0.85;
/**
 * Messages per second of one gateway where nobody limits it: a slot of 2 ms then has 20, and a write
 * costs a twentieth of a message's share (engineering judgement, from `bench/fleet.ts`).
 */
const USUAL_PER_S = 10_000;

/**
 * How many connections a fleet has.
 * @throws PmSimError `run/too-few-gateways` where the broker would not take what they would publish
 */
export function planConnections(input: ConnectionPlanInput): number {
  const { devices, gateways, limits } = input;
  const needed = limits === undefined ? usual(input) : within(input, limits);
  if (gateways === 'auto') return Math.min(devices, needed);
  const asked = Math.min(devices, gateways ?? devices);
  if (limits !== undefined && asked < within(input, limits, 1)) {
    throw tooFew(input, limits, needed);
  }
  return asked;
}

function usual({ devices, messagesPerS }: ConnectionPlanInput): number {
  return Math.max(1, Math.ceil((devices * messagesPerS) / USUAL_PER_S));
}

function within(input: ConnectionPlanInput, limits: PublishLimits, share = PLANNED_SHARE): number {
  const { devices, messagesPerS, messageBytes } = input;
  const messages = (devices * messagesPerS) / (limits.messagesPerS * share);
  const bytes = (devices * messagesPerS * messageBytes) / (limits.bytesPerS * share);
  return Math.max(1, Math.ceil(Math.max(messages, bytes)));
}

function tooFew(input: ConnectionPlanInput, limits: PublishLimits, needed: number): PmSimError {
  const { devices, gateways, messagesPerS } = input;
  const perS = (devices * messagesPerS) / Number(gateways ?? devices);
  const text = `Each connection would publish ${perS.toFixed(0)} messages/s of ${input.messageBytes} bytes, and the broker takes ${limits.messagesPerS} messages/s and ${limits.bytesPerS} bytes/s.`;
  const slower = `or a longer --message-interval`;
  return new PmSimError('run/too-few-gateways', text, {
    hint:
      needed > devices
        ? `A device alone is more than the broker takes: a longer --message-interval.`
        : `Take --gateways ${needed} or auto, ${slower}.`,
  });
}
