import { describe, expect, it } from 'vitest';
import { createPublishLanes } from '../../../../src/cloud/local/broker/publish-lanes.ts';

describe('publish lanes', () => {
  it('run up to the bound at once, one of each lane', async () => {
    const lanes = createPublishLanes(2);
    const finish: (() => void)[] = [];
    const started: string[] = [];
    const work = (name: string) => (): Promise<void> => {
      started.push(name);
      return new Promise((resolve) => finish.push(resolve));
    };
    const [a, b, c] = [lanes.open(), lanes.open(), lanes.open()];
    const all = [a(work('a1')), a(work('a2')), b(work('b1')), c(work('c1'))];
    await turn();
    expect(started).toEqual(['a1', 'b1']);
    finish.shift()?.();
    await turn();
    expect(started).toEqual(['a1', 'b1', 'c1']);
    while (finish.length > 0) {
      finish.shift()?.();
      await turn();
    }
    await Promise.all(all);
    expect(started).toEqual(['a1', 'b1', 'c1', 'a2']);
  });

  it('go on after a failure, which only its own caller learns of', async () => {
    const lanes = createPublishLanes(1);
    const lane = lanes.open();
    const failing = lane(() => Promise.reject(new Error('no')));
    const fine = lane(() => Promise.resolve());
    await expect(failing).rejects.toThrow('no');
    await expect(fine).resolves.toBeUndefined();
    await lanes.idle();
  });

  it('are idle when nothing runs or waits, and not before', async () => {
    const lanes = createPublishLanes(1);
    await lanes.idle();
    const finish: (() => void)[] = [];
    const running = lanes.open()(() => new Promise((resolve) => finish.push(resolve)));
    let idle = false;
    const waiting = lanes.idle().then(() => (idle = true));
    await turn();
    expect(idle).toBe(false);
    finish[0]?.();
    await Promise.all([running, waiting]);
    expect(idle).toBe(true);
  });
});

function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
