import { PmSimError } from '../../runtime/errors.ts';
import type { DeviceTransport } from './iot-device-sdk.ts';

/** Messages that no connection has delivered yet, in the order of their publishing. */
export interface HeldMessages {
  publish(transport: DeviceTransport, topic: string, payload: string): Promise<void>;
  /** Hands what an earlier connection has left over to this one, before anything newer. */
  resend(transport: DeviceTransport): void;
}

interface Held {
  readonly topic: string;
  readonly payload: string;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/** `isChanging`: whether another connection is about to take over. */
export function createHeldMessages(isChanging: () => boolean): HeldMessages {
  const messages = new Set<Held>();
  const send = async (transport: DeviceTransport, message: Held): Promise<void> => {
    try {
      await transport.publish(message.topic, message.payload);
    } catch (error) {
      if (isChanging() && endedWithConnection(error)) return;
      messages.delete(message);
      message.reject(error);
      return;
    }
    messages.delete(message);
    message.resolve();
  };
  return {
    publish: (transport, topic, payload) =>
      new Promise((resolve, reject) => {
        const message = { topic, payload, resolve, reject };
        messages.add(message);
        void send(transport, message);
      }),
    resend(transport) {
      for (const message of messages) void send(transport, message);
    },
  };
}

function endedWithConnection(error: unknown): boolean {
  return (
    error instanceof PmSimError &&
    (error.code === 'connection/closed' || error.code === 'connection/refused')
  );
}
