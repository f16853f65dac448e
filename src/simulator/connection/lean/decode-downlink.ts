import type { IncomingMessage } from '../link.ts';
import type { Frame } from './frame-parser.ts';

/** A PUBLISH of the broker. */
export interface Downlink extends IncomingMessage {
  /** 0 at QoS 0. */
  readonly packetId: number;
}

/** Undefined: not a PUBLISH that we may be sent; nobody subscribes at QoS 2 here. */
export function decodePublish(frame: Frame, protocolVersion: 4 | 5): Downlink | undefined {
  const { header, bytes, start, end } = frame;
  const qos = (header >> 1) & 3;
  if (qos > 1 || start + 2 > end) return undefined;
  const topicEnd = start + 2 + bytes.readUInt16BE(start);
  const behindId = topicEnd + 2 * qos;
  if (behindId > end) return undefined;
  const payloadStart = protocolVersion === 5 ? behindProperties(bytes, behindId, end) : behindId;
  if (payloadStart === undefined) return undefined;
  return {
    topic: bytes.toString('utf8', start + 2, topicEnd),
    payload: bytes.subarray(payloadStart, end),
    qos: qos === 0 ? 0 : 1,
    dup: (header & 8) !== 0,
    packetId: qos === 0 ? 0 : bytes.readUInt16BE(topicEnd),
  };
}

interface Suback {
  readonly packetId: number;
  /** One a filter; from 128 on the broker does not grant it. 3.1.1 has none in an UNSUBACK. */
  readonly reasons: Uint8Array;
}

/** SUBACK and UNSUBACK (§3.9, §3.11). Undefined: neither. */
export function decodeSuback(frame: Frame, protocolVersion: 4 | 5): Suback | undefined {
  const { bytes, start, end } = frame;
  if (end - start < 2) return undefined;
  const at = protocolVersion === 5 ? behindProperties(bytes, start + 2, end) : start + 2;
  if (at === undefined) return undefined;
  return { packetId: bytes.readUInt16BE(start), reasons: bytes.subarray(at, end) };
}

/** Where the properties that begin at `offset` end; undefined where the packet ends before them. */
function behindProperties(bytes: Buffer, offset: number, end: number): number | undefined {
  let length = 0;
  for (let i = 0; i < 4 && offset + i < end; i += 1) {
    const byte = bytes[offset + i] ?? 0;
    length += (byte & 127) * 128 ** i;
    if (byte < 128) {
      const behind = offset + i + 1 + length;
      return behind <= end ? behind : undefined;
    }
  }
  return undefined;
}
