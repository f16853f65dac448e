import { createDownlinks } from './downlinks.ts';
import { createHeldMessages } from './held-messages.ts';
import type { DeviceTransport } from './iot-device-sdk.ts';
import {
  beginSuccession,
  type DeviceIdentity,
  type Succession,
  type SuccessionOptions,
} from './succession.ts';

/** A transport that goes over to another certificate without losing a message. */
export interface RenewableTransport extends DeviceTransport {
  readonly identity: () => DeviceIdentity;
  /**
   * Connects with the new identity in place of the old one. Resolves to whether the broker let it in;
   * if it did not, the old identity is in use again.
   */
  renew(identity: DeviceIdentity): Promise<boolean>;
  /** Goes over to what has been put in place of the identity in use, if anything has. */
  look(): Promise<void>;
}

/**
 * While one identity takes over from another nothing is published: messages wait for the new
 * connection. What the old one could not deliver goes first on the new one, so the order stays.
 */
export async function openRenewableTransport(
  options: SuccessionOptions,
): Promise<RenewableTransport> {
  const downlinks = createDownlinks();
  const late: { succession?: Succession } = {};
  const held = createHeldMessages(() => late.succession?.changing() !== undefined);
  const succession = await beginSuccession(options, {
    detach: () => downlinks.detach(),
    attach(transport) {
      held.resend(transport);
      downlinks.attach(transport);
    },
  });
  late.succession = succession;
  const { transport, changing } = succession;
  return {
    ready: transport().ready,
    identity: succession.identity,
    async renew(identity) {
      return (await succession.change(identity)).renewed;
    },
    async look() {
      await changing();
      const next = options.newer(succession.identity());
      if (next !== undefined) await succession.change(next);
    },
    async publish(topic, payload) {
      // Not a turn later than need be: an earlier message must not be overtaken.
      if (changing() !== undefined) await changing();
      return held.publish(transport(), topic, payload);
    },
    async room(signal) {
      await changing();
      return transport().room(signal);
    },
    listen: (downlink) =>
      downlinks.add(downlink, changing() === undefined ? transport() : undefined),
    refusal: () => (changing() === undefined ? transport().refusal() : undefined),
    async drain(timeoutMs) {
      await changing();
      return transport().drain(timeoutMs);
    },
    [Symbol.asyncDispose]: () => succession.dispose(),
  };
}
