import type { LinkOptions } from '../link.ts';
import { PACKET } from './packet-type.ts';
import { varintBytes, writeVarint } from './varint.ts';

/** Connect flags of MQTT 3.1.1 §3.1.2.3. */
const FLAG = { clean: 0x02, will: 0x04, willAtQos1: 0x08, password: 0x40, username: 0x80 };
const NO_PROPERTIES = Buffer.of(0);
const NOTHING = Buffer.alloc(0);

export type ConnectOptions = Pick<
  LinkOptions,
  'clientId' | 'protocolVersion' | 'keepAliveSeconds' | 'will' | 'credentials'
>;

/** A publisher has no session to come back to, so every one begins clean. */
export function encodeConnect(options: ConnectOptions): Buffer {
  const { clientId, protocolVersion, keepAliveSeconds, will, credentials } = options;
  const properties = protocolVersion === 5 ? NO_PROPERTIES : NOTHING;
  const flags = connectFlags(options);
  const header = Buffer.of(protocolVersion, flags, keepAliveSeconds >> 8, keepAliveSeconds);
  return packet(PACKET.connect, [
    encodeText('MQTT'),
    header,
    properties,
    encodeText(clientId),
    ...(will === undefined ? [] : [properties, encodeText(will.topic), encodeText(will.payload)]),
    ...[credentials?.username, credentials?.password].flatMap((text) =>
      text === undefined ? [] : [encodeText(text)],
    ),
  ]);
}

function connectFlags({ will, credentials }: ConnectOptions): number {
  return (
    FLAG.clean |
    (will === undefined ? 0 : FLAG.will | FLAG.willAtQos1) |
    (credentials === undefined ? 0 : FLAG.username) |
    (credentials?.password === undefined ? 0 : FLAG.password)
  );
}

export function encodePingreq(): Buffer {
  return packet(PACKET.pingreq, []);
}

/** Normal disconnection, reason 0, which MQTT 5 lets one leave out (§3.14.2.1). */
export function encodeDisconnect(): Buffer {
  return packet(PACKET.disconnect, []);
}

/** UTF-8 with its length in two bytes before it (MQTT 3.1.1 §1.5.3). */
export function encodeText(text: string): Buffer {
  const bytes = Buffer.from(`\0\0${text}`);
  bytes.writeUInt16BE(bytes.length - 2);
  return bytes;
}

function packet(type: number, parts: readonly Buffer[]): Buffer {
  const length = parts.reduce((sum, part) => sum + part.length, 0);
  const head = Buffer.allocUnsafe(1 + varintBytes(length));
  head[0] = type << 4;
  writeVarint(head, length, 1);
  return Buffer.concat([head, ...parts]);
}
