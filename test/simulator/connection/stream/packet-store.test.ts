import fc from 'fast-check';
import type { IPublishPacket, Packet } from 'mqtt';
import { describe, expect, it } from 'vitest';
import { encodeText } from '../../../../src/simulator/connection/lean/encode.ts';
import { PacketStore } from '../../../../src/simulator/connection/stream/packet-store.ts';
import { mqttPacket } from '../../../contracts/mqtt-packet.ts';

const TOPIC = encodeText('dt/x');
const ALL = { messages: Infinity, bytes: Infinity };

function storeOf(change: Partial<ConstructorParameters<typeof PacketStore>[0]> = {}) {
  return new PacketStore({ qos: 1, messagesMax: 1_000, bytesMax: 1e6, ...change });
}

function packetsIn(bytes: Uint8Array | undefined): readonly IPublishPacket[] {
  const found: Packet[] = [];
  const read = mqttPacket.parser({ protocolVersion: 4 });
  read.on('packet', (packet: Packet) => found.push(packet));
  read.parse(Buffer.from(bytes ?? []));
  return found as IPublishPacket[];
}

const textsOf = (bytes: Uint8Array | undefined): readonly string[] =>
  packetsIn(bytes).map(({ payload }) => String(payload));
const idsOf = (bytes: Uint8Array | undefined) => packetsIn(bytes).map(({ messageId }) => messageId);
const add = (store: PacketStore, text: string): void => store.add(TOPIC, Buffer.from(text));

describe('a packet store', () => {
  it('makes the packets that everybody makes, and gives them out as one piece', () => {
    const store = storeOf();
    const payloads = ['a', 'ü'.repeat(70), 'x'.repeat(20_000)];
    for (const payload of payloads) add(store, payload);
    const expected = payloads.map((payload, i) =>
      mqttPacket.generate({
        cmd: 'publish',
        topic: 'dt/x',
        payload,
        qos: 1,
        messageId: i + 1,
        dup: false,
        retain: false,
      }),
    );
    expect(Buffer.from(store.next(ALL) ?? [])).toEqual(Buffer.concat(expected));
    expect(store.next(ALL)).toBeUndefined();
  });

  it('numbers nothing at QoS 0, and forgets what the socket has taken', () => {
    const store = storeOf({ qos: 0 });
    add(store, 'a');
    add(store, 'b');
    expect(packetsIn(store.next(ALL))).toMatchObject([{ qos: 0 }, { qos: 0 }]);
    const through = store.wired();
    add(store, 'c');
    expect(store.taken(through)).toBe(2);
    expect([store.held(), store.inflight()]).toEqual([1, 0]);
  });

  it('gives out no more than is allowed, in messages and in bytes', () => {
    const store = storeOf();
    for (const text of ['a', 'b', 'c', 'd']) add(store, text);
    expect(textsOf(store.next({ messages: 2, bytes: Infinity }))).toEqual(['a', 'b']);
    expect(store.next({ messages: 2, bytes: 5 })).toBeUndefined();
    expect(textsOf(store.next({ messages: 2, bytes: 20 }))).toEqual(['c']);
  });

  it('sends again what was not acknowledged, in order, marked as a duplicate, before what is new', () => {
    const store = storeOf();
    for (const text of ['a', 'b', 'c', 'd']) add(store, text);
    store.next({ messages: 3, bytes: Infinity });
    store.acknowledged(2);
    store.startOver();
    add(store, 'e');
    const pieces = [store.next(ALL), store.next(ALL)].flatMap((piece) => packetsIn(piece));
    expect(pieces.map(({ payload, dup }) => [String(payload), dup])).toEqual([
      ['a', true],
      ['c', true],
      ['d', false],
      ['e', false],
    ]);
    expect(store.resent()).toBe(2);
  });

  it('takes no acknowledgement twice, and none for what is not on the wire', () => {
    const store = storeOf();
    for (const text of ['a', 'b']) add(store, text);
    store.next({ messages: 1, bytes: Infinity });
    expect([1, 1, 2, 7].map((id) => store.acknowledged(id))).toEqual([true, false, false, false]);
    expect(store.held()).toBe(1);
  });

  it('says when it is full, and gives everything up when asked', () => {
    const store = storeOf({ messagesMax: 2 });
    add(store, 'a');
    expect(store.hasRoom()).toBe(true);
    add(store, 'b');
    expect(store.hasRoom()).toBe(false);
    expect(store.discard()).toBe(2);
    expect([store.hasRoom(), store.held(), store.waiting()]).toEqual([true, 0, 0]);
    expect(storeOf({ bytesMax: 0 }).hasRoom()).toBe(false);
  });

  it('begins with identifier 1 again after 65535', () => {
    const store = storeOf();
    for (let i = 0; i < 65_534; i += 1) {
      store.add(TOPIC, Buffer.of(1));
      store.next(ALL);
      store.taken(0);
      store.acknowledged(i + 1);
    }
    for (const text of ['a', 'b', 'c']) add(store, text);
    expect(idsOf(store.next(ALL))).toEqual([65_535, 1, 2]);
    expect([1, 65_535, 2].map((id) => store.acknowledged(id))).toEqual([true, true, true]);
    expect(store.held()).toBe(0);
  });

  it('delivers each message once and in order, whatever happens in between', () => {
    const step = fc.oneof(
      { weight: 4, arbitrary: fc.record({ do: fc.constant('add' as const), bytes: fc.nat(900) }) },
      { weight: 4, arbitrary: fc.record({ do: fc.constant('send' as const), most: fc.nat(5) }) },
      { weight: 3, arbitrary: fc.record({ do: fc.constant('ack' as const), which: fc.nat(4) }) },
      { weight: 2, arbitrary: fc.record({ do: fc.constant('taken' as const) }) },
      { weight: 1, arbitrary: fc.record({ do: fc.constant('break' as const) }) },
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 120 }), (steps) => {
        const store = storeOf();
        const expected: string[] = [];
        let onWire: IPublishPacket[] = [];
        let lying: { readonly piece: Uint8Array; readonly copy: Buffer }[] = [];
        const got = new Map<string, number>();
        for (const one of steps) {
          if (one.do === 'add') {
            const text = `${expected.length}:${'x'.repeat(one.bytes)}`;
            expected.push(text);
            add(store, text);
          } else if (one.do === 'send') {
            const piece = store.next({ messages: one.most, bytes: Infinity });
            if (piece === undefined) continue;
            lying.push({ piece, copy: Buffer.from(piece) });
            onWire.push(...packetsIn(piece));
          } else if (one.do === 'ack') {
            const [packet] = onWire.splice(Math.min(one.which, onWire.length - 1), 1);
            if (packet === undefined) continue;
            expect(store.acknowledged(packet.messageId ?? 0)).toBe(true);
            got.set(String(packet.payload), (got.get(String(packet.payload)) ?? 0) + 1);
          } else if (one.do === 'taken') {
            if (lying.shift() !== undefined) store.taken(store.wired());
          } else {
            onWire = [];
            lying = [];
            store.startOver();
          }
          // What a socket has not taken yet lies where it lay.
          for (const { piece, copy } of lying) expect(Buffer.compare(piece, copy)).toBe(0);
        }
        store.startOver();
        const rest: string[] = [];
        for (let piece = store.next(ALL); piece !== undefined; piece = store.next(ALL)) {
          rest.push(...textsOf(piece));
        }
        expect([...got.values()].every((times) => times === 1)).toBe(true);
        expect(rest).toEqual(expected.filter((text) => !got.has(text)));
      }),
      { numRuns: 300 },
    );
  });
});
