import { PACKET } from './packet-type.ts';
import { varintBytes, writeVarint } from './varint.ts';

/** A PUBLISH before it is bytes. */
export interface PublishPacket {
  /** From `encodeText`: the same for every message of a stream, so it is encoded once. */
  readonly topic: Buffer;
  readonly payload: string;
  /** UTF-8 length of the payload. */
  readonly payloadBytes: number;
  readonly qos: 0 | 1;
  readonly dup: boolean;
  /** 1 … 65535; only QoS 1 carries it. */
  readonly packetId: number;
  readonly protocolVersion: 4 | 5;
}

export function publishBytes(packet: PublishPacket): number {
  const remaining = remainingBytes(packet);
  return 1 + varintBytes(remaining) + remaining;
}

/** Writes the packet at `offset` and returns the offset behind it. */
export function writePublish(target: Buffer, packet: PublishPacket, offset: number): number {
  const { topic, payload, payloadBytes, qos, dup, packetId } = packet;
  target[offset] = (PACKET.publish << 4) | (dup ? 8 : 0) | (qos << 1);
  let at = writeVarint(target, remainingBytes(packet), offset + 1);
  target.set(topic, at);
  at += topic.length;
  if (qos === 1) at = target.writeUInt16BE(packetId, at);
  if (packet.protocolVersion === 5) at = target.writeUInt8(0, at);
  // As many bytes as characters is ASCII, which Latin-1 copies without looking at each.
  target.write(payload, at, payloadBytes === payload.length ? 'latin1' : 'utf8');
  return at + payloadBytes;
}

/** Topic, packet identifier, the empty properties of MQTT 5, payload (§3.3). */
function remainingBytes({ topic, payloadBytes, qos, protocolVersion }: PublishPacket): number {
  return topic.length + (qos === 1 ? 2 : 0) + (protocolVersion === 5 ? 1 : 0) + payloadBytes;
}
