import { getEventListeners } from 'node:events';
import { describe, expect, it } from 'vitest';
import { createCondition } from '../../src/runtime/condition.ts';

describe('condition', () => {
  it('does not wait for what already holds', async () => {
    await expect(createCondition().until(() => true)).resolves.toBeUndefined();
  });

  it('wakes, at a check, only those whose condition holds', async () => {
    const condition = createCondition();
    let level = 0;
    const woken: string[] = [];
    const wait = async (name: string, enough: number): Promise<void> => {
      await condition.until(() => level >= enough);
      woken.push(name);
    };
    const both = [wait('two', 2), wait('one', 1)];
    condition.check();
    level = 1;
    condition.check();
    await both[1];
    expect(woken).toEqual(['one']);
    level = 2;
    condition.check();
    await both[0];

    expect(woken).toEqual(['one', 'two']);
  });

  it('lets go of a waiter that is aborted, then or before', async () => {
    const condition = createCondition();
    const stop = new AbortController();
    const waiting = condition.until(() => false, stop.signal);
    stop.abort();
    await waiting;

    await expect(condition.until(() => false, stop.signal)).resolves.toBeUndefined();
  });

  it('leaves no listener on the signal of a waiter that was woken', async () => {
    const condition = createCondition();
    const { signal } = new AbortController();
    let met = false;
    const waiting = condition.until(() => met, signal);
    expect(getEventListeners(signal, 'abort')).toHaveLength(1);
    met = true;
    condition.check();
    await waiting;
    expect(getEventListeners(signal, 'abort')).toHaveLength(0);
  });
});
