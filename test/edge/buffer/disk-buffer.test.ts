import * as fs from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Buffer as Spool, BufferEntry, TakenEntry } from '../../../src/edge/buffer/buffer.ts';
import { openDiskBuffer, type DiskBufferOptions } from '../../../src/edge/buffer/disk-buffer.ts';
import type { LogLine } from '../../../src/runtime/log.ts';

let dir: string;
let lines: LogLine[];
let now: number;

beforeEach(() => {
  dir = fs.mkdtempSync(join(tmpdir(), 'buffer-'));
  lines = [];
  now = 1_000;
});
afterEach(() => fs.rmSync(dir, { recursive: true, force: true }));

const open = (options: Partial<DiskBufferOptions> = {}): Spool =>
  openDiskBuffer({
    dir,
    limits: { bytesMax: 1e9, ageMaxMs: 1e9 },
    sync: 'never',
    now: () => now,
    log: (line) => void lines.push(line),
    ...options,
  });

const entry = (n: number): BufferEntry => ({ topic: `t/${n}`, payload: `payload ${n}`, ts: n });
const entries = (from: number, to: number): BufferEntry[] =>
  Array.from({ length: to - from }, (_, i) => entry(from + i));
const linkOf = (fd: string): string => {
  try {
    return fs.readlinkSync(join('/proc/self/fd', fd));
  } catch {
    return '';
  }
};
/** Files of the store that this process has open. */
const openFiles = (): number =>
  fs.readdirSync('/proc/self/fd').filter((fd) => linkOf(fd).startsWith(dir)).length;
const times = (taken: readonly TakenEntry[]): number[] => taken.map(({ ts }) => ts);
const segments = (): string[] =>
  fs.readdirSync(join(dir, 'telemetry')).filter((name) => name.endsWith('.seg'));
const segmentPath = (i = 0): string => join(dir, 'telemetry', segments()[i] ?? '');

