// Whoever is at the other end, in a process of its own, which looks at the sequence number of every
// message:
//
//   fleet-receiver.ts sink                a broker that only acknowledges and counts
//   fleet-receiver.ts aedes               aedes, counted by a subscriber in it
//   fleet-receiver.ts twin STATE CERTS N  the twin's broker, for N provisioned machines
//   fleet-receiver.ts PORT                a subscriber to all telemetry at the broker of that port
//
// Prints its port, then answers every line on stdin with what has come; a line `watch SITE` begins anew.
import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { createInterface } from 'node:readline';
import { Aedes } from 'aedes';
import { createFrameParser } from '../src/simulator/connection/lean/frame-parser.ts';
import { encodeConnect, encodePingreq } from '../src/simulator/connection/lean/encode.ts';
import { createCount } from './fleet-count.ts';
import { openTwinBroker } from './fleet-twin.ts';

const [CONNECT, CONNACK, PUBLISH, SUBSCRIBE, SUBACK, PINGREQ] = [1, 2, 3, 8, 9, 12];
const CONNECTED = Buffer.of(0x20, 2, 0, 0);
const PONG = Buffer.of(0xd0, 0);
const PUBACK_HEAD = 0x40_02_00_00;
const TELEMETRY = 'dt/pm-sim/+/+/telemetry';
const count = createCount();

/** Acknowledgements of what came together go out together. */
function serve(socket: Socket): void {
  socket.setNoDelay(true);
  count.connected();
  let acks = Buffer.allocUnsafe(4_096);
  let used = 0;
  const parser = createFrameParser((frame) => {
    const type = frame.header >> 4;
    if (type === CONNECT) socket.write(CONNECTED);
    if (type === PINGREQ) socket.write(PONG);
    if (type !== PUBLISH) return true;
    const id = count.frame(frame);
    if (id === 0) return true;
    if (used + 4 > acks.length) acks = Buffer.concat([acks], 2 * acks.length);
    acks.writeUInt32BE(PUBACK_HEAD + id, used);
    used += 4;
    return true;
  });
  socket.on('data', (chunk: Buffer) => {
    parser.feed(chunk);
    if (used > 0) socket.write(Buffer.from(acks.subarray(0, used)));
    used = 0;
  });
  socket.on('error', () => socket.destroy());
}

async function listening(server: Server): Promise<number> {
  server.listen({ port: 0, host: '127.0.0.1', backlog: 1_024 });
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

const heard: Parameters<Aedes['subscribe']>[1] = ({ topic, payload }, done) => {
  count.message(topic, Buffer.from(payload));
  done();
};

async function startAedes(): Promise<number> {
  const broker = await Aedes.createBroker({ concurrency: 1_000 });
  broker.on('client', () => count.connected());
  await new Promise<void>((resolve) => broker.subscribe(TELEMETRY, heard, () => resolve()));
  return listening(
    createServer((socket) => {
      socket.setNoDelay(true);
      broker.handle(socket);
    }),
  );
}

async function subscribe(port: number): Promise<void> {
  const socket = connect({ port, host: '127.0.0.1', noDelay: true });
  const will = { topic: 'bench/receiver', payload: '' };
  socket.write(
    encodeConnect({ clientId: 'receiver', protocolVersion: 4, keepAliveSeconds: 600, will }),
  );
  const filter = Buffer.from(TELEMETRY);
  const body = Buffer.concat([Buffer.of(0, 1, 0, filter.length), filter, Buffer.of(0)]);
  const ready = new Promise<void>((resolve) => {
    const parser = createFrameParser((frame) => {
      const type = frame.header >> 4;
      if (type === CONNACK) {
        socket.write(Buffer.concat([Buffer.of((SUBSCRIBE << 4) | 2, body.length), body]));
      }
      if (type === PUBLISH) count.frame(frame);
      if (type === SUBACK) resolve();
      return true;
    });
    socket.on('data', (chunk: Buffer) => parser.feed(chunk));
  });
  setInterval(() => socket.write(encodePingreq()), 60_000).unref();
  await ready;
}

async function open([what = 'sink', ...rest]: readonly string[]): Promise<number> {
  if (what === 'sink') return listening(createServer(serve));
  if (what === 'aedes') return startAedes();
  if (what === 'twin') return openTwinBroker(rest, count);
  await subscribe(Number(what));
  return Number(what);
}

console.log(JSON.stringify({ port: await open(process.argv.slice(2)) }));
for await (const line of createInterface(process.stdin)) {
  if (line === 'end') break;
  if (line.startsWith('watch ')) count.watch(line.slice('watch '.length));
  console.log(JSON.stringify(count.received()));
}
process.exit();
