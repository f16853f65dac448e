import { describe, expect, it } from 'vitest';
import { textPlot } from '../../../src/cli/plot/text-plot.ts';
import { createStyle } from '../../../src/cli/style.ts';
import { samplePlot } from './sample-plot.ts';

const PLAIN = createStyle(false);
const ESCAPES = new RegExp(String.raw`${String.fromCodePoint(27)}\[\d+m`, 'gu');

describe('a plot as text', () => {
  it.each([
    [80, 4],
    [120, 6],
  ])('fits %d columns with axes, units, times and the truth', async (width, height) => {
    const text = textPlot(samplePlot(), { width, height }, PLAIN);
    await expect(text).toMatchFileSnapshot(`golden/text-${width}.txt`);
    expect(Math.max(...text.split('\n').map((line) => line.length))).toBeLessThanOrEqual(width);
  });

  it('is the same with colour and without', () => {
    const size = { width: 80, height: 4 };
    const coloured = textPlot(samplePlot(), size, createStyle(true));
    expect(coloured).not.toBe(textPlot(samplePlot(), size, PLAIN));
    expect(coloured.replaceAll(ESCAPES, '')).toBe(textPlot(samplePlot(), size, PLAIN));
  });

  it('says that a fault fails after the picture, and shows no failure', () => {
    const plot = samplePlot();
    const truth = plot.truth.map(({ repaired: _unrepaired, ...event }) => ({
      ...event,
      functionalFailure: plot.to + 1,
    }));
    const text = textPlot({ ...plot, truth }, { width: 80, height: 4 }, PLAIN);
    expect(text).toContain('fails 2026-03-03 08:00, after this picture');
    expect(text).not.toContain('█');
  });

  it('shows neither strip nor line without a fault', () => {
    const text = textPlot(samplePlot({ truth: [] }), { width: 80, height: 4 }, PLAIN);
    expect(text).not.toMatch(/truth|┊|▒/u);
  });
});