describe('a buffer on disk', () => {
  it('gives entries back in order, as they were', () => {
    const spool = open();
    spool.add('telemetry', [{ topic: 'pm/a', payload: '{"é":"😀"}', ts: 7 }, entry(8)]);
    expect(spool.take(5)).toEqual([
      {
        topic: 'pm/a',
        payload: '{"é":"😀"}',
        ts: 7,
        lane: 'telemetry',
        ordinal: 0,
        acceptedAt: 1_000,
        late: false,
      },
      { ...entry(8), lane: 'telemetry', ordinal: 1, acceptedAt: 1_000, late: false },
    ]);
    expect(spool.take(5)).toEqual([]);
    spool.close();
  });

  it('lets alerts overtake the backlog', () => {
    const spool = open();
    spool.add('telemetry', entries(0, 3));
    spool.add('alerts', [entry(100)]);
    expect(times(spool.take(2))).toEqual([100, 0]);
    spool.close();
  });

  it('takes an entry that was not accepted again in its old place, and calls it late', () => {
    const spool = open();
    spool.add('telemetry', entries(0, 5));
    const [first, second, third] = spool.take(3) as [TakenEntry, TakenEntry, TakenEntry];
    spool.settle([second], true);
    spool.settle([third], false);
    spool.settle([first], false);
    const again = spool.take(5);
    expect(times(again)).toEqual([0, 2, 3, 4]);
    expect(again.map(({ late }) => late)).toEqual([true, true, false, false]);
    expect(spool.held()).toBe(4);
    spool.close();
  });

  it('keeps what was not settled over a kill, and calls it late', () => {
    const killed = open();
    killed.add('telemetry', entries(0, 6));
    const taken = killed.take(4);
    killed.settle([taken[0] as TakenEntry, taken[1] as TakenEntry, taken[3] as TakenEntry], true);
    // No close: the process is gone.
    const spool = open();
    const again = spool.take(10);
    expect(times(again)).toEqual([2, 3, 4, 5]);
    expect(again.every(({ late }) => late)).toBe(true);
    spool.close();
    killed.close();
  });

  it('counts on from where it was when everything had left', () => {
    const first = open();
    first.add('telemetry', entries(0, 3));
    first.settle(first.take(3), true);
    first.close();
    const second = open();
    expect(second.held()).toBe(0);
    second.add('telemetry', [entry(9)]);
    expect(second.take(1)).toEqual([
      { ...entry(9), lane: 'telemetry', ordinal: 3, acceptedAt: 1_000, late: false },
    ]);
    second.close();
  });

  it('cuts a torn tail off, and says so', () => {
    const killed = open();
    killed.add('telemetry', entries(0, 3));
    killed.close();
    fs.truncateSync(segmentPath(), fs.statSync(segmentPath()).size - 5);
    const spool = open();
    expect(times(spool.take(9))).toEqual([0, 1]);
    expect(spool.counters().damaged).toBe(0);
    expect(lines.map(({ text }) => text)).toEqual(['Cut off an unfinished write']);
    spool.add('telemetry', [entry(3)]);
    expect(times(spool.take(9))).toEqual([3]);
    spool.close();
  });

  it('sets a damaged segment aside, reports it, and keeps every whole entry', () => {
    const killed = open();
    killed.add('telemetry', entries(0, 10));
    killed.settle(killed.take(2), true);
    killed.close();
    const path = segmentPath();
    const bytes = fs.readFileSync(path);
    const at = bytes.indexOf('payload 5');
    bytes.write('?', at);
    fs.writeFileSync(path, bytes);
    const spool = open();
    expect(times(spool.take(20))).toEqual([2, 3, 4, 6, 7, 8, 9]);
    expect(spool.counters().damaged).toBe(1);
    expect(fs.readFileSync(`${path}.corrupt`)).toEqual(bytes);
    expect(lines.map(({ level }) => level)).toEqual(['error']);
    spool.close();
  });

  it('finds the entries after a damaged length', () => {
    const killed = open();
    killed.add('telemetry', entries(0, 10));
    killed.close();
    const bytes = fs.readFileSync(segmentPath());
    const at = bytes.indexOf('t/4');
    bytes.fill(0xff, at - 34, at - 26);
    fs.writeFileSync(segmentPath(), bytes);
    const spool = open();
    expect(times(spool.take(20))).toEqual([0, 1, 2, 3, 5, 6, 7, 8, 9]);
    spool.close();
  });

  it('is empty once everything whole has left, whatever damage took, and frees its files', () => {
    const killed = open({ segmentBytesMax: 200 });
    for (let i = 0; i < 20; i += 1) killed.add('telemetry', [entry(i)]);
    killed.close();
    fs.rmSync(segmentPath(2));
    const bytes = fs.readFileSync(segmentPath(0));
    bytes.write('?', bytes.indexOf('payload 1'));
    fs.writeFileSync(segmentPath(0), bytes);
    const spool = open({ segmentBytesMax: 200 });
    const taken = spool.take(50);
    expect(taken.length).toBeLessThan(19);
    spool.settle(taken, true);
    expect([spool.held(), segments().length]).toEqual([0, 1]);
    spool.close();
    const again = open();
    expect(again.take(50)).toEqual([]);
    again.close();
  });

  it('sends whole entries in order, each once, wherever they were put', () => {
    const killed = open({ segmentBytesMax: 200 });
    for (let i = 0; i < 20; i += 1) killed.add('telemetry', [entry(i)]);
    killed.close();
    const paths = [0, 1, 2].map((i) => segmentPath(i));
    const [first, second, third] = paths.map((path) => fs.readFileSync(path));
    const frame = 8 + (first?.readUInt32LE(0) ?? 0);
    const shuffled = [
      first?.subarray(frame),
      first?.subarray(0, frame),
      second?.subarray(0, frame),
    ];
    fs.writeFileSync(paths[0] ?? '', third ?? '');
    fs.writeFileSync(paths[1] ?? '', Buffer.concat(shuffled.flatMap((part) => part ?? [])));
    fs.writeFileSync(paths[2] ?? '', second ?? '');
    const spool = open({ segmentBytesMax: 200 });
    const taken = spool.take(50);
    expect(times(taken)).toEqual(Array.from({ length: 20 }, (_, i) => i));
    expect(spool.counters().damaged).toBeGreaterThan(0);
    spool.settle(taken, true);
    expect(spool.held()).toBe(0);
    spool.close();
  });

  it('goes on when files that wait to be read are given up or taken away', () => {
    const spool = open({ segmentBytesMax: 200, limits: { bytesMax: 2_000, ageMaxMs: 1e9 } });
    spool.close();
    const late = open({ segmentBytesMax: 200, limits: { bytesMax: 2_000, ageMaxMs: 1e9 } });
    for (let i = 0; i < 20; i += 1) late.add('telemetry', [entry(i)]);
    late.close();
    const again = open({ segmentBytesMax: 200, limits: { bytesMax: 2_000, ageMaxMs: 1e9 } });
    again.settle(again.take(1), true);
    fs.rmSync(segmentPath(2));
    for (let i = 20; i < 60; i += 1) again.add('telemetry', [entry(i)]);
    const rest = times(again.take(100));
    expect(rest).toEqual(rest.toSorted((a, b) => a - b));
    expect(rest.at(-1)).toBe(59);
    again.close();
  });

  it.runIf(fs.existsSync('/proc/self/fd'))('holds no file open that it no longer reads', () => {
    const before = open({ segmentBytesMax: 200 });
    for (let i = 0; i < 20; i += 1) before.add('telemetry', [entry(i)]);
    before.close();
    const spool = open({ segmentBytesMax: 200 });
    spool.take(1);
    expect(openFiles()).toBe(5);
    spool.close();
    expect(openFiles()).toBe(0);
  });

  it('gives the oldest telemetry up for room, and alerts last', () => {
    const spool = open({ segmentBytesMax: 300, limits: { bytesMax: 1_200, ageMaxMs: 1e9 } });
    spool.add('alerts', [entry(1_000)]);
    for (let i = 0; i < 60; i += 1) spool.add('telemetry', [entry(i)]);
    const { accepted, evicted, bytes } = spool.counters();
    expect(bytes).toBeLessThanOrEqual(1_200);
    const left = times(spool.take(100));
    expect(left[0]).toBe(1_000);
    expect(left.slice(1)).toEqual(Array.from({ length: left.length - 1 }, (_, i) => evicted + i));
    expect(left.at(-1)).toBe(59);
    expect(accepted).toBe(61);
    spool.close();
  });

  it('gives up what is too old', () => {
    const spool = open({ segmentBytesMax: 100, limits: { bytesMax: 1e9, ageMaxMs: 500 } });
    spool.add('telemetry', entries(0, 3));
    now += 501;
    spool.add('telemetry', [entry(3)]);
    expect(times(spool.take(9))).toEqual([3]);
    expect(spool.counters().evicted).toBe(3);
    spool.close();
  });

  it.each([
    [true, { delivered: 3, evicted: 0 }],
    [false, { delivered: 0, evicted: 3 }],
  ])(
    'counts what was given up while it was out by what became of it: delivered %s',
    (accepted, counters) => {
      const spool = open({ segmentBytesMax: 100, limits: { bytesMax: 1e9, ageMaxMs: 500 } });
      spool.add('telemetry', entries(0, 3));
      const taken = spool.take(3);
      now += 501;
      spool.add('telemetry', [entry(3)]);
      expect(spool.counters().evicted).toBe(0);
      spool.settle(taken, accepted);
      expect(spool.counters()).toMatchObject(counters);
      expect(times(spool.take(9))).toEqual([3]);
      spool.close();
    },
  );

  it('never counts an entry twice: accepted is delivered, given up, and held', () => {
    const step = fc.record({
      add: fc.integer({ min: 0, max: 9 }),
      take: fc.integer({ min: 0, max: 9 }),
      accept: fc.boolean(),
      settle: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        fs.rmSync(dir, { recursive: true, force: true });
        const spool = open({ segmentBytesMax: 150, limits: { bytesMax: 600, ageMaxMs: 1e9 } });
        const out: TakenEntry[] = [];
        let next = 0;
        for (const one of steps) {
          spool.add('telemetry', entries(next, next + one.add));
          next += one.add;
          out.push(...spool.take(one.take));
          if (one.settle) spool.settle(out.splice(0), one.accept);
        }
        spool.settle(out.splice(0), true);
        const rest = spool.take(next);
        spool.settle(rest, true);
        const { accepted, delivered, evicted } = spool.counters();
        expect(delivered + evicted).toBe(accepted);
        expect(spool.held()).toBe(0);
        spool.close();
      }),
      { numRuns: 60 },
    );
  });

  it('holds no bytes for what has left', () => {
    const spool = open({ segmentBytesMax: 1_000 });
    for (let i = 0; i < 50; i += 1) spool.add('telemetry', entries(i * 10, i * 10 + 10));
    expect(segments().length).toBeGreaterThan(10);
    for (;;) {
      const taken = spool.take(64);
      if (taken.length === 0) break;
      spool.settle(taken, true);
    }
    expect(segments()).toHaveLength(1);
    expect(spool.counters()).toMatchObject({ accepted: 500, delivered: 500, evicted: 0 });
    spool.close();
  });

  it('tells when there is something to take', async () => {
    const spool = open();
    const waiting = spool.available();
    spool.add('alerts', [entry(1)]);
    await waiting;
    const taken = spool.take(1);
    const again = spool.available();
    spool.settle(taken, false);
    await again;
    expect(times(spool.take(1))).toEqual([1]);
    spool.close();
  });

  it('refuses a folder that cannot be made, with the remedy', () => {
    fs.writeFileSync(join(dir, 'file'), '');
    expect(() => open({ dir: join(dir, 'file') })).toThrow(/Cannot use the buffer in .*file/u);
  });

  it('loses and reorders nothing, whatever is settled, refused, or killed in between', () => {
    const step = fc.oneof(
      fc.record({ add: fc.integer({ min: 1, max: 40 }) }),
      fc.record({ take: fc.integer({ min: 1, max: 30 }), accept: fc.array(fc.boolean()) }),
      fc.constant('kill' as const),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
        fs.rmSync(dir, { recursive: true, force: true });
        const delivered: number[] = [];
        let spool = open({ segmentBytesMax: 700 });
        let next = 0;
        for (const one of steps) {
          if (one === 'kill') {
            spool.close();
            spool = open({ segmentBytesMax: 700 });
          } else if ('add' in one) {
            spool.add('telemetry', entries(next, next + one.add));
            next += one.add;
          } else {
            for (const [i, taken] of spool.take(one.take).entries()) {
              const accepted = one.accept[i] ?? true;
              if (accepted) delivered.push(taken.ts);
              spool.settle([taken], accepted);
            }
          }
        }
        for (;;) {
          const rest = spool.take(50);
          if (rest.length === 0) break;
          delivered.push(...times(rest));
          spool.settle(rest, true);
        }
        expect([...new Set(delivered)].toSorted((a, b) => a - b)).toEqual(
          Array.from({ length: next }, (_, i) => i),
        );
        expect(spool.held()).toBe(0);
        spool.close();
      }),
      { numRuns: 60 },
    );
  });
});
