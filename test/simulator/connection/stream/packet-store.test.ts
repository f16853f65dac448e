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

  it('makes packets of MQTT 5, to be retained where that is asked for', () => {
    const store = storeOf({ protocolVersion: 5, retain: true });
    add(store, 'ü');
    const expected = mqttPacket.generate(
      {
        cmd: 'publish',
        topic: 'dt/x',
        payload: 'ü',
        qos: 1,
        messageId: 1,
        dup: false,
        retain: true,
      },
      { protocolVersion: 5 },
    );
    expect(Buffer.from(store.next(ALL) ?? [])).toEqual(expected);
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
    fc.assert(
      fc.property(fc.array(step, { maxLength: 120 }), (steps) => {
        const wire = createWire();
        for (const one of steps) {
          wire[one.do](one.n);
          // What a socket has not taken yet lies where it lay.
          expect(wire.moved()).toBe(false);
        }
        const { acknowledged, refusedAcks, rest, added } = wire.end();
        expect(refusedAcks).toBe(0);
        expect(new Set(acknowledged).size).toBe(acknowledged.length);
        expect(rest).toEqual(added.filter((text) => !acknowledged.includes(text)));
      }),
      { numRuns: 300 },
    );
  });
});

const step = fc.record({
  do: fc.constantFrom(
    ...(['add', 'add', 'add', 'send', 'send', 'send', 'ack', 'ack', 'taken', 'lose'] as const),
  ),
  n: fc.nat(900),
});

/** A store and the other end of its connection, which sees what is sent and does what it likes. */
function createWire() {
  const store = storeOf();
  const added: string[] = [];
  const acknowledged: string[] = [];
  let refusedAcks = 0;
  let onWire: IPublishPacket[] = [];
  let lying: { readonly piece: Uint8Array; readonly copy: Buffer }[] = [];
  return {
    add(n: number): void {
      added.push(`${added.length}:${'x'.repeat(n)}`);
      add(store, added.at(-1) ?? '');
    },
    send(n: number): void {
      const piece = store.next({ messages: n % 6, bytes: Infinity });
      if (piece === undefined) return;
      lying.push({ piece, copy: Buffer.from(piece) });
      onWire.push(...packetsIn(piece));
    },
    ack(n: number): void {
      const [packet] = onWire.splice(n % Math.max(1, onWire.length), 1);
      if (packet === undefined) return;
      if (!store.acknowledged(packet.messageId ?? 0)) refusedAcks += 1;
      acknowledged.push(String(packet.payload));
    },
    taken(): void {
      if (lying.shift() !== undefined) store.taken(store.wired());
    },
    lose(): void {
      [onWire, lying] = [[], []];
      store.startOver();
    },
    moved: () => lying.some(({ piece, copy }) => Buffer.compare(piece, copy) !== 0),
    end() {
      store.startOver();
      const rest: string[] = [];
      for (let piece = store.next(ALL); piece !== undefined; piece = store.next(ALL)) {
        rest.push(...textsOf(piece));
      }
      return { acknowledged, refusedAcks, rest, added };
    },
  };
}
