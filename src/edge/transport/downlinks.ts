import type { Downlink } from './downlink.ts';
import type { DeviceTransport } from './iot-device-sdk.ts';

/** Who listens, over however many connections. */
export interface Downlinks {
  /** Begins on the connection, if there is one; returns how to end it. */
  add(downlink: Downlink, transport: DeviceTransport | undefined): () => void;
  attach(transport: DeviceTransport): void;
  /** The connection is about to end. */
  detach(): void;
}

export function createDownlinks(): Downlinks {
  const attached = new Map<Downlink, (() => void) | undefined>();
  return {
    add(downlink, transport) {
      attached.set(downlink, transport?.listen(downlink));
      return () => {
        attached.get(downlink)?.();
        attached.delete(downlink);
      };
    },
    attach(transport) {
      for (const downlink of attached.keys()) attached.set(downlink, transport.listen(downlink));
    },
    detach() {
      for (const downlink of attached.keys()) attached.set(downlink, undefined);
    },
  };
}
