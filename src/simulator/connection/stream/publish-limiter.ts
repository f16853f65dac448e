import type { Allowance } from './packet-store.ts';

/** What a broker lets one connection publish, per second. */
export interface PublishLimits {
  readonly messagesPerS: number;
  readonly bytesPerS: number;
}

/**
 * AWS IoT Core's bounds on one connection: 100 inbound publishes/s and 512 KiB/s ("AWS IoT Core endpoints
 * and quotas", message broker, "Publish requests per second per connection" and "Throughput per second
 * per connection"); neither can be raised.
 */
export const AWS_CONNECTION_LIMITS: PublishLimits = { messagesPerS: 100, bytesPerS: 524_288 };

/** Part of a second whose allowance may be saved up: it bounds what leaves at once. */
const BURST_S = 0.1;

/** Lets out no more in any second than the limits and what may be saved up beside them. */
export interface PublishLimiter {
  /** What may go out at `nowMs`; the object is the same each time. */
  allowance(nowMs: number): Allowance;
  spent(messages: number, bytes: number): void;
}

/** Limits that leave room for the saved-up part: a second's allowance and one burst make the bound. */
export function createPublishLimiter(limits: PublishLimits, startMs: number): PublishLimiter {
  const sustained = 1 / (1 + BURST_S);
  const rate = {
    messages: limits.messagesPerS * sustained,
    bytes: limits.bytesPerS * sustained,
  };
  // The longest message of AWS IoT Core, 128 KiB, must fit.
  const most = {
    messages: rate.messages * BURST_S,
    bytes: Math.max(rate.bytes * BURST_S, 140_000),
  };
  const saved = { ...most };
  const allowed = { messages: 0, bytes: 0 };
  let last = startMs;
  return {
    allowance(nowMs) {
      const elapsedS = Math.max(0, nowMs - last) / 1_000;
      last = nowMs;
      saved.messages = Math.min(most.messages, saved.messages + elapsedS * rate.messages);
      saved.bytes = Math.min(most.bytes, saved.bytes + elapsedS * rate.bytes);
      allowed.messages = Math.floor(saved.messages);
      allowed.bytes = saved.bytes;
      return allowed;
    },
    spent(messages, bytes) {
      saved.messages -= messages;
      saved.bytes -= bytes;
    },
  };
}

/** Of a broker that takes whatever comes. */
export const UNLIMITED: Allowance = { messages: Infinity, bytes: Infinity };
