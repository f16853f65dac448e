import { describe, expect, it } from 'vitest';
import { encodeText } from '../../../../src/simulator/connection/lean/encode.ts';
import type {
  Closure,
  LinkEvents,
  OpenLink,
  OutgoingMessage,
} from '../../../../src/simulator/connection/link.ts';
import { PacketStore } from '../../../../src/simulator/connection/stream/packet-store.ts';
import { packetsOver } from '../../../../src/simulator/connection/stream/packets-over-link.ts';

const OPTIONS = {
  clientId: 'd',
  protocolVersion: 4,
  keepAliveSeconds: 60,
  connectTimeoutMs: 1_000,
  dial: () => {
    throw new Error('nobody dials');
  },
} as const;

const nothing = (): void => undefined;

/** Its functions are not its own properties, as those of a device's connection. */
class Listener implements LinkEvents {
  readonly acked: (readonly [packetId: number, refusal: string | undefined])[] = [];
  readonly reached: Closure['reached'][] = [];

  onConnected(): void {
    this.reached.push('accepted');
  }

  onClosed(closure: Closure): void {
    this.reached.push(closure.reached);
  }

  onAcked(packetId: number, refusal?: string): void {
    this.acked.push([packetId, refusal]);
  }
}

/** A client that keeps what it is given, and answers when the test says so. */
function opened(qos: 0 | 1) {
  const sent: { message: OutgoingMessage; done: (refusal?: string) => void }[] = [];
  const listener = new Listener();
  let told: LinkEvents | undefined;
  const openLink: OpenLink = (_options, events) => {
    told = events;
    return {
      publish: (message, done) => void sent.push({ message, done }),
      subscribe: nothing,
      unsubscribe: nothing,
      end: nothing,
      destroy: nothing,
    };
  };
  const link = packetsOver(openLink, 5)(OPTIONS, listener);
  const store = new PacketStore({ qos, messagesMax: 100, bytesMax: 10_000 });
  for (const text of ['a', 'Öl ⚡', '']) store.add(encodeText('dt/x'), Buffer.from(text));
  const packets = store.next({ messages: 100, bytes: 10_000 }) ?? Buffer.alloc(0);
  let taken = 0;
  link.write(packets, () => (taken += 1));
  return {
    sent,
    acked: listener.acked,
    reached: listener.reached,
    taken: () => taken,
    connect: () => told?.onConnected({ receiveMax: 10, sessionPresent: false }),
    close: () => told?.onClosed({ reached: 'socket' }),
  };
}

describe('packets over a client that takes messages', () => {
  it('are the messages, in order, acknowledged by the identifiers that the packets have', () => {
    const { sent, acked } = opened(1);
    for (const { done } of sent.toReversed()) done();
    sent[0]?.done('not authorized');

    expect(sent.map(({ message }) => message)).toEqual(
      ['a', 'Öl ⚡', ''].map((payload) => ({ topic: 'dt/x', payload, qos: 1, dup: false })),
    );
    expect(acked).toEqual([
      [3, undefined],
      [2, undefined],
      [1, undefined],
      [1, 'not authorized'],
    ]);
  });

  it('are taken at QoS 1 when they have been read', async () => {
    const { taken } = opened(1);
    expect(taken()).toBe(0);
    await Promise.resolve();
    expect(taken()).toBe(1);
  });

  it('are taken at QoS 0 when the last of them was', async () => {
    const { sent, taken } = opened(0);
    await Promise.resolve();
    sent[0]?.done();
    sent[1]?.done();
    expect(taken()).toBe(0);
    sent[2]?.done();
    expect(taken()).toBe(1);
  });

  it('tell whoever listens when the connection stands and when it ends', () => {
    const { reached, connect, close } = opened(1);
    connect();
    close();
    expect(reached).toEqual(['accepted', 'socket']);
  });

  it('are not taken once the connection is gone', async () => {
    const { taken, close } = opened(1);
    close();
    await Promise.resolve();
    expect(taken()).toBe(0);
  });
});
