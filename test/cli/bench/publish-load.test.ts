import { describe, expect, it } from 'vitest';
import type { OpenedLink } from '../../../src/cli/bench/open-links.ts';
import { readStamp } from '../../../src/cli/bench/payload.ts';
import { createLoad, type LoadOptions } from '../../../src/cli/bench/publish-load.ts';
import type { OutgoingMessage } from '../../../src/simulator/connection/link.ts';

interface Sent extends OutgoingMessage {
  readonly done: (refusal?: string) => void;
  readonly at: number;
}

/** What is not held against a broker, because a timer may be so late. */
const TIMER_MS = 2;
const nothing = (): void => undefined;

/** Connections that keep what they are given; time passes whenever the load breathes. */
function bench(change: Partial<LoadOptions> & { readonly onSent?: (sent: Sent) => void } = {}) {
  const { onSent = ({ done }) => done(), ...options } = change;
  let now = 1_000;
  const sent: Sent[] = [];
  let open = true;
  const linkOf = (): OpenedLink => ({
    link: {
      publish(message, done) {
        const one = { ...message, done, at: options.now?.() ?? now };
        sent.push(one);
        onSent(one);
      },
      subscribe: nothing,
      unsubscribe: nothing,
      end: nothing,
      destroy: nothing,
    },
    grant: { receiveMax: 65_535, sessionPresent: false },
    closed: Promise.resolve(''),
    isOpen: () => open,
  });
  const load = createLoad({
    links: [linkOf(), linkOf()],
    topicOf: (connection) => `t/${connection}`,
    qos: 1,
    rate: 10,
    payloadBytes: 64,
    durationMs: 1_000,
    now: () => now,
    breathe() {
      now += 7;
      return Promise.resolve();
    },
    signal: new AbortController().signal,
    ...options,
  });
  return { load, sent, close: () => (open = false) };
}

const stampsOf = (sent: readonly Sent[]) =>
  sent.map(({ payload }) => readStamp(Buffer.from(payload)));

describe('the load of a measurement', () => {
  it('is one schedule for all connections, each with its sequence, and nobody is early', async () => {
    const { load, sent } = bench();
    await load.run();
    const stamps = stampsOf(sent);

    expect(load.tally()).toEqual({ sent: 20, acknowledged: 20, refused: 0 });
    expect(stamps.map(({ dueAt }) => dueAt)).toEqual(
      sent.map(({ at }, k) => Math.min(at, 1_000 + k * 50 + TIMER_MS)),
    );
    expect(stamps.map(({ connection, seq }) => [connection, seq])).toEqual(
      sent.map((_, k) => [k % 2, Math.floor(k / 2)]),
    );
    expect(sent.every(({ at }, k) => at >= (stamps[k]?.dueAt ?? 0))).toBe(true);
    expect(sent.map(({ topic }) => topic)).toEqual(sent.map((_, k) => `t/${k % 2}`));
  });

  it('says that a message was due when it should have gone, also where a broker was slow', async () => {
    const waiting: Sent[] = [];
    const clock = slowUntil(1_250, waiting);
    const { load, sent } = bench({
      ...clock,
      rate: 1_000,
      durationMs: 300,
      onSent: (one) => waiting.push(one),
    });
    await load.run();
    const dues = stampsOf(sent).map(({ dueAt }) => dueAt);

    expect(dues).toEqual(sent.map(({ at }, k) => Math.min(at, 1_000 + k / 2 + TIMER_MS)));
    expect(Math.max(...sent.map(({ at }, k) => at - (dues[k] ?? 0)))).toBeGreaterThan(100);
    expect(load.tally().sent).toBe(600);
  });

  it('goes on while there is room in a window at full speed, and counts what is refused', async () => {
    const { load } = bench({
      rate: 'max',
      durationMs: 20,
      onSent: ({ done, payload }) => done(payload.startsWith('0 ') ? 'not authorized' : undefined),
    });
    await load.run();
    const { sent, acknowledged, refused } = load.tally();

    expect(sent).toBeGreaterThan(1_000);
    expect(acknowledged + refused).toBe(sent);
    expect(Math.abs(acknowledged - refused)).toBeLessThanOrEqual(1);
  });

  it('never has more than its window on the wire, or than the broker takes', async () => {
    const { load } = bench({ rate: 'max', durationMs: 20, onSent: () => undefined });
    await load.run();
    expect(load.tally()).toEqual({ sent: 200, acknowledged: 0, refused: 0 });
  });

  it('gives a broker up that does not catch up', async () => {
    const { load } = bench({ rate: 1_000, durationMs: 500, onSent: () => undefined });
    await load.run();
    expect(load.tally().sent).toBe(200);
  });

  it('ends when it is told to, and when no connection is left', async () => {
    const stop = new AbortController();
    const interrupted = bench({ onSent: () => stop.abort(), signal: stop.signal });
    await interrupted.load.run();
    const lonely: ReturnType<typeof bench> = bench({ onSent: () => lonely.close() });
    await lonely.load.run();

    expect(interrupted.load.tally().sent).toBe(1);
    expect(lonely.load.tally().sent).toBe(1);
  });
});

/** A clock by which the broker answers nothing before an instant, and everything from then on. */
function slowUntil(instant: number, waiting: Sent[]): Pick<LoadOptions, 'now' | 'breathe'> {
  let now = 1_000;
  return {
    now: () => now,
    breathe() {
      now += 7;
      if (now >= instant) for (const { done } of waiting.splice(0)) done();
      return Promise.resolve();
    },
  };
}
