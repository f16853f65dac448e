import { messageOf } from '../../runtime/errors.ts';
import type { Log } from '../../runtime/log.ts';

/** Messages of the services of the twin to whoever has subscribed, in the order of `send`. */
export interface Outbound {
  /** Resolves when the message, and everything before it, has gone out. */
  send(topic: string, document: object): Promise<void>;
}

export interface OutboundOptions {
  readonly publish: (topic: string, payload: string) => Promise<void>;
  readonly log: Log;
}

/** One message after the other: documents of one shadow must arrive in the order of their versions. */
export function createOutbound({ publish, log }: OutboundOptions): Outbound {
  let tail: Promise<void> = Promise.resolve();
  return {
    send(topic, document) {
      const payload = JSON.stringify(document);
      tail = tail
        .then(() => publish(topic, payload))
        .catch((error: unknown) => {
          log({ level: 'warn', area: 'broker', text: `${topic}: ${messageOf(error)}` });
        });
      return tail;
    },
  };
}
