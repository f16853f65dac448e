import type { LinkOptions } from '../link.ts';
import { PACKET } from './packet-type.ts';
import { varintBytes, writeVarint } from './varint.ts';

/** Connect flags of MQTT 3.1.1 §3.1.2.3. */
const FLAG = { cleanSession: 0x02, willAtQos1: 0x04 | 0x08, password: 0x40, username: 0x80 };
/** Session Expiry Interval (MQTT 5 §3.1.2.11.2). */
const SESSION_EXPIRY = 0x11;
const NO_PROPERTIES = Buffer.of(0);
const NOTHING = Buffer.alloc(0);

export type ConnectOptions = Pick<
  LinkOptions,
  'clientId' | 'protocolVersion' | 'keepAliveSeconds' | 'will' | 'login' | 'session'
>;

export function encodeConnect(options: ConnectOptions): Buffer {
  const { clientId, protocolVersion, keepAliveSeconds, will, login } = options;
  const flags = connectFlags(options);
  return packet(PACKET.connect << 4, [
    encodeText('MQTT'),
    Buffer.of(protocolVersion, flags, keepAliveSeconds >> 8, keepAliveSeconds),
    connectProperties(options),
    encodeText(clientId),
    ...(will === undefined
      ? []
      : [noProperties(protocolVersion), encodeText(will.topic), encodeText(will.payload)]),
    ...(login === undefined ? [] : [encodeText(login.username)]),
    ...(login?.password === undefined ? [] : [encodeText(login.password)]),
  ]);
}

function connectFlags({ will, login, session }: ConnectOptions): number {
  return (
    (session === undefined ? FLAG.cleanSession : 0) |
    (will === undefined ? 0 : FLAG.willAtQos1) |
    (login === undefined ? 0 : FLAG.username) |
    (login?.password === undefined ? 0 : FLAG.password)
  );
}

function connectProperties({ protocolVersion, session }: ConnectOptions): Buffer {
  if (protocolVersion === 4 || session === undefined) return noProperties(protocolVersion);
  const bytes = Buffer.of(5, SESSION_EXPIRY, 0, 0, 0, 0);
  bytes.writeUInt32BE(session.expirySeconds, 2);
  return bytes;
}

function noProperties(protocolVersion: 4 | 5): Buffer {
  return protocolVersion === 5 ? NO_PROPERTIES : NOTHING;
}

/** §3.8.3: each filter with its subscription options, of which 3.1.1 knows the QoS only. */
export function encodeSubscribe(
  filters: readonly string[],
  { packetId, protocolVersion, qos }: FilterPacket & { readonly qos: 0 | 1 },
): Buffer {
  return packet((PACKET.subscribe << 4) | RESERVED_FLAGS, [
    Buffer.of(packetId >> 8, packetId),
    noProperties(protocolVersion),
    ...filters.flatMap((filter) => [encodeText(filter), Buffer.of(qos)]),
  ]);
}

export function encodeUnsubscribe(
  filters: readonly string[],
  { packetId, protocolVersion }: FilterPacket,
): Buffer {
  return packet((PACKET.unsubscribe << 4) | RESERVED_FLAGS, [
    Buffer.of(packetId >> 8, packetId),
    noProperties(protocolVersion),
    ...filters.map((filter) => encodeText(filter)),
  ]);
}

interface FilterPacket {
  readonly packetId: number;
  readonly protocolVersion: 4 | 5;
}

/** Flags that SUBSCRIBE and UNSUBSCRIBE must have (§3.8.1, §3.10.1). */
const RESERVED_FLAGS = 2;

/** Success, which MQTT 5 lets one leave out (§3.4.2.1). */
export function encodePuback(packetId: number): Buffer {
  return Buffer.of(PACKET.puback << 4, 2, packetId >> 8, packetId);
}

export function encodePingreq(): Buffer {
  return packet(PACKET.pingreq << 4, []);
}

/** Normal disconnection, reason 0, which MQTT 5 lets one leave out (§3.14.2.1). */
export function encodeDisconnect(): Buffer {
  return packet(PACKET.disconnect << 4, []);
}

/** UTF-8 with its length in two bytes before it (MQTT 3.1.1 §1.5.3). */
export function encodeText(text: string): Buffer {
  const bytes = Buffer.from(`\0\0${text}`);
  bytes.writeUInt16BE(bytes.length - 2);
  return bytes;
}

function packet(header: number, parts: readonly Buffer[]): Buffer {
  const length = parts.reduce((sum, part) => sum + part.length, 0);
  const head = Buffer.allocUnsafe(1 + varintBytes(length));
  head[0] = header;
  writeVarint(head, length, 1);
  return Buffer.concat([head, ...parts]);
}
