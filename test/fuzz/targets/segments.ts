import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Buffer as Store, Lane } from '../../../src/edge/buffer/buffer.ts';
import { openDiskBuffer } from '../../../src/edge/buffer/disk-buffer.ts';
import { silentLog } from '../../../src/runtime/log.ts';
import type { Random } from '../../../src/runtime/random.ts';
import { Violation, type FuzzTarget, type FuzzWorld } from '../fuzz-target.ts';
import { pick } from '../hostile.ts';
import { mutateBytes } from '../mutate-bytes.ts';
import { temporaryDir } from '../temporary-dir.ts';

/** Stores whose files were damaged: what is still whole goes out, nothing else does, and it works on. */
export const segments: FuzzTarget = { name: 'segments', share: 1, deadlineMs: 1_000, open };

const SEGMENT_BYTES = 1_500;
const SETTLED = 7;
const LANES: readonly Lane[] = ['alerts', 'telemetry'];
const ENTRIES = 60;

interface File {
  readonly name: string;
  readonly bytes: Buffer;
}

const payloadOf = (lane: Lane, n: number): string =>
  `{"lane":"${lane}","n":${n},"pad":"${'p'.repeat(n % 40)}"}`;

const openStore = (dir: string): Store =>
  openDiskBuffer({ dir, limits: { bytesMax: 1e7, ageMaxMs: 1e12 }, sync: 'never', now: () => 1, log: silentLog, segmentBytesMax: SEGMENT_BYTES }); // prettier-ignore

function open(): Promise<FuzzWorld> {
  const dir = temporaryDir('segments');
  const whole = filesOfStore(join(dir, 'whole'));
  const damaged = join(dir, 'damaged');
  return Promise.resolve({
    draw: (random: Random) => pack(damage(random, whole)),
    take(input: Buffer) {
      rmSync(damaged, { recursive: true, force: true });
      for (const { name, bytes } of unpack(input)) {
        mkdirSync(join(damaged, name, '..'), { recursive: true });
        writeFileSync(join(damaged, name), bytes);
      }
      const store = openStore(damaged);
      try {
        return examine(store);
      } finally {
        store.close();
      }
    },
    [Symbol.asyncDispose]: () => Promise.resolve(rmSync(dir, { recursive: true })),
  });
}

function filesOfStore(dir: string): readonly [File, ...File[]] {
  const store = openStore(dir);
  for (let n = 0; n < ENTRIES; n += 1) {
    for (const lane of LANES) store.add(lane, [{ topic: `t/${n}`, payload: payloadOf(lane, n), ts: n }]); // prettier-ignore
  }
  store.settle(store.take(SETTLED), true);
  store.close();
  const files = LANES.flatMap((lane) =>
    readdirSync(join(dir, lane)).map((name) => ({
      name: `${lane}/${name}`,
      bytes: readFileSync(join(dir, lane, name)),
    })),
  );
  return files as unknown as [File, ...File[]];
}

function damage(random: Random, files: readonly [File, ...File[]]): readonly File[] {
  let list: readonly File[] = files;
  for (let i = random.int(3); i >= 0; i -= 1) {
    const { name, bytes } = pick(random, files);
    const other = pick(random, files);
    const put = (changed: Buffer): readonly File[] =>
      list.map((one) => (one.name === name ? { name, bytes: changed } : one));
    switch (random.int(5)) {
      case 0:
        list = list.filter((one) => one.name !== name);
        break;
      case 1:
        list = put(other.bytes);
        break;
      case 2:
        list = put(shuffledFrames(random, bytes));
        break;
      default:
        list = put(mutateBytes(random, bytes));
    }
  }
  return list;
}

/** Whole records, in another order, some of them twice. */
function shuffledFrames(random: Random, bytes: Buffer): Buffer {
  const frames: Buffer[] = [];
  for (let at = 0; at + 8 <= bytes.length; at += 8 + bytes.readUInt32LE(at)) {
    frames.push(bytes.subarray(at, at + 8 + bytes.readUInt32LE(at)));
    if (frames.length > ENTRIES) break;
  }
  for (let i = random.int(3); i >= 0 && frames.length > 0; i -= 1) {
    const [frame = Buffer.alloc(0)] = frames.splice(random.int(frames.length), random.chance(0.8) ? 1 : 0); // prettier-ignore
    frames.splice(random.int(frames.length + 1), 0, frame);
  }
  return Buffer.concat(frames);
}

/** Takes everything, adds one more, and takes that. */
function examine(store: Store): string {
  const { damaged } = store.counters();
  const delivered = drain(store);
  store.add('telemetry', [{ topic: 't/new', payload: 'new', ts: 0 }]);
  const [last, ...more] = store.take(2);
  if (last?.payload !== 'new' || more.length > 0) {
    throw new Violation(`after the damage an entry that was added comes out as ${JSON.stringify([last, ...more])}`); // prettier-ignore
  }
  store.settle([last], true);
  if (store.held() !== 0) throw new Violation(`${store.held()} entries stay behind`);
  if (damaged > 0) return 'damage reported';
  return delivered < 2 * ENTRIES - SETTLED ? 'cut' : 'accepted';
}

function drain(store: Store): number {
  const last = { alerts: -1, telemetry: -1 };
  let count = 0;
  for (let taken = store.take(16); taken.length > 0; taken = store.take(16)) {
    for (const { lane, ordinal, payload, topic } of taken) {
      // A lane's file may stand in the other's folder; what it says is still what was written.
      const n = Number(topic.slice(2));
      if (!LANES.some((one) => payloadOf(one, n) === payload)) throw new Violation(`it invents ${payload}`); // prettier-ignore
      if (ordinal <= last[lane]) throw new Violation(`${lane} ${ordinal} comes after ${last[lane]}`); // prettier-ignore
      last[lane] = ordinal;
    }
    count += taken.length;
    if (count > 10 * ENTRIES) throw new Violation('it gives more than there was');
    store.settle(taken, true);
  }
  return count;
}

/** One input for all files: a line of names and lengths, then the bytes. */
function pack(files: readonly File[]): Buffer {
  const head = JSON.stringify(files.map(({ name, bytes }) => [name, bytes.length]));
  return Buffer.concat([Buffer.from(`${head}\n`), ...files.map(({ bytes }) => bytes)]);
}

function unpack(input: Buffer): readonly File[] {
  const head = input.indexOf('\n');
  const names = JSON.parse(input.toString('utf8', 0, head)) as readonly [string, number][];
  let at = head + 1;
  return names.map(([name, length]) => ({ name, bytes: input.subarray(at, (at += length)) }));
}
