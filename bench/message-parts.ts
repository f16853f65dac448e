// What each part of a message costs on one core, for every family behind a gateway:
//
//   message-parts.ts                          every profile, 1,000 devices
//   message-parts.ts --profile factory --devices 100000 --rounds 8
//
// Each column does what the one before it does and one thing more, so the differences are the parts.
// Nothing is sent: what the kernel takes for 600 bytes is in `fleet.ts`.
import { parseArgs } from 'node:util';
import { loadRunProfile } from '../src/cli/compose/profile-sections.ts';
import { RoundMap, type Rounder } from '../src/runtime/round-map.ts';
import { encodeText } from '../src/simulator/connection/lean/encode.ts';
import { PacketStore } from '../src/simulator/connection/stream/packet-store.ts';
import { createFleet, type Fleet } from '../src/simulator/fleet.ts';
import { telemetryHash, type LineHash } from '../src/simulator/telemetry-hash.ts';
import { createMessageWriter } from '../src/telemetry/message-bytes.ts';
import type { Reading } from '../src/telemetry/reading.ts';
import { deviceTopic } from '../src/telemetry/topics.ts';
import { report } from './measure.ts';

const PROFILES = ['factory', 'wind-farm', 'oil-field', 'oil-field-esp', 'bose-fleet'];
const { values: asked } = parseArgs({
  options: {
    profile: { type: 'string' },
    devices: { type: 'string', default: '1000' },
    rounds: { type: 'string', default: '400' },
  },
});
const PER_SLOT = 100;
const EVERYTHING = { messages: Infinity, bytes: Infinity };

interface Lane extends Rounder<Lane> {
  readonly topic: Buffer;
  readonly hash: LineHash;
  seq: number;
}

/** What is done with a reading, up to and including each part. */
const PARTS = ['step', 'encode', 'hash', 'message', 'packet'] as const;
type Part = (typeof PARTS)[number];

function lanesOf(fleet: Fleet): RoundMap<Lane> {
  const hash = telemetryHash();
  const lanes = new RoundMap<Lane>();
  for (const place of fleet.order) {
    const { name = '', site = '' } = fleet.devices[place] ?? {};
    const topic = encodeText(deviceTopic(site, name, 'telemetry'));
    lanes.add({ key: name, next: undefined, topic, hash: hash.linesOf(name), seq: 0 });
  }
  return lanes;
}

/** Takes a reading as far as that part; returns the message's bytes, as far as it has any. */
function pathOf(fleet: Fleet, part: Part): (reading: Reading) => number {
  const reach = PARTS.indexOf(part);
  const lanes = lanesOf(fleet);
  const writer = createMessageWriter('b1');
  const store = new PacketStore({ qos: 1, messagesMax: 60_000, bytesMax: 1e7 });
  let first = 1;
  return (reading) => {
    if (reach < 1) return 0;
    const line = writer.line(reading);
    const lane = lanes.get(reading.device) as Lane;
    if (reach < 2) return line.length;
    lane.hash.add(line);
    if (reach < 3) return line.length;
    lane.seq += 1;
    const message = writer.message(lane.seq);
    if (reach < 4) return message.length;
    store.add(lane.topic, message);
    if (store.waiting() < PER_SLOT) return message.length;
    store.next(EVERYTHING);
    store.taken(store.wired());
    for (let i = 0; i < PER_SLOT; i += 1, first = (first % 65_535) + 1) store.acknowledged(first);
    return message.length;
  };
}

/**
 * CPU of a message, ns, and its length. The lower quartile of the rounds: whoever else is on the machine
 * makes a round dearer, never cheaper, and the first ones are not compiled yet.
 */
async function costOf(name: string, devices: number, part: Part) {
  const profile = await loadRunProfile(name, [`count=${devices}`], process.cwd());
  const { startMs: start, intervalMs } = profile;
  const fleet = createFleet({ profile, seed: '1', start, faults: [] });
  const take = pathOf(fleet, part);
  const costs: number[] = [];
  let bytes = 0;
  for (let round = 0; round < Number(asked.rounds); round += 1) {
    bytes = 0;
    const began = process.cpuUsage();
    for (const reading of fleet.advance(start + (round + 1) * intervalMs - 1)) {
      bytes += take(reading);
    }
    const { user, system } = process.cpuUsage(began);
    costs.push(((user + system) * 1_000) / devices);
  }
  const quartile = costs.toSorted((a, b) => a - b)[Math.floor(costs.length / 4)] ?? Number.NaN;
  return { ns: quartile, bytes: bytes / devices };
}

for (const name of asked.profile === undefined ? PROFILES : [asked.profile]) {
  const devices = Number(asked.devices);
  const upTo: Record<string, number> = {};
  let bytes = 0;
  for (const part of PARTS) {
    const cost = await costOf(name, devices, part);
    upTo[part] = Math.round(cost.ns);
    bytes = Math.round(cost.bytes);
  }
  const parts = PARTS.map((part, i): [string, number] => [
    part,
    (upTo[part] ?? 0) - (i === 0 ? 0 : (upTo[PARTS[i - 1] ?? part] ?? 0)),
  ]);
  const value = (upTo['packet'] ?? 0) / 1_000;
  report(
    `message-parts-${name}-${devices}`,
    { value, limit: 1.5, unit: 'us of CPU a message' },
    { devices, bytes, nanoseconds: Object.fromEntries(parts) },
  );
}
