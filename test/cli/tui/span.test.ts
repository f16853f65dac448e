import { describe, expect, it } from 'vitest';
import { createStyle } from '../../../src/cli/style.ts';
import {
  fit,
  fitLine,
  lineWidth,
  sliceLine,
  spread,
  type Line,
} from '../../../src/cli/tui/span.ts';
import { createPainter } from '../../../src/cli/tui/theme.ts';

const LINE: Line = [['abc', 'bold'], ['def'], ['ghi', 'bad']];

function text(line: Line): string {
  return line.map(([part]) => part).join('');
}

describe('lines of spans', () => {
  it('are cut across spans', () => {
    expect(sliceLine(LINE, 2, 7)).toEqual([['c', 'bold'], ['def'], ['g', 'bad']]);
    expect(sliceLine(LINE, 9, 20)).toEqual([]);
  });

  it.each([0, 1, 5, 9, 12])('fit %i columns exactly', (width) => {
    expect(lineWidth(fitLine(LINE, width))).toBe(width);
  });

  it('show that they were cut', () => {
    expect(fitLine(LINE, 5).at(-1)).toEqual(['…', 'dim']);
    expect(fit('gearbox', 5)).toBe('gear…');
    expect(fit('ab', 4, 'right')).toBe('  ab');
    expect(fit('ab', 0)).toBe('');
  });

  it('put something at the right end only where there is room', () => {
    expect(text(spread([['left']], [['right']], 12))).toBe('left   right');
    expect(text(spread([['left']], [['right']], 9))).toBe('left     ');
  });
});

describe('painter', () => {
  it('marks roles where colour is welcome, and nothing where it is not', () => {
    expect(createPainter(createStyle(false))(LINE, 10)).toBe('abcdefghi ');
    expect(createPainter(createStyle(true))(LINE, 9)).toBe(
      '\u001b[1mabc\u001b[22mdef\u001b[31mghi\u001b[39m',
    );
  });
});
