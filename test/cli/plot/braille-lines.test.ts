import { describe, expect, it } from 'vitest';
import { binned, brailleLines } from '../../../src/cli/plot/braille-lines.ts';

const SCALE = { min: 0, max: 3 };
const flat = (value: number) => ({ columns: [value, value], dash: 'solid' }) as const;
const text = (rows: ReturnType<typeof brailleLines>): readonly string[] =>
  rows.map((cells) => cells.map((cell) => cell.text).join(''));

describe('lines of braille', () => {
  it('join neighbours and break where there is no value', () => {
    const line = { columns: [0, 3, Number.NaN, 3], dash: 'solid' } as const;
    expect(text(brailleLines([line], { width: 2, height: 1 }, SCALE))).toEqual(['⡸⠈']);
  });

  it('are dotted without joining, every third dot', () => {
    const line = { columns: [0, 3, 0, 3, 0, 3], dash: 'dotted' } as const;
    expect(text(brailleLines([line], { width: 3, height: 1 }, SCALE))).toEqual(['⡀⠈ ']);
  });

  it('give a shared cell to the first line', () => {
    const rows = brailleLines([flat(0), flat(3)], { width: 1, height: 1 }, SCALE);
    expect(rows).toEqual([[{ text: '⣉', line: 0 }]]);
  });
});

describe('parts of a series', () => {
  it('are means, of fewer values repeated ones, and nothing of nothing', () => {
    expect(binned([1, 3, 5, 7], 2)).toEqual([2, 6]);
    expect(binned([1, 2], 4)).toEqual([1, 1, 2, 2]);
    expect(binned([Number.NaN, 4], 1)).toEqual([4]);
    expect(binned([Number.NaN], 1)).toEqual([Number.NaN]);
  });
});
