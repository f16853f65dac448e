import fc from 'fast-check';
import type { Packet } from 'mqtt';
import { describe, expect, it } from 'vitest';
import { decodeConnack, decodePuback } from '../../../../src/simulator/connection/lean/decode.ts';
import {
  encodeConnect,
  encodeDisconnect,
  encodePingreq,
  encodeText,
} from '../../../../src/simulator/connection/lean/encode.ts';
import { createFrameParser } from '../../../../src/simulator/connection/lean/frame-parser.ts';
import {
  publishBytes,
  writePublish,
  type PublishPacket,
} from '../../../../src/simulator/connection/lean/publish-packet.ts';
import { mqttPacket } from '../../../contracts/mqtt-packet.ts';

const version = fc.constantFrom(4 as const, 5 as const);
/** Whole characters: half of a surrogate pair is not UTF-8. */
const text = fc.string({ unit: 'grapheme', maxLength: 300 });
const topic = fc.string({ unit: 'grapheme-ascii', minLength: 1, maxLength: 200 });
const topicName = topic.map((name) => name.replaceAll(/[#+]/g, '/'));

/** What MQTT.js reads from bytes. */
function readBack(bytes: Buffer, protocolVersion: 4 | 5): readonly Packet[] {
  const packets: Packet[] = [];
  const parser = mqttPacket.parser({ protocolVersion });
  parser.on('packet', (packet: Packet) => packets.push(packet));
  parser.on('error', (error) => {
    throw error;
  });
  expect(parser.parse(bytes)).toBe(0);
  return packets;
}

/** The packets that our parser finds when the bytes come in these pieces; undefined when it balks. */
function framesOf(pieces: readonly Buffer[]): readonly string[] | undefined {
  const frames: string[] = [];
  const parser = createFrameParser(({ header, bytes, start, end }) => {
    frames.push(`${header}:${bytes.toString('hex', start, end)}`);
    return true;
  });
  return pieces.every((piece) => parser.feed(piece)) ? frames : undefined;
}

function cutAt(bytes: Buffer, places: readonly number[]): readonly Buffer[] {
  const cuts = [0, ...places.map((place) => place % (bytes.length + 1)), bytes.length];
  const sorted = cuts.toSorted((a, b) => a - b);
  return sorted.slice(1).map((end, i) => bytes.subarray(sorted[i], end));
}

const publishPacket = fc
  .record({
    topic: topicName,
    payload: fc.oneof(
      text,
      fc.integer({ min: 0, max: 20_000 }).map((n) => 'ü'.repeat(n)),
    ),
    qos: fc.constantFrom(0 as const, 1 as const),
    dup: fc.boolean(),
    packetId: fc.integer({ min: 1, max: 65_535 }),
    protocolVersion: version,
  })
  .map((asked) => ({ ...asked, dup: asked.dup && asked.qos === 1 }));

describe('packets that we encode', () => {
  it('are the PUBLISH that MQTT.js reads, at any place of a buffer', () => {
    fc.assert(
      fc.property(publishPacket, fc.nat(50), (asked, offset) => {
        const packet: PublishPacket = {
          ...asked,
          topic: encodeText(asked.topic),
          payloadBytes: Buffer.byteLength(asked.payload),
        };
        const target = Buffer.alloc(offset + publishBytes(packet), 0xff);
        expect(writePublish(target, packet, offset)).toBe(target.length);
        const [read, ...others] = readBack(target.subarray(offset), asked.protocolVersion);
        expect(others).toEqual([]);
        if (read?.cmd !== 'publish') throw new Error(`read ${read?.cmd}`);
        expect(read.payload).toSatisfy((payload: Buffer) =>
          payload.equals(Buffer.from(asked.payload)),
        );
        const { topic: readTopic, qos, dup, messageId } = read;
        expect({ topic: readTopic, qos, dup }).toEqual({
          topic: asked.topic,
          qos: asked.qos,
          dup: asked.dup,
        });
        expect(messageId).toBe(asked.qos === 1 ? asked.packetId : undefined);
      }),
    );
  });

  it('are the CONNECT that MQTT.js reads', () => {
    const connect = fc.record({
      clientId: fc.string({ unit: 'grapheme', minLength: 1, maxLength: 128 }),
      protocolVersion: version,
      keepAliveSeconds: fc.integer({ min: 0, max: 65_535 }),
      will: fc.record({ topic: topicName, payload: text }),
      credentials: fc.record({ username: text, password: text }),
    });
    fc.assert(
      fc.property(connect, (asked) => {
        const packets = readBack(encodeConnect(asked), asked.protocolVersion);
        expect(packets).toHaveLength(1);
        expect(packets[0]).toMatchObject({
          cmd: 'connect',
          protocolVersion: asked.protocolVersion,
          clean: true,
          clientId: asked.clientId,
          keepalive: asked.keepAliveSeconds,
          username: asked.credentials.username,
          password: Buffer.from(asked.credentials.password),
          will: {
            topic: asked.will.topic,
            payload: Buffer.from(asked.will.payload),
            qos: 1,
            retain: false,
          },
        });
      }),
    );
  });

  it.each([4, 5] as const)('are PINGREQ and DISCONNECT of MQTT %i', (protocolVersion) => {
    const bytes = Buffer.concat([encodePingreq(), encodeDisconnect()]);
    expect(readBack(bytes, protocolVersion).map(({ cmd }) => cmd)).toEqual([
      'pingreq',
      'disconnect',
    ]);
  });
});

describe('packets that we parse', () => {
  const sent = fc.record({
    packets: fc.array(
      fc.oneof(
        fc.record({ cmd: fc.constant('pingresp' as const) }),
        fc.record({
          cmd: fc.constant('puback' as const),
          messageId: fc.integer({ min: 1, max: 65_535 }),
        }),
        fc.record({
          cmd: fc.constant('publish' as const),
          topic: topicName,
          payload: fc.string({ maxLength: 500 }),
          qos: fc.constant(0 as const),
          dup: fc.constant(false),
          retain: fc.boolean(),
        }),
      ),
      { minLength: 1, maxLength: 8 },
    ),
    places: fc.array(fc.nat(2_000), { maxLength: 30 }),
  });

  it('are the same wherever the stream is cut', () => {
    fc.assert(
      fc.property(sent, ({ packets, places }) => {
        const each = packets.map((packet) => mqttPacket.generate(packet));
        const whole = framesOf([Buffer.concat(each)]);
        expect(whole).toHaveLength(packets.length);
        expect(framesOf(cutAt(Buffer.concat(each), places))).toEqual(whole);
        expect(framesOf(each)).toEqual(whole);
      }),
    );
  });

  it('neither hang nor throw where they are garbage', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 600 }), fc.array(fc.nat(600)), (garbage, places) => {
        const bytes = Buffer.from(garbage);
        let bytesSeen = 0;
        const parser = createFrameParser((frame) => {
          bytesSeen += frame.end - frame.start + 2;
          decodePuback(frame);
          decodeConnack(frame, 4);
          decodeConnack(frame, 5);
          return true;
        });
        for (const piece of cutAt(bytes, places)) parser.feed(piece);
        expect(bytesSeen).toBeLessThanOrEqual(bytes.length);
      }),
    );
  });

  it('end at a length that no broker has a use for, without waiting for it', () => {
    const parser = createFrameParser(() => true);
    expect(parser.feed(Buffer.of(0x30, 0xff, 0xff, 0xff, 0x7f))).toBe(false);
    expect(parser.feed(Buffer.of(0xd0, 0))).toBe(false);
  });

  it('end at a length of more than four bytes', () => {
    expect(framesOf([Buffer.of(0x30, 0x80, 0x80, 0x80, 0x80, 0x01)])).toBeUndefined();
  });

  it('end where the reader has had enough', () => {
    const seen: number[] = [];
    const parser = createFrameParser(({ header }) => seen.push(header) < 2);
    expect(parser.feed(Buffer.of(0x40, 0, 0x50, 0, 0x60, 0))).toBe(false);
    expect(seen).toEqual([0x40, 0x50]);
  });
});

