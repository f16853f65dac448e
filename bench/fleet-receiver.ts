// Whoever is at the other end, in a process of its own: `fleet-receiver.ts sink` is a broker that only
// acknowledges and counts; `fleet-receiver.ts PORT` subscribes to everything at the broker of that port.
// Both look at the sequence number of every message. A line on stdin is answered with what has come.
import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { createInterface } from 'node:readline';
import { createFrameParser, type Frame } from '../src/simulator/connection/lean/frame-parser.ts';
import { encodeConnect, encodePingreq } from '../src/simulator/connection/lean/encode.ts';

export interface Received {
  readonly messages: number;
  readonly devices: number;
  /** By sequence number: holes up to the highest that came, and numbers that came again. */
  readonly lost: number;
  readonly duplicated: number;
  readonly connections: number;
}

const [CONNECT, CONNACK, PUBLISH, SUBSCRIBE, PINGREQ] = [1, 2, 3, 8, 12];
const CONNECTED = Buffer.of(0x20, 2, 0, 0);
const PONG = Buffer.of(0xd0, 0);
const SEQ = Buffer.from(',"seq":');

interface Device {
  highest: number;
  count: number;
}

const devices = new Map<string, Device>();
let messages = 0;
let connections = 0;
let duplicated = 0;

/** The device is a segment of the topic; the number is read from the payload without parsing it. */
function count(frame: Frame): number {
  const { bytes, start, end, header } = frame;
  const topicEnd = start + 2 + bytes.readUInt16BE(start);
  const topic = bytes.toString('latin1', start + 2, topicEnd);
  const name = topic.slice(topic.indexOf('/', 14) + 1, topic.lastIndexOf('/'));
  let at = bytes.indexOf(SEQ, topicEnd) + SEQ.length;
  let seq = 0;
  for (; at < end; at += 1) {
    const digit = (bytes[at] ?? 0) - 48;
    if (digit < 0 || digit > 9) break;
    seq = 10 * seq + digit;
  }
  messages += 1;
  let device = devices.get(name);
  if (device === undefined) devices.set(name, (device = { highest: 0, count: 0 }));
  device.count += 1;
  if (seq <= device.highest) duplicated += 1;
  device.highest = Math.max(device.highest, seq);
  return (header & 6) === 0 ? 0 : bytes.readUInt16BE(topicEnd);
}

function received(): Received {
  let lost = 0;
  for (const { highest, count: got } of devices.values()) lost += highest - got;
  return { messages, devices: devices.size, lost: lost + duplicated, duplicated, connections };
}

/** Acknowledgements of what came together go out together. */
function serve(socket: Socket): void {
  socket.setNoDelay(true);
  connections += 1;
  let acks = Buffer.allocUnsafe(4_096);
  let used = 0;
  const parser = createFrameParser((frame) => {
    const type = frame.header >> 4;
    if (type === CONNECT) socket.write(CONNECTED);
    if (type === PINGREQ) socket.write(PONG);
    if (type !== PUBLISH) return true;
    const id = count(frame);
    if (id === 0) return true;
    if (used + 4 > acks.length) acks = Buffer.concat([acks], 2 * acks.length);
    acks.writeUInt32BE(0x40_02_00_00 + id, used);
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

async function listen(): Promise<number> {
  const server = createServer(serve);
  server.listen({ port: 0, host: '127.0.0.1', backlog: 1_024 });
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

async function subscribe(port: number): Promise<void> {
  const socket = connect({ port, host: '127.0.0.1', noDelay: true });
  const will = { topic: 'bench/receiver', payload: '' };
  socket.write(
    encodeConnect({ clientId: 'receiver', protocolVersion: 4, keepAliveSeconds: 600, will }),
  );
  const filter = Buffer.from('dt/pm-sim/+/+/telemetry');
  const body = Buffer.concat([Buffer.of(0, 1, 0, filter.length), filter, Buffer.of(0)]);
  const ready = new Promise<void>((resolve) => {
    const parser = createFrameParser((frame) => {
      const type = frame.header >> 4;
      if (type === CONNACK) {
        socket.write(Buffer.concat([Buffer.of((SUBSCRIBE << 4) | 2, body.length), body]));
      }
      if (type === PUBLISH) count(frame);
      if (type === 9) resolve();
      return true;
    });
    socket.on('data', (chunk: Buffer) => parser.feed(chunk));
  });
  setInterval(() => socket.write(encodePingreq()), 60_000).unref();
  await ready;
}

const what = process.argv[2] ?? 'sink';
const port = what === 'sink' ? await listen() : Number(what);
if (what !== 'sink') await subscribe(port);
console.log(JSON.stringify({ port }));
for await (const line of createInterface(process.stdin)) {
  if (line === 'end') process.exit();
  if (line === 'reset') {
    devices.clear();
    [messages, connections, duplicated] = [0, 0, 0];
  }
  console.log(JSON.stringify(received()));
}
process.exit();
