import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createForwarder } from '../../../src/edge/agent/forwarder.ts';
import { createPacer } from '../../../src/edge/agent/pacer.ts';
import type { Buffer as Spool } from '../../../src/edge/buffer/buffer.ts';
import { openDiskBuffer } from '../../../src/edge/buffer/disk-buffer.ts';
import type { Sink } from '../../../src/edge/sinks/sink.ts';
import { manualClock } from '../../../src/runtime/clock.ts';
import { createCondition } from '../../../src/runtime/condition.ts';
import { deferred, type Deferred } from '../../../src/runtime/deferred.ts';
import { PmSimError } from '../../../src/runtime/errors.ts';
import { createRandom } from '../../../src/runtime/random.ts';
import { silentLog } from '../../../src/runtime/log.ts';

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'forwarder-'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

/** A sink whose far end is the test: each message waits for its verdict. */
function openTestSink() {
  const arrived = createCondition();
  const messages: { readonly payload: string; readonly verdict: Deferred<void> }[] = [];
  let refusal: string | undefined;
  const sink: Sink = {
    ready: Promise.resolve(),
    publish(_topic, payload) {
      const verdict = deferred();
      messages.push({ payload, verdict });
      arrived.check();
      return verdict.promise;
    },
    room: () => Promise.resolve(),
    refusal: () => refusal,
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
  return {
    sink,
    messages,
    count: (n: number) => arrived.until(() => messages.length >= n),
    refuse: (reason: string) => {
      refusal = reason;
    },
  };
}

function start(spool: Spool, far: ReturnType<typeof openTestSink>) {
  const clock = manualClock(0);
  const pacer = createPacer({ perSecond: 10, jitterMs: 4_000, clock, random: createRandom('p') });
  const refused: string[] = [];
  const forwarder = createForwarder({
    buffer: spool,
    sink: far.sink,
    pacer,
    now: () => clock.now(),
    onRefused: ({ payload }, reason) => void refused.push(`${payload}: ${reason}`),
  });
  const stop = new AbortController();
  const running = forwarder.run(stop.signal);
  return { clock, pacer, refused, forwarder, stop, running };
}

const open = (now = 0): Spool =>
  openDiskBuffer({
    dir,
    limits: { bytesMax: 1e9, ageMaxMs: 1e9 },
    sync: 'never',
    now: () => now,
    log: silentLog,
  });
const entries = (n: number) =>
  Array.from({ length: n }, (_, i) => ({ topic: 't', payload: `{"n":${i}}`, ts: i }));

describe('the forwarder', () => {
  it('publishes in order and settles what was acknowledged', async () => {
    const [spool, far] = [open(), openTestSink()];
    const { forwarder, stop, running } = start(spool, far);
    spool.add('telemetry', entries(3));
    await far.count(3);
    expect(far.messages.map(({ payload }) => payload)).toEqual(['{"n":0}', '{"n":1}', '{"n":2}']);
    for (const { verdict } of far.messages) verdict.resolve();
    await forwarder.emptied(stop.signal);
    stop.abort();
    await running;
    expect(spool.counters().delivered).toBe(3);
    spool.close();
  });

  it('offers again, marked as resent and paced, what was not delivered', async () => {
    const [spool, far] = [open(), openTestSink()];
    const { clock, stop, running } = start(spool, far);
    spool.add('telemetry', entries(1));
    await far.count(1);
    far.messages[0]?.verdict.reject(new PmSimError('connection/closed', 'gone'));
    await spool.available();
    expect(far.messages).toHaveLength(1);
    await clock.advance(999);
    expect(far.messages).toHaveLength(1);
    await clock.advance(1_000);
    await far.count(2);
    expect(far.messages[1]?.payload).toBe('{"n":0,"resent":true}');
    stop.abort();
    far.messages[1]?.verdict.resolve();
    await running;
    spool.close();
  });

  it('gives a message up that will never be taken, and says which', async () => {
    const [spool, far] = [open(), openTestSink()];
    const { refused, forwarder, stop, running } = start(spool, far);
    spool.add('telemetry', entries(1));
    await far.count(1);
    far.messages[0]?.verdict.reject(new PmSimError('connection/publish-refused', 'no such topic'));
    await forwarder.emptied(stop.signal);
    expect(refused).toEqual(['{"n":0}: no such topic']);
    stop.abort();
    await running;
    spool.close();
  });

  it('marks what stood on the disk at the start as resent, and holds it to the pace', async () => {
    const before = open();
    before.add('telemetry', entries(30));
    before.close();
    const [spool, far] = [open(), openTestSink()];
    const { clock, stop, running } = start(spool, far);
    await far.count(1);
    expect(far.messages[0]?.payload).toBe('{"n":0,"resent":true}');
    await clock.advance(1_000);
    const after1s = far.messages.length;
    expect(after1s).toBeGreaterThanOrEqual(10);
    expect(after1s).toBeLessThanOrEqual(21);
    stop.abort();
    await running;
    expect(spool.held()).toBe(30);
    spool.close();
  });

  it('ends with the reason when the far end will not have the agent, and keeps everything', async () => {
    const [spool, far] = [open(), openTestSink()];
    far.refuse('The certificate is revoked.');
    const { running } = start(spool, far);
    spool.add('telemetry', entries(2));
    await expect(running).rejects.toMatchObject({
      code: 'connection/refused',
      hint: expect.stringContaining('2 messages stay'),
    });
    expect(spool.held()).toBe(2);
    spool.close();
  });
});
