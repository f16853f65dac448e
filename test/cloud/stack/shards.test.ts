import { describe, expect, it } from 'vitest';
import { shardsFor } from '../../../src/cloud/stack/shards.ts';

describe('shardsFor', () => {
  it('keeps a fifth of every shard free, by records or by bytes, whichever is scarcer', () => {
    expect(shardsFor({ recordsPerSecond: 0, bytesPerSecond: 0 })).toBe(1);
    expect(shardsFor({ recordsPerSecond: 800, bytesPerSecond: 1_000 })).toBe(1);
    expect(shardsFor({ recordsPerSecond: 801, bytesPerSecond: 1_000 })).toBe(2);
    expect(shardsFor({ recordsPerSecond: 10, bytesPerSecond: 8 * 1_048_576 })).toBe(10);
  });
});
