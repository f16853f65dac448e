import { describe, expect, it } from 'vitest';
import { openLastingSink, type OnState } from '../../../src/edge/sinks/lasting-sink.ts';
import type { Sink } from '../../../src/edge/sinks/sink.ts';
import type { Downlink } from '../../../src/edge/transport/downlink.ts';
import { manualClock } from '../../../src/runtime/clock.ts';
import { PmSimError } from '../../../src/runtime/errors.ts';
import { createRandom } from '../../../src/runtime/random.ts';

/** What the next publish comes to; undefined: it is accepted. */
type Outcome = string | undefined;

async function openSink(failures: readonly string[] = []) {
  const clock = manualClock(0);
  const states: string[] = [];
  const outcomes: Outcome[] = [];
  const downlinks: number[] = [];
  const disposed: number[] = [];
  const faults = [...failures];
  let opened = 0;
  const listeners: OnState[] = [];
  const open = (onState: OnState): Promise<Sink> => {
    const fault = opened === 0 ? undefined : faults.shift();
    opened += 1;
    const own = opened;
    if (fault !== undefined) return Promise.reject(new PmSimError('connection/identity', fault));
    listeners.push(onState);
    return Promise.resolve({
      ready: Promise.resolve(),
      publish: () => {
        const code = outcomes.shift();
        return code === undefined
          ? Promise.resolve()
          : Promise.reject(new PmSimError(code, 'edge-1 may not publish on t.'));
      },
      room: () => Promise.resolve(),
      listen: () => {
        downlinks.push(own);
        return () => undefined;
      },
      refusal: () => undefined,
      [Symbol.asyncDispose]: () => Promise.resolve(void disposed.push(own)),
    });
  };
  const sink = await openLastingSink({
    open,
    onState: (...told) => states.push(told.filter((part) => part !== undefined).join(': ')),
    clock,
    random: createRandom('lasting'),
    backoff: { baseMs: 1_000, maxMs: 4_000 },
  });
  const tell: OnState = (...told) => listeners.at(-1)?.(...told);
  return { sink, clock, states, outcomes, downlinks, disposed, tell, opened: () => opened };
}

const codeOf = (work: Promise<void>): Promise<string> =>
  work.then(
    () => 'accepted',
    (error: unknown) => (error as PmSimError).code,
  );

const DOWNLINK: Downlink = {
  filters: [],
  onMessage: () => undefined,
  onReady: () => undefined,
  onRefused: () => undefined,
};

describe('a sink that outlives refusals', () => {
  it('is refused for good when it never got in', async () => {
    const { sink, tell, states, opened } = await openSink();
    tell('refused', 'Not you.');
    expect(sink.refusal()).toBe('Not you.');
    expect(states).toEqual(['refused: Not you.']);
    expect(opened()).toBe(1);
  });

  it('is refused for good when it got in and was turned away at its first message', async () => {
    const { sink, tell, outcomes } = await openSink();
    tell('connected');
    outcomes.push('connection/closed');
    await codeOf(sink.publish('t', '1'));
    tell('refused', 'The broker ended the connection.');
    expect(sink.refusal()).toBe('The broker ended the connection.');
  });

  it('reads its identity again after a late refusal, as often as it takes, and says when', async () => {
    const { sink, tell, clock, states, disposed, opened } = await openSink(['No such file.']);
    tell('connected');
    await sink.publish('t', '1');
    tell('refused', 'Revoked.');
    tell('refused', 'Revoked.');
    expect(await codeOf(sink.publish('t', '2'))).toBe('connection/closed');
    await clock.advance(1_000);
    await clock.advance(2_000);
    await sink.room(new AbortController().signal);
    tell('connected');
    expect(await codeOf(sink.publish('t', '2'))).toBe('accepted');
    expect(states).toEqual([
      'connected',
      expect.stringMatching(/^reconnecting: Revoked\. What is taken is kept; next attempt in 1 s\.$/), // prettier-ignore
      expect.stringMatching(/^reconnecting: No such file\. What is taken is kept; next attempt in [12] s\.$/), // prettier-ignore
      'connected',
    ]);
    expect({ disposed, opened: opened(), refusal: sink.refusal() }).toEqual({
      disposed: [1],
      opened: 3,
      refusal: undefined,
    });
  });

  it('hears what comes down on the new connection too', async () => {
    const { sink, tell, clock, downlinks } = await openSink();
    sink.listen?.(DOWNLINK);
    tell('connected');
    tell('refused', 'Expired.');
    await Promise.resolve();
    await clock.advance(1_000);
    await sink.room(new AbortController().signal);
    expect(downlinks).toEqual([1, 2]);
  });

  it('gives no message up while the far end has taken none, and single ones later', async () => {
    const { sink, tell, outcomes, states } = await openSink();
    tell('connected');
    outcomes.push('connection/not-authorized');
    expect(await codeOf(sink.publish('t', '1'))).toBe('connection/closed');
    expect(sink.refusal()).toBe('The broker takes nothing of this agent: edge-1 may not publish on t.'); // prettier-ignore
    expect(states.at(-1)).toContain('refused: ');

    const known = await openSink();
    known.tell('connected');
    known.outcomes.push(undefined, 'connection/not-authorized', undefined);
    const verdicts = [];
    for (const n of ['1', '2', '3']) verdicts.push(await codeOf(known.sink.publish('t', n)));
    expect(verdicts).toEqual(['accepted', 'connection/publish-refused', 'accepted']);
  });

  it('ends its waiting when it is disposed', async () => {
    const { sink, tell, disposed, opened } = await openSink();
    tell('connected');
    tell('refused', 'Expired.');
    await sink[Symbol.asyncDispose]();
    expect({ disposed, opened: opened() }).toEqual({ disposed: [1], opened: 1 });
  });
});
