// What a message costs between the physics and the socket: encoding, hash, number, packet, acknowledgement.
// The path of `run --target mqtt://…` beside JSON text made for each message, CPU time and heap.
import { createHash, type Hash } from 'node:crypto';
import { loadRunProfile } from '../src/cli/compose/profile-sections.ts';
import { encodeText } from '../src/simulator/connection/lean/encode.ts';
import { publishBytes, writePublish } from '../src/simulator/connection/lean/publish-packet.ts';
import { PacketStore } from '../src/simulator/connection/stream/packet-store.ts';
import { createFleet } from '../src/simulator/fleet.ts';
import { telemetryHash } from '../src/simulator/telemetry-hash.ts';
import { createMessageWriter } from '../src/telemetry/message-bytes.ts';
import { encodeMessage, encodeReading } from '../src/telemetry/message.ts';
import type { Reading } from '../src/telemetry/reading.ts';
import { deviceTopic } from '../src/telemetry/topics.ts';
import { median, report } from './measure.ts';

const DEVICES = 100;
const MESSAGES = 200_000;
const ROUNDS = 5;
const PER_SLOT = 100;
const EVERYTHING = { messages: Infinity, bytes: Infinity };

const profile = await loadRunProfile('factory', [`count=${DEVICES}`], process.cwd());
const { startMs: start, intervalMs } = profile;
const fleet = createFleet({ profile, seed: '1', start, faults: [] });
const readings = [...fleet.advance(start + 20 * intervalMs - 1)];

interface Lane {
  readonly topic: Buffer;
  seq: number;
}

function lanesOf(): ReadonlyMap<string, Lane> {
  return new Map(
    fleet.devices.map(({ name, site }) => [
      name,
      { topic: encodeText(deviceTopic(site, name, 'telemetry')), seq: 0 },
    ]),
  );
}

/** One gateway: what a slot has is taken as one piece and acknowledged. */
function streamPath(): (reading: Reading) => void {
  const lanes = lanesOf();
  const writer = createMessageWriter('b1');
  const hash = telemetryHash();
  const hashLines = new Map(fleet.devices.map(({ name }) => [name, hash.linesOf(name)]));
  const store = new PacketStore({ qos: 1, messagesMax: 60_000, bytesMax: 1e7 });
  let first = 1;
  return (reading) => {
    const lane = lanes.get(reading.device) as Lane;
    hashLines.get(reading.device)?.add(writer.line(reading));
    lane.seq += 1;
    store.add(lane.topic, writer.message(lane.seq));
    if (store.waiting() < PER_SLOT) return;
    store.next(EVERYTHING);
    store.taken(store.wired());
    for (let i = 0; i < PER_SLOT; i += 1, first = (first % 65_535) + 1) store.acknowledged(first);
  };
}

/** As a program without a hot path does it: text for the hash, text for the message, a buffer. */
function textPath(): (reading: Reading) => void {
  const lanes = lanesOf();
  const hashes = new Map<string, Hash>();
  let packetId = 0;
  return (reading) => {
    const lane = lanes.get(reading.device) as Lane;
    let hash = hashes.get(reading.device);
    if (hash === undefined) hashes.set(reading.device, (hash = createHash('sha256')));
    hash.update(`${encodeReading(reading)}\n`);
    lane.seq += 1;
    const payload = encodeMessage({ ...reading, seq: lane.seq, boot: 'b1' });
    packetId = (packetId % 65_535) + 1;
    const packet = {
      topic: lane.topic,
      payload,
      payloadBytes: Buffer.byteLength(payload),
      qos: 1 as const,
      dup: false,
      packetId,
      protocolVersion: 4 as const,
    };
    writePublish(Buffer.allocUnsafe(publishBytes(packet)), packet, 0);
  };
}

interface Cost {
  readonly cpuUs: number;
  readonly heapBytes: number;
}

/** CPU time and heap growth of a message; growth only where no collection came in between. */
function costOf(path: (reading: Reading) => void): Cost {
  globalThis.gc?.();
  const heap = process.memoryUsage().heapUsed;
  const cpu = process.cpuUsage();
  for (let i = 0; i < MESSAGES; i += 1) path(readings[i % readings.length] as Reading);
  const { user, system } = process.cpuUsage(cpu);
  const grown = process.memoryUsage().heapUsed - heap;
  return { cpuUs: (user + system) / MESSAGES, heapBytes: Math.max(0, grown / MESSAGES) };
}

const paths = { stream: streamPath(), text: textPath() };
for (const path of Object.values(paths)) costOf(path);
const found: Record<keyof typeof paths, Cost[]> = { stream: [], text: [] };
for (let round = 0; round < ROUNDS; round += 1) {
  found.stream.push(costOf(paths.stream));
  found.text.push(costOf(paths.text));
}
const cpu = (name: keyof typeof paths): number => median(found[name].map(({ cpuUs }) => cpuUs));
const heap = found.stream.map(({ heapBytes }) => heapBytes);
report('publish-path', {
  value: cpu('stream'),
  limit: Math.round(cpu('text') * 100) / 100,
  unit: 'us of CPU a message',
});
// Less than any object: a view of some bytes alone takes about a hundred. What is left are boxed numbers.
report('publish-path-heap', { value: median(heap), limit: 32, unit: 'bytes of heap a message' });
