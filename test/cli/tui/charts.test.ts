import { describe, expect, it } from 'vitest';
import {
  bar,
  rowOf,
  scaleOf,
  sparkline,
  timeChart,
  type ChartSize,
} from '../../../src/cli/tui/charts.ts';

describe('sparkline', () => {
  it('draws the newest values at the right, on the scale given', () => {
    expect(sparkline([0, 1, 2, 3, 4, 5, 6, 7], 8, { min: 0, max: 7 })).toBe('▁▂▃▄▅▆▇█');
    expect(sparkline([0, 7], 4, { min: 0, max: 7 })).toBe('  ▁█');
    expect(sparkline([9, 9, 0], 2, { min: 0, max: 7 })).toBe('█▁');
  });

  it('keeps values outside the scale, and none at all, inside its row', () => {
    expect(sparkline([-5, 50, Number.NaN], 3, { min: 0, max: 7 })).toBe('▁█▁');
    expect(sparkline([], 3, { min: 0, max: 1 })).toBe('   ');
  });
});

describe('bar', () => {
  it.each([
    [0, '░░░░'],
    [0.5, '██░░'],
    [0.53, '██▏░'],
    [1, '████'],
    [7, '████'],
    [-1, '░░░░'],
  ])('of %d is %s', (share, text) => {
    expect(bar(share, 4)).toBe(text);
  });
});

function chartOf(size: ChartSize, max: number) {
  const frame = { scale: { min: 0, max }, window: { from: 0, to: size.width * 2 - 1 } };
  return (values: readonly number[], times: readonly number[] = [0, 1, 2, 3]) =>
    timeChart({ times, values }, size, frame);
}

describe('timeChart', () => {
  it('draws a rising line from bottom left to top right', () => {
    expect(chartOf({ width: 2, height: 1 }, 3)([0, 1, 2, 3])).toEqual(['⣠⠞']);
  });

  it('joins a jump into a stroke and leaves empty cells blank', () => {
    const times = [1, 2, 3];
    expect(chartOf({ width: 2, height: 2 }, 7)([0, 7, 0], times)).toEqual([' ⣿', '⢀⣿']);
  });

  it('draws straight on where times are far apart, and leaves out what lies before the window', () => {
    expect(chartOf({ width: 2, height: 1 }, 3)([0, 3], [0, 3])).toEqual(['⣠⠞']);
    expect(chartOf({ width: 2, height: 1 }, 3)([3, 0, 3], [-9, 0, 3])).toEqual(['⣠⠞']);
  });

  it('leaves a gap where there is no value, and a speck for what comes late', () => {
    expect(chartOf({ width: 2, height: 1 }, 3)([0, Number.NaN, 0], [0, 1, 3])).toEqual(['⡀⢀']);
    expect(chartOf({ width: 2, height: 1 }, 3)([3, 0], [3, 0])).toEqual(['⡀⠈']);
  });

  it('is blank without values', () => {
    expect(chartOf({ width: 3, height: 1 }, 1)([])).toEqual(['   ']);
  });
});

describe('scaleOf', () => {
  it('holds all values, and keeps a flat signal off the edges', () => {
    expect(scaleOf([2, 5, Number.NaN])).toEqual({ min: 2, max: 5 });
    expect(scaleOf([2, 5], 0)).toEqual({ min: 0, max: 5 });
    expect(scaleOf([5, 5])).toEqual({ min: 4, max: 6 });
    expect(scaleOf([0, 0], 0)).toEqual({ min: 0, max: 1 });
    expect(scaleOf([])).toEqual({ min: 0, max: 1 });
  });

  it('finds the row of a value from the top', () => {
    expect(rowOf(3, 4, { min: 0, max: 3 })).toBe(0);
    expect(rowOf(0, 4, { min: 0, max: 3 })).toBe(3);
  });
});
