import { describe, expect, it } from 'vitest';
import { deferred } from '../../../src/runtime/deferred.ts';
import { createInflight } from '../../../src/cli/compose/inflight.ts';

describe('createInflight', () => {
  it('has room below its limit and makes producers wait at it', async () => {
    const inflight = createInflight(2);
    const [a, b] = [deferred(), deferred()];
    inflight.add('a', a.promise);
    expect(inflight.room()).toBeUndefined();
    inflight.add('b', b.promise);
    const room = inflight.room();
    expect(room).toBeInstanceOf(Promise);
    a.resolve();
    await room;
    expect(inflight.room()).toBeUndefined();
  });

  it('tells when nothing is under way', async () => {
    const inflight = createInflight(2);
    await inflight.empty();
    const work = deferred();
    inflight.add('a', work.promise);
    let empty = false;
    const emptied = inflight.empty().then(() => (empty = true));
    await Promise.resolve();
    expect(empty).toBe(false);
    work.resolve();
    await emptied;
    expect(empty).toBe(true);
  });

  it('lets the work of a device wait without bound while it does not count', async () => {
    const inflight = createInflight(1);
    const [a, b] = [deferred(), deferred()];
    inflight.add('a', a.promise);
    const room = inflight.room();
    inflight.count('a', false);
    await room;
    inflight.add('a', b.promise);
    expect(inflight.room()).toBeUndefined();
    expect(inflight.of('a')).toBe(2);
    inflight.count('a', true);
    expect(inflight.room()).toBeInstanceOf(Promise);
    a.resolve();
    b.resolve();
    await inflight.empty();
    expect(inflight.room()).toBeUndefined();
    expect(inflight.of('a')).toBe(0);
  });
});
