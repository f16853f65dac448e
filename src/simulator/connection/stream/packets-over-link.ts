import { createFrameParser } from '../lean/frame-parser.ts';
import { decodePublish } from '../lean/decode-downlink.ts';
import type { LinkEvents, LinkOptions, OpenLink, PacketLink } from '../link.ts';

/**
 * Lets a client that takes messages carry ready-made packets: it takes each apart again. That costs more
 * than the lean client's writing them as they are; it is for comparing clients, not for speed.
 */
export function packetsOver(openLink: OpenLink, version: LinkOptions['protocolVersion']) {
  return (options: LinkOptions, events: LinkEvents): PacketLink => {
    let over = false;
    const link = openLink(
      { ...options, protocolVersion: version },
      {
        onConnected: (grant) => events.onConnected(grant),
        onClosed(closure) {
          over = true;
          events.onClosed(closure);
        },
        onMessage: (message) => events.onMessage?.(message),
      },
    );
    return {
      publish: (message, onDone) => link.publish(message, onDone),
      subscribe: (filters, qos, onDone) => link.subscribe(filters, qos, onDone),
      unsubscribe: (filters, onDone) => link.unsubscribe(filters, onDone),
      end: () => link.end(),
      destroy: () => link.destroy(),
      write(packets, onTaken) {
        // Its own bound, so that the last message at QoS 0 of a piece tells when all are taken.
        let open = 1;
        const taken = (): void => {
          open -= 1;
          if (open === 0 && !over) onTaken();
        };
        const parser = createFrameParser((frame) => {
          // Packets of a stream are those of 3.1.1.
          const message = decodePublish(frame, 4);
          if (message === undefined) return false;
          const { topic, payload, qos, dup, packetId } = message;
          const text = Buffer.from(payload).toString();
          if (qos === 0) open += 1;
          link.publish({ topic, payload: text, qos, dup }, (refusal) => {
            if (qos === 0) taken();
            else events.onAcked?.(packetId, refusal);
          });
          return true;
        });
        parser.feed(Buffer.from(packets));
        queueMicrotask(taken);
      },
    };
  };
}
