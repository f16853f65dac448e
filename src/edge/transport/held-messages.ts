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
  const send = (transport: DeviceTransport, message: Held): void => {
    transport.publish(message.topic, message.payload).then(
      () => {
        messages.delete(message);
        message.resolve();
      },
      (error: unknown) => {
        if (isChanging() && endedWithConnection(error)) return;
        messages.delete(message);
        message.reject(error);
      },
    );
  };
  return {
    publish: (transport, topic, payload) =>
      new Promise((resolve, reject) => {
        const message = { topic, payload, resolve, reject };
        messages.add(message);
        send(transport, message);
      }),
    resend(transport) {
      for (const message of messages) send(transport, message);
    },
  };
}

function endedWithConnection(error: unknown): boolean {
  return (
    error instanceof PmSimError &&
    (error.code === 'connection/closed' || error.code === 'connection/refused')
  );
}
