import { describe, expect, it } from 'vitest';
import { createRandom } from '../../../src/runtime/random.ts';
import { createDeliveryQueue } from '../../../src/simulator/channel/delivery-queue.ts';
import { createDirt } from '../../../src/simulator/channel/dirt.ts';
import { dirtSchema } from '../../../src/simulator/channel/dirt-config.ts';
import { readingAt } from './fleets.ts';

interface Arrival {
  readonly sentMs: number;
  readonly at: number;
  readonly ts: number;
}

const READINGS = 20_000;

function arrivalsOf(written: object, seed = 'dirt'): readonly Arrival[] {
  const config = dirtSchema.parse(written);
  const dirt = createDirt({ config, startMs: 0, random: createRandom(seed) });
  const arrivals: Arrival[] = [];
  for (let sentMs = 0; sentMs < READINGS * 1_000; sentMs += 1_000) {
    dirt(readingAt(sentMs), sentMs, (at, { ts }) => arrivals.push({ sentMs, at, ts }));
  }
  return arrivals;
}

/** Four standard deviations of a share that is counted in so many readings. */
const tolerance = (share: number): number => 4 * Math.sqrt((share * (1 - share)) / READINGS);
const sent = (arrivals: readonly Arrival[]): ReadonlySet<number> =>
  new Set(arrivals.map(({ sentMs }) => sentMs));

/** When each reading arrives that does. */
function delays(lossShare: number): ReadonlyMap<number, number> {
  const arrivals = arrivalsOf({ lossShare, disorderShare: 0.1 });
  return new Map(arrivals.map(({ sentMs, at }) => [sentMs, at]));
}

describe('dirt', () => {
  it('is none by default', () => {
    const arrivals = arrivalsOf({});
    expect(arrivals).toHaveLength(READINGS);
    expect(arrivals.every(({ sentMs, at, ts }) => at === sentMs && ts === sentMs)).toBe(true);
  });

  it.each([0.01, 0.05, 0.5])('loses a share of %f', (lossShare) => {
    const lost = 1 - arrivalsOf({ lossShare }).length / READINGS;
    expect(Math.abs(lost - lossShare)).toBeLessThan(tolerance(lossShare));
  });

  it.each([0.01, 0.2])('delivers a share of %f twice', (duplicateShare) => {
    const arrivals = arrivalsOf({ duplicateShare });
    expect(sent(arrivals).size).toBe(READINGS);
    const doubled = arrivals.length / READINGS - 1;
    expect(Math.abs(doubled - duplicateShare)).toBeLessThan(tolerance(duplicateShare));
  });

  it('holds a share up by at most the delay, so that others overtake it', () => {
    const arrivals = arrivalsOf({ disorderShare: 0.1, delay: '5s' });
    const late = arrivals.filter(({ at, sentMs }) => at > sentMs);
    expect(Math.abs(late.length / READINGS - 0.1)).toBeLessThan(tolerance(0.1));
    expect(Math.max(...late.map(({ at, sentMs }) => at - sentMs))).toBeLessThanOrEqual(5_000);
    const queue = createDeliveryQueue();
    arrivals.forEach(({ at, ts }) => queue.push(at, readingAt(ts)));
    const order = arrivals.map(() => queue.pop()?.ts ?? 0);
    const overtaken = order.filter((ts, i) => ts < Math.max(...order.slice(Math.max(0, i - 6), i)));
    expect(overtaken.length).toBeGreaterThan(READINGS * 0.05);
  });

  it('lets a clock be off and run away, within the bounds given', () => {
    const offsets = Array.from({ length: 20 }, (_, i) => {
      const arrivals = arrivalsOf({ skewPpm: 100, skewOffset: '2s' }, `clock ${i}`);
      const [first, last] = [arrivals[0], arrivals[arrivals.length - 1]];
      const off = ({ ts, sentMs }: Arrival): number => ts - sentMs;
      return { start: off(first as Arrival), gained: off(last as Arrival) - off(first as Arrival) };
    });
    expect(Math.max(...offsets.map(({ start }) => Math.abs(start)))).toBeLessThanOrEqual(2_000);
    expect(Math.max(...offsets.map(({ gained }) => Math.abs(gained)))).toBeLessThanOrEqual(2_001);
    expect(offsets.some(({ start }) => start > 500)).toBe(true);
    expect(offsets.some(({ gained }) => gained < -500)).toBe(true);
  });

  it('decides each kind by itself: more loss delays no other reading', () => {
    const [whole, holed] = [delays(0), delays(0.3)];
    for (const [sentMs, at] of holed) expect(whole.get(sentMs)).toBe(at);
  });
});

describe('the delivery queue', () => {
  it('gives what is due first, and of one instant what left first', () => {
    const random = createRandom('queue');
    const queue = createDeliveryQueue();
    const pushed = Array.from({ length: 500 }, (_, order) => ({ at: random.int(60), order }));
    for (const { at, order } of pushed) queue.push(at, readingAt(order));
    const popped = pushed.map(() => ({ at: queue.nextAt(), order: queue.pop()?.ts }));
    expect(popped).toEqual(pushed.toSorted((a, b) => a.at - b.at || a.order - b.order));
    expect(queue.pop()).toBeUndefined();
    expect(queue.nextAt()).toBe(Infinity);
  });
});
