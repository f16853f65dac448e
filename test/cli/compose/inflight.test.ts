import { describe, expect, it } from 'vitest';
import { deferred } from '../../../src/runtime/deferred.ts';
import { createInflight } from '../../../src/cli/compose/inflight.ts';

describe('createInflight', () => {
  it('has room below its limit and makes producers wait at it', async () => {
    const inflight = createInflight(2);
    const [a, b] = [deferred(), deferred()];
    inflight.add(a.promise);
    expect(inflight.room()).toBeUndefined();
    inflight.add(b.promise);
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
    inflight.add(work.promise);
    let empty = false;
    const emptied = inflight.empty().then(() => (empty = true));
    await Promise.resolve();
    expect(empty).toBe(false);
    work.resolve();
    await emptied;
    expect(empty).toBe(true);
  });
});
