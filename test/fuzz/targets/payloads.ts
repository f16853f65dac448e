import { rmSync } from 'node:fs';
import { createAgent } from '../../../src/edge/agent/agent.ts';
import { openDiskBuffer } from '../../../src/edge/buffer/disk-buffer.ts';
import { createLineReader } from '../../../src/edge/sources/line-reader.ts';
import { readMessage } from '../../../src/edge/sources/read-message.ts';
import {
  createReadingMapper,
  type MappingConfig,
} from '../../../src/edge/sources/reading-mapper.ts';
import { silentLog } from '../../../src/runtime/log.ts';
import { createRandom, type Random } from '../../../src/runtime/random.ts';
import type { Reading } from '../../../src/telemetry/reading.ts';
import { EVERY_FILTER } from '../every-filter.ts';
import { mustWork, Violation, type FuzzTarget, type FuzzWorld } from '../fuzz-target.ts';
import { hostileName } from '../hostile.ts';
import { mutateBytes } from '../mutate-bytes.ts';
import { jsonText, type JsonShape } from '../mutate-json.ts';
import { temporaryDir } from '../temporary-dir.ts';

const SHAPE: JsonShape = {
  seeds: [
    { device_id: 'd1', site_id: 's', type: 'pump', serial: 'x', ts: 1.7e12, seq: 1, boot_id: 'b', schema_v: 1, metrics: { temp_c: 61.2, vib_mms: 2.1 } },
    { asset: 'd2', time: '2026-03-02T08:00:00Z', temp_c: 61.2, vib_mms: 2.1 },
    { header: { time: 1_772_438_400 }, data: { temp: '61.2', tags: [{ value: 2 }] } },
    [{ id: 'd3', temp_c: 1 }],
  ],
  names: ['device_id', 'device', 'asset', 'id', 'site', 'type', 'serial', 'ts', 'time', 't', 'timestamp', 'metrics', 'temp_c', 'vib_mms', 'data', 'header', 'value'],
}; // prettier-ignore

const MAPPINGS: readonly [MappingConfig, ...MappingConfig[]] = [
  {},
  { device: 'topic:2', ts: 'header.time', metrics: { temp_c: 'data.temp', vib_mms: 'data.tags[0].value' } },
  { device: '=constant', site: 'topic:1', type: 'type', ts: 'time' },
]; // prettier-ignore

/** Messages of others into an agent: MQTT or lines, the mapping, every filter, the store. */
export const payloads: FuzzTarget = { name: 'payloads', share: 24, deadlineMs: 1_000, open };

/** AWS IoT Core: bytes of a topic, bytes of a payload that the store can hold at the very least. */
const TOPIC_BYTES_MAX = 256;
const PAYLOAD_BYTES_MAX = 1_000_000;
const TAKEN_AT_ONCE = 64;

function open(): Promise<FuzzWorld> {
  const dir = temporaryDir('payloads');
  const buffer = openDiskBuffer({ dir, limits: { bytesMax: 4e6, ageMaxMs: 1e9 }, sync: 'never', now: () => 0, log: silentLog }); // prettier-ignore
  const agent = createAgent({ edge: EVERY_FILTER, buffer, boot: 'b', random: createRandom('agent'), onAlarm: () => undefined }); // prettier-ignore
  const maps = MAPPINGS.map((mapping) => createReadingMapper({ mapping, now: () => 1.7e12 }));
  const take = (reading: Reading): void => mustWork(() => agent.take(reading));
  const settleAll = (): void => {
    for (
      let taken = buffer.take(TAKEN_AT_ONCE);
      taken.length > 0;
      taken = buffer.take(TAKEN_AT_ONCE)
    ) {
      // prettier-ignore
      for (const { topic, payload } of taken) checkMessage(topic, payload);
      buffer.settle(taken, true);
    }
    if (buffer.held() !== 0) throw new Violation(`${buffer.held()} messages stay in the store`);
  };
  return Promise.resolve({
    draw,
    take(input: Buffer) {
      const head = input.indexOf(10);
      const kind = input[0] === undefined ? 0 : input[0] - 48;
      const topic = JSON.parse(input.toString('utf8', 1, head)) as string;
      const text = input.toString('utf8', head + 1);
      const map = maps[kind] ?? maps[0];
      if (map === undefined) return 'none';
      const problems: string[] = [];
      if (kind < 3) {
        const reading = readMessage(text, map, topic);
        if (typeof reading === 'string') problems.push(reading);
        else take(reading);
      } else {
        const lines = createLineReader({ name: 'l', map, onMalformed: (one) => problems.push(one.text) }); // prettier-ignore
        for (let at = 0; at < text.length; at += 1_000) lines.feed(text.slice(at, at + 1_000), take); // prettier-ignore
        lines.end(take);
        agent.flush();
      }
      settleAll();
      return problems[0] === undefined ? 'accepted' : `malformed: ${kindOf(problems[0])}`;
    },
    [Symbol.asyncDispose]() {
      buffer.close();
      rmSync(dir, { recursive: true });
      return Promise.resolve();
    },
  });
}

function draw(random: Random): Buffer {
  const topic = `site/${random.chance(0.8) ? `d${random.int(50)}` : hostileName(random)}/data`;
  const text = Buffer.from(jsonText(random, SHAPE));
  const bytes = random.chance(0.3) ? mutateBytes(random, text) : text;
  return Buffer.concat([Buffer.from(`${random.int(4)}${JSON.stringify(topic)}\n`), bytes]);
}

/** What goes out can be sent, and read at the far end. */
function checkMessage(topic: string, payload: string): void {
  const fault =
    topicFault(topic) ??
    (Buffer.byteLength(payload) > PAYLOAD_BYTES_MAX ? 'a payload that no frame holds' : undefined);
  if (fault !== undefined) throw new Violation(`it accepted ${fault}: ${JSON.stringify(topic)}`);
  const { ts } = JSON.parse(payload) as { readonly ts?: unknown };
  if (typeof ts !== 'number') throw new Violation(`it accepted ts ${String(ts)}`);
}

function topicFault(topic: string): string | undefined {
  if (Buffer.byteLength(topic) > TOPIC_BYTES_MAX) return 'a topic that AWS IoT does not take';
  // MQTT 5 §1.5.4: no NUL, no half of a surrogate pair, and no control characters either.
  if (/[\p{Cc}\p{Cs}+#]/u.test(topic)) return 'a topic that MQTT does not take';
  return topic.split('/').length === 5 ? undefined : 'a topic with other levels';
}

/** The first words say which refusal it is, the rest what was in the message. */
function kindOf(problem: string): string {
  return problem.split(/[:,"]|\b(?:at|got|of)\b/u, 1)[0]?.trim() ?? problem;
}