describe('CONNACK', () => {
  const connack = fc.record({
    serverKeepAlive: fc.integer({ min: 1, max: 65_535 }),
    receiveMaximum: fc.integer({ min: 1, max: 65_535 }),
    reasonString: text,
    userProperties: fc.dictionary(fc.stringMatching(/^[a-z]{1,9}$/), text, {
      minKeys: 1,
      maxKeys: 3,
    }),
    retainAvailable: fc.boolean(),
    maximumPacketSize: fc.integer({ min: 1, max: 1_000_000 }),
  });

  it('tells the keep-alive and the window that the broker wants, whatever else it says', () => {
    fc.assert(
      fc.property(connack, fc.boolean(), (properties, named) => {
        const { serverKeepAlive, receiveMaximum, ...others } = properties;
        const bytes = mqttPacket.generate(
          {
            cmd: 'connack',
            sessionPresent: false,
            reasonCode: 0,
            properties: named ? properties : others,
          },
          { protocolVersion: 5 },
        );
        const found: unknown[] = [];
        createFrameParser((frame) => found.push(decodeConnack(frame, 5)) > 0).feed(bytes);
        expect(found).toEqual([
          named
            ? { code: 0, serverKeepAliveSeconds: serverKeepAlive, receiveMaximum }
            : { code: 0 },
        ]);
      }),
    );
  });
});
