import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { connect as connectTls } from 'node:tls';
import type { Random } from '../../../src/runtime/random.ts';
import { connect, startBench } from '../../cloud/local/broker/fixtures.ts';
import { addDevice, openRegistry, temporaryFolder } from '../../cloud/local/identity/fixtures.ts';
import { Violation, type FuzzTarget, type FuzzWorld } from '../fuzz-target.ts';
import { hostileName, pick } from '../hostile.ts';
import { mutateBytes, randomBytes } from '../mutate-bytes.ts';

/** Bytes to the twin's broker over mutual TLS, from a device that may connect; then it still serves. */
export const broker: FuzzTarget = { name: 'twin-broker', share: 0.08, deadlineMs: 10_000, open };

const NAME = 'wt-001';
const PATIENCE_MS = 20;
const TOPIC = `dt/pm-sim/site/${NAME}/telemetry`;

async function open(): Promise<FuzzWorld> {
  const folder = await temporaryFolder();
  const registry = await openRegistry(folder.path);
  const bench = await startBench(registry);
  const device = addDevice(registry, NAME);
  return {
    draw: (random) => conversation(random),
    async take(input) {
      bench.refusals.length = 0;
      bench.messages.length = 0;
      const socket = connectTls({ port: bench.broker.port, host: '127.0.0.1', ca: registry.caPem, cert: device.cert, key: device.key, checkServerIdentity: () => undefined }); // prettier-ignore
      const answers: Buffer[] = [];
      socket.on('data', (chunk: Buffer) => answers.push(chunk));
      // A broker that hangs up while we write resets the connection, which is its right.
      socket.on('error', () => undefined);
      const closed = new Promise((resolve) => socket.once('close', resolve));
      await Promise.race([once(socket, 'secureConnect'), closed]);
      socket.write(input);
      // Half a packet is waited for; whole ones are answered within the time, or the broker hangs up.
      const answered = new Promise((resolve) => socket.once('data', resolve));
      await Promise.race([answered, closed, pause(PATIENCE_MS)]);
      socket.end();
      await closed;
      const [refusal] = bench.refusals;
      if (refusal !== undefined) return `refused at ${refusal.stage}: ${refusal.reason}`;
      if (bench.messages.length > 0) return 'accepted';
      return answers.length > 0 ? 'answered' : 'closed without an answer';
    },
    async [Symbol.asyncDispose]() {
      const client = await connect(bench, registry, { device });
      await client.publishAsync(TOPIC, '{}', { qos: 1 });
      await client.endAsync();
      const left = bench.broker.connectedCount();
      await bench.broker[Symbol.asyncDispose]();
      await registry[Symbol.asyncDispose]();
      await folder[Symbol.asyncDispose]();
      if (left > 1) throw new Violation(`${left} connections stayed open`);
    },
  };
}

/** CONNECT and what a device may say after it, as the standard has it or nearly. */
function conversation(random: Random): Buffer {
  const version = random.chance(0.5) ? 4 : 5;
  const connectPacket = connectOf(version, random.chance(0.9) ? NAME : hostileName(random));
  const packets = Array.from({ length: random.int(4) }, () => packetOf(random, version));
  const [opening, rest] = [connectPacket, Buffer.concat(packets)];
  switch (random.int(10)) {
    case 0:
      return randomBytes(random, random.int(100));
    case 1:
      return mutateBytes(random, Buffer.concat([opening, rest]));
    case 2:
      return Buffer.concat([mutateBytes(random, opening, 2), rest]);
    default:
      return Buffer.concat([opening, random.chance(0.7) ? mutateBytes(random, rest, 2) : rest]);
  }
}

function packetOf(random: Random, version: 4 | 5): Buffer {
  const none = version === 5 ? [0] : [];
  const topic = random.chance(0.7) ? TOPIC : hostileName(random);
  const body = Buffer.from('{"device_id":"wt-001"}');
  return pick(random, [
    packet(0x30, Buffer.concat([text(topic), Buffer.from(none), body])),
    packet(0x32, Buffer.concat([text(topic), Buffer.of(0, 1, ...none), body])),
    packet(0x34, Buffer.concat([text(topic), Buffer.of(0, 2, ...none), body])),
    packet(0x82, Buffer.concat([Buffer.of(0, 3, ...none), text(topic), Buffer.of(random.int(3))])),
    packet(0xa2, Buffer.concat([Buffer.of(0, 4, ...none), text(topic)])),
    packet(0x40, Buffer.of(0, 1)),
    packet(0xc0, Buffer.alloc(0)),
    packet(0xe0, Buffer.alloc(0)),
    connectOf(version, NAME),
  ]);
}

function connectOf(version: 4 | 5, clientId: string): Buffer {
  const properties = version === 5 ? [0] : [];
  const head = Buffer.concat([text('MQTT'), Buffer.of(version, 2, 0, 60, ...properties)]);
  return packet(0x10, Buffer.concat([head, text(clientId)]));
}

function text(value: string): Buffer {
  const bytes = Buffer.from(value);
  return Buffer.concat([Buffer.of(bytes.length >> 8, bytes.length & 255), bytes]);
}

/** The length in groups of seven bits (MQTT 5 §1.5.5). */
function packet(header: number, body: Buffer): Buffer {
  const length: number[] = [];
  let rest = body.length;
  do {
    length.push((rest % 128) + (rest >= 128 ? 128 : 0));
    rest = Math.floor(rest / 128);
  } while (rest > 0);
  return Buffer.concat([Buffer.of(header, ...length), body]);
}
