import { expect, it } from 'vitest';
import { createSlab } from '../../../../src/cloud/local/kinesis/slab.ts';

it('hands out pieces of one memory that do not overlap', () => {
  const slab = createSlab();
  const [first, second] = [slab.allocate(100), slab.allocate(100)];
  first.fill(1);
  second.fill(2);
  expect(first.every((byte) => byte === 1)).toBe(true);
  expect(second.buffer).toBe(first.buffer);
});

it('begins anew when it is used up, with a memory that is no part of the pool', () => {
  const slab = createSlab();
  const first = slab.allocate(30_000);
  slab.allocate(30_000);
  const third = slab.allocate(30_000);
  expect(third.buffer).not.toBe(first.buffer);
  expect(third.buffer).not.toBe(Buffer.from('pooled').buffer);
});

it('gives a large piece its own memory', () => {
  const large = createSlab().allocate(1_000_000);
  expect(large).toHaveLength(1_000_000);
  expect(large.buffer.byteLength).toBe(1_000_000);
});
