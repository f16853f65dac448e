import { describe, expect, it } from 'vitest';
import * as format from '../../src/cli/format.ts';

describe('figures for people', () => {
  it.each([
    [0, '0'],
    [999, '999'],
    [1_000, '1,000'],
    [14_400_000, '14,400,000'],
    [12.6, '13'],
  ])('groups %d by thousands as %s', (count, shown) => {
    expect(format.formatCount(count)).toBe(shown);
  });

  it.each([
    [7, '7'],
    [999, '999'],
    [1_234, '1.2k'],
    [9_960, '10k'],
    [999_600, '1.0M'],
    [5_600_000, '5.6M'],
    [2e9, '2.0G'],
  ])('shortens %d to %s', (count, shown) => {
    expect(format.formatShort(count)).toBe(shown);
  });

  it.each([
    [0, '0 B'],
    [999, '999 B'],
    [4_400_000, '4.4 MB'],
    [999_600, '1.0 MB'],
    [12_000, '12 kB'],
    [5e15, '5000 TB'],
  ])('shows %d bytes as %s', (bytes, shown) => {
    expect(format.formatBytes(bytes)).toBe(shown);
  });

  it.each([
    [1_234.56, '1235'],
    [12_345, '12,345'],
    [71.26, '71.3'],
    [5.318, '5.32'],
    [-0.5, '-0.50'],
    [0, '0.0'],
    [Number.NaN, '–'],
  ])('shows the measured value %d as %s', (value, shown) => {
    expect(format.formatValue(value)).toBe(shown);
  });

  it('shows a share of nothing, and a latency that nobody measured, as a dash', () => {
    expect(format.formatShare(0, 0)).toBe('–');
    expect(format.formatShare(709, 1_000)).toBe('70.9 %');
    expect(format.formatMs(null)).toBe('–');
    expect(format.formatMs(41.4)).toBe('41 ms');
    expect(format.formatMs(0.14)).toBe('0.1 ms');
  });

  it('shows simulated time in UTC', () => {
    expect(format.formatInstant(Date.UTC(2024, 5, 1, 0, 42, 10))).toBe('2024-06-01 00:42:10');
  });
});
