import { once } from 'node:events';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import type { IConnackPacket, Packet } from 'mqtt';
import { mqttPacket } from './mqtt-packet.ts';

/** One client's connection, as the script of a test sees it. */
export interface ScriptedClient {
  readonly socket: Socket;
  /** Version that the client's CONNECT asked for. */
  readonly version: () => 4 | 5;
  send(...packets: readonly Packet[]): void;
}

export interface ScriptedBroker extends AsyncDisposable {
  readonly port: number;
  /** What clients have sent, in order of arrival. */
  readonly received: readonly Packet[];
  /** Resolves once so many packets of this kind have come. */
  seen(cmd: Packet['cmd'], count?: number): Promise<void>;
}

type Script = (packet: Packet, client: ScriptedClient) => void;

/** A broker that says what a test tells it to; CONNECT is accepted unless the script is given it. */
export async function startScriptedBroker(script: Script): Promise<ScriptedBroker> {
  const received: Packet[] = [];
  const watchers = new Set<() => void>();
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.setNoDelay(true);
    socket.on('error', () => undefined);
    const parser = mqttPacket.parser();
    let version: 4 | 5 = 4;
    const client: ScriptedClient = {
      socket,
      version: () => version,
      send: (...packets) =>
        void socket.write(
          Buffer.concat(packets.map((p) => mqttPacket.generate(p, { protocolVersion: version }))),
        ),
    };
    parser.on('packet', (packet: Packet) => {
      if (packet.cmd === 'connect') version = packet.protocolVersion === 5 ? 5 : 4;
      received.push(packet);
      for (const look of watchers) look();
      script(packet, client);
    });
    socket.on('data', (chunk: Buffer) => parser.parse(chunk));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    received,
    seen: (cmd, count = 1) =>
      new Promise((resolve) => {
        const look = (): void => {
          if (received.filter((packet) => packet.cmd === cmd).length < count) return;
          watchers.delete(look);
          resolve();
        };
        watchers.add(look);
        look();
      }),
    async [Symbol.asyncDispose]() {
      const closed = once(server, 'close');
      server.close();
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}

/** CONNACK with this code, 0 to accept. */
export function connack(code = 0, properties: IConnackPacket['properties'] = {}): Packet {
  const codes = { returnCode: code, reasonCode: code };
  return { cmd: 'connack', sessionPresent: false, ...codes, properties };
}

export function puback(messageId: number | undefined, reasonCode = 0): Packet {
  return { cmd: 'puback', ...(messageId === undefined ? {} : { messageId }), reasonCode };
}

export function suback(messageId: number | undefined, granted: number[] = [1]): Packet {
  return { cmd: 'suback', granted, ...(messageId === undefined ? {} : { messageId }) };
}
