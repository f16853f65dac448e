import type { Frame } from './frame-parser.ts';

interface Connack {
  /** 0 accepts. */
  readonly code: number;
  /** MQTT 5: the broker's own choice, which the client must use instead of its own (§3.2.2.3.14). */
  readonly serverKeepAliveSeconds?: number;
  /** MQTT 5: messages of QoS 1 that may be on the wire (§3.2.2.3.3). */
  readonly receiveMaximum?: number;
}

export interface Puback {
  readonly packetId: number;
  /** 0 in MQTT 3.1.1; from 128 on the broker did not want the message. */
  readonly reason: number;
}

/** Undefined: not a CONNACK of this version. */
export function decodeConnack(frame: Frame, protocolVersion: 4 | 5): Connack | undefined {
  const { bytes, start, end } = frame;
  if (end - start < 2 || (protocolVersion === 4 && end - start !== 2)) return undefined;
  const code = bytes.readUInt8(start + 1);
  if (protocolVersion === 4) return { code };
  const properties = bytes.subarray(start + 2, end);
  const seconds = twoByteProperty(properties, SERVER_KEEP_ALIVE);
  const receiveMaximum = twoByteProperty(properties, RECEIVE_MAXIMUM);
  return {
    code,
    ...(seconds === undefined ? {} : { serverKeepAliveSeconds: seconds }),
    ...(receiveMaximum === undefined ? {} : { receiveMaximum }),
  };
}

/** Undefined: not a PUBACK. */
export function decodePuback({ bytes, start, end }: Frame): Puback | undefined {
  if (end - start < 2) return undefined;
  const reason = end - start > 2 ? bytes.readUInt8(start + 2) : 0;
  return { packetId: bytes.readUInt16BE(start), reason };
}

/** Reason of an MQTT 5 DISCONNECT; an empty one means 0. */
export function decodeDisconnect({ bytes, start, end }: Frame): number {
  return end > start ? bytes.readUInt8(start) : 0;
}

const SERVER_KEEP_ALIVE = 0x13;
const RECEIVE_MAXIMUM = 0x21;
/** Bytes of the values of a CONNACK's fixed-length properties (MQTT 5 §3.2.2.3). */
const FIXED_BYTES: ReadonlyMap<number, number> = new Map([
  [0x11, 4],
  [SERVER_KEEP_ALIVE, 2],
  [RECEIVE_MAXIMUM, 2],
  [0x22, 2],
  [0x24, 1],
  [0x25, 1],
  [0x27, 4],
  [0x28, 1],
  [0x29, 1],
  [0x2a, 1],
]);
/** Those that are one text, or for 0x26, user property, two. */
const TEXTS: ReadonlyMap<number, number> = new Map([
  [0x12, 1],
  [0x15, 1],
  [0x16, 1],
  [0x1a, 1],
  [0x1c, 1],
  [0x1f, 1],
  [0x26, 2],
]);

/** Looks through the properties; one that is unknown or cut short ends the search. */
function twoByteProperty(bytes: Buffer, wanted: number): number | undefined {
  let at = skipVarint(bytes);
  while (at < bytes.length) {
    const id = bytes.readUInt8(at);
    if (id === wanted && at + 3 <= bytes.length) return bytes.readUInt16BE(at + 1);
    const next = behindProperty(bytes, id, at + 1);
    if (next === undefined) return undefined;
    at = next;
  }
  return undefined;
}

function skipVarint(bytes: Buffer): number {
  const last = bytes.findIndex((byte) => byte < 128);
  return last === -1 ? bytes.length : last + 1;
}

function behindProperty(bytes: Buffer, id: number, offset: number): number | undefined {
  const fixed = FIXED_BYTES.get(id);
  if (fixed !== undefined) return offset + fixed;
  const texts = TEXTS.get(id);
  if (texts === undefined) return undefined;
  let at = offset;
  for (let i = 0; i < texts; i += 1) {
    if (at + 2 > bytes.length) return undefined;
    at += 2 + bytes.readUInt16BE(at);
  }
  return at;
}
