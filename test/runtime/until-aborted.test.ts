import { describe, expect, it } from 'vitest';
import { deferred } from '../../src/runtime/deferred.ts';
import { untilAborted } from '../../src/runtime/until-aborted.ts';

describe('untilAborted', () => {
  it('waits for the work and passes on its failure', async () => {
    const { signal } = new AbortController();
    await untilAborted(Promise.resolve(1), signal);
    await expect(untilAborted(Promise.reject(new Error('broken')), signal)).rejects.toThrow(
      'broken',
    );
  });

  it('gives up at an abort, also one that has been', async () => {
    const controller = new AbortController();
    const waiting = untilAborted(deferred().promise, controller.signal);
    controller.abort();
    await waiting;
    await untilAborted(deferred().promise, controller.signal);
    expect(controller.signal.aborted).toBe(true);
  });
});
