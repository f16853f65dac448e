import { describe, expect, it } from 'vitest';
import { partitionEnd, partPath } from '../../../src/simulator/generate/partition.ts';

const TS = Date.UTC(2027, 11, 31, 23, 59, 1);

describe('the file that holds an instant', () => {
  it.each([
    ['none', 'part-0.csv'],
    ['year', 'year=2027/part-0.csv'],
    ['month', 'year=2027/month=12/part-0.csv'],
    ['day', 'year=2027/month=12/day=31/part-0.csv'],
    ['hour', 'year=2027/month=12/day=31/hour=23/part-0.csv'],
  ] as const)('by %s is %s', (partition, path) => {
    expect(partPath(TS, { partition, encoding: { extension: '.csv' } })).toBe(path);
  });

  it.each([
    [TS, 'hour', '2028-01-01T00:00:00.000Z'],
    [TS, 'day', '2028-01-01T00:00:00.000Z'],
    [TS, 'month', '2028-01-01T00:00:00.000Z'],
    [TS, 'year', '2028-01-01T00:00:00.000Z'],
    [Date.UTC(2028, 1, 28, 5, 30), 'hour', '2028-02-28T06:00:00.000Z'],
    [Date.UTC(2028, 1, 28, 5, 30), 'day', '2028-02-29T00:00:00.000Z'],
    [Date.UTC(2028, 1, 28, 5, 30), 'month', '2028-03-01T00:00:00.000Z'],
    [Date.UTC(2028, 1, 28, 5, 30), 'year', '2029-01-01T00:00:00.000Z'],
  ] as const)('goes, from %d by %s, to %s', (ts, partition, end) => {
    expect(new Date(partitionEnd(ts, partition)).toISOString()).toBe(end);
  });

  it('never ends when there is one file', () => {
    expect(partitionEnd(TS, 'none')).toBe(Infinity);
  });
});
