import { describe, expect, it } from 'vitest';
import {
  addNewestPoint,
  appendBlock,
  compact,
  createPointStore,
  dropPoint,
  retainPoint,
  type PointStore,
} from '../../../src/detection/random-cut-forest/point-store.ts';

function valuesOf(store: PointStore, point: number): number[] {
  const at = store.locations[point] as number;
  return Array.from(store.values.subarray(at, at + store.dimensions));
}

/** A shingle of 4 blocks of 2 values each; block t is [t, -t]. */
function shingleAt(t: number): number[] {
  return [t - 3, t - 2, t - 1, t].flatMap((block) => [block, -block]);
}

describe('the point store', () => {
  it('keeps every held shingle intact through growth, release and compaction', () => {
    const store = createPointStore(8, 2);
    const held = new Map<number, number>();
    for (let t = 1; t <= 5_000; t += 1) {
      appendBlock(store, [0, t, -t], 1);
      if (t < 4) continue;
      const point = addNewestPoint(store);
      retainPoint(store, point);
      held.set(point, t);
      // Most are let go after a while, some are kept for long.
      for (const [old, since] of held) {
        const keepFor = since % 50 === 0 ? 2_000 : 40;
        if (t - since < keepFor) continue;
        dropPoint(store, old);
        held.delete(old);
      }
    }
    compact(store);
    expect(store.pointCount).toBe(held.size);
    for (const [point, t] of held) expect(valuesOf(store, point)).toEqual(shingleAt(t));
  });

  it('shares the values of overlapping shingles', () => {
    const store = createPointStore(32, 1);
    for (let t = 0; t < 3_000; t += 1) {
      appendBlock(store, [t], 0);
      retainPoint(store, addNewestPoint(store));
    }
    expect(store.pointCount).toBe(3_000);
    // Each point adds one value; without sharing there would be 96,000.
    expect(store.values.length).toBeLessThan(5_000);
  });

  it('frees a point when the last tree lets go of it', () => {
    const store = createPointStore(1, 1);
    appendBlock(store, [1], 0);
    const point = addNewestPoint(store);
    retainPoint(store, point);
    retainPoint(store, point);
    dropPoint(store, point);
    expect(store.pointCount).toBe(1);
    dropPoint(store, point);
    expect(store.pointCount).toBe(0);
    appendBlock(store, [2], 0);
    expect(addNewestPoint(store)).toBe(point);
  });
});
