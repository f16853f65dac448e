import fc from 'fast-check';
import type { Packet } from 'mqtt';
import { describe, expect, it } from 'vitest';
import {
  decodePublish,
  decodeSuback,
} from '../../../../src/simulator/connection/lean/decode-downlink.ts';
import {
  encodePuback,
  encodeSubscribe,
  encodeUnsubscribe,
} from '../../../../src/simulator/connection/lean/encode.ts';
import {
  createFrameParser,
  type Frame,
} from '../../../../src/simulator/connection/lean/frame-parser.ts';
import { mqttPacket } from '../../../contracts/mqtt-packet.ts';

const version = fc.constantFrom(4 as const, 5 as const);
const packetId = fc.integer({ min: 1, max: 65_535 });
const name = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 60 });
const topic = name.map((text) => text.replaceAll(/[#+\0]/g, '/'));

/** What MQTT.js reads from bytes. */
function readBack(bytes: Buffer, protocolVersion: 4 | 5): Packet | undefined {
  let read: Packet | undefined;
  const parser = mqttPacket.parser({ protocolVersion });
  parser.on('packet', (packet: Packet) => (read = packet));
  parser.on('error', (error) => {
    throw error;
  });
  expect(parser.parse(bytes)).toBe(0);
  return read;
}

/** What `decode` makes of the packet in `bytes`. */
function decoded<T>(bytes: Buffer, decode: (frame: Frame) => T): T | undefined {
  let result: T | undefined;
  createFrameParser((frame) => {
    result = decode(frame);
    return true;
  }).feed(bytes);
  return result;
}

describe('packets that go down to a device', () => {
  it('are the PUBLISH that MQTT.js writes', () => {
    const publish = fc.record({
      topic,
      payload: fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)),
      qos: fc.constantFrom(0 as const, 1 as const),
      messageId: packetId,
      properties: fc.record({
        userProperties: fc.dictionary(fc.stringMatching(/^[a-z]{1,60}$/), name, {
          minKeys: 1,
          maxKeys: 4,
        }),
      }),
    });
    fc.assert(
      fc.property(publish, version, fc.boolean(), (asked, protocolVersion, retain) => {
        const packet = { cmd: 'publish' as const, retain, dup: asked.qos === 1, ...asked };
        const bytes = mqttPacket.generate(packet, { protocolVersion });
        expect(decoded(bytes, (frame) => decodePublish(frame, protocolVersion))).toEqual({
          topic: asked.topic,
          payload: asked.payload,
          qos: asked.qos,
          dup: asked.qos === 1,
          packetId: asked.qos === 1 ? asked.messageId : 0,
        });
      }),
    );
  });

  it('are the answers to filters, one reason each', () => {
    fc.assert(
      fc.property(
        packetId,
        version,
        fc.array(fc.constantFrom(0, 1, 128), { minLength: 1 }),
        (id, protocolVersion, granted) => {
          const bytes = mqttPacket.generate(
            { cmd: 'suback', messageId: id, granted },
            { protocolVersion },
          );
          const ack = decoded(bytes, (frame) => decodeSuback(frame, protocolVersion));
          expect(ack?.packetId).toBe(id);
          expect([...(ack?.reasons ?? [])]).toEqual(granted);
        },
      ),
    );
  });

  it.each([
    ['of QoS 2', [0x34, 6, 0, 1, 97, 0, 1, 0]],
    ['whose topic is longer than it', [0x30, 3, 0, 9, 97]],
    ['that has no topic', [0x30, 1, 0]],
    ['that ends before its identifier', [0x32, 3, 0, 1, 97]],
    ['whose properties are longer than it', [0x30, 4, 0, 1, 97, 5]],
    ['whose properties have no length', [0x30, 3, 0, 1, 97]],
  ])('are refused as a PUBLISH %s', (_what, bytes) => {
    const seen: unknown[] = [];
    decoded(Buffer.from(bytes), (frame) => seen.push(decodePublish(frame, 5)));
    expect(seen).toEqual([undefined]);
  });

  it.each([
    ['shorter than an identifier', [0x90, 1, 0]],
    ['whose properties are longer than it', [0x90, 3, 0, 1, 7]],
  ])('are refused as a SUBACK %s', (_what, bytes) => {
    const seen: unknown[] = [];
    decoded(Buffer.from(bytes), (frame) => seen.push(decodeSuback(frame, 5)));
    expect(seen).toEqual([undefined]);
  });
});

describe('packets that go up about them', () => {
  it('are the SUBSCRIBE and UNSUBSCRIBE that MQTT.js reads', () => {
    const filters = fc.array(topic, { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(filters, packetId, version, (asked, id, protocolVersion) => {
        const packet = { packetId: id, protocolVersion };
        const subscribe = readBack(encodeSubscribe(asked, { ...packet, qos: 1 }), protocolVersion);
        expect(subscribe).toMatchObject({
          cmd: 'subscribe',
          messageId: id,
          subscriptions: asked.map((filter) => ({ topic: filter, qos: 1 })),
        });
        const unsubscribe = readBack(encodeUnsubscribe(asked, packet), protocolVersion);
        expect(unsubscribe).toMatchObject({
          cmd: 'unsubscribe',
          messageId: id,
          unsubscriptions: asked,
        });
      }),
    );
  });

  it.each([4, 5] as const)('are the PUBACK of MQTT %i', (protocolVersion) => {
    expect(readBack(encodePuback(513), protocolVersion)).toMatchObject({
      cmd: 'puback',
      messageId: 513,
    });
  });
});
