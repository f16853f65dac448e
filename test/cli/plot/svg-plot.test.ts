import { describe, expect, it } from 'vitest';
import { svgPlot } from '../../../src/cli/plot/svg-plot.ts';
import { samplePlot } from './sample-plot.ts';

const count = (text: string, part: RegExp): number => text.match(part)?.length ?? 0;

describe('a plot as SVG', () => {
  const svg = svgPlot(samplePlot());

  it('is one self-contained picture with a title, for light and for dark readers', () => {
    expect(svg).toMatch(/^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg" viewBox="0 0 960 \d+"/u);
    expect(svg.endsWith('</svg>\n')).toBe(true);
    expect(svg).toContain('<title>farm: Two turbines &lt;on&gt; a ridge</title>');
    expect(svg).toContain('@media(prefers-color-scheme:dark)');
    expect(svg).not.toMatch(/href|url\(|<script/u);
  });

  it('has a panel for each metric with its unit, ticks and a line for each device and twin', () => {
    expect(count(svg, /<g data-metric=/gu)).toBe(2);
    expect(svg).toContain('>gear oil, °C</text>');
    expect(svg).toMatch(/class="y"[^>]*>2,000<\/text>/u);
    expect(svg).toMatch(/class="x"[^>]*>Tue 03<\/text>/u);
    expect(count(svg, /class="line l0" d="M/gu)).toBe(3);
    expect(count(svg, /class="line twin" d="M/gu)).toBe(3);
  });

  it('shades the truth from onset to failure and on to the repair, in every panel', () => {
    expect(count(svg, /<rect class="grows" x="362" y="\d+" width="216"/gu)).toBe(2);
    expect(count(svg, /<rect class="failed" x="578" y="\d+" width="216"/gu)).toBe(2);
    expect(count(svg, /class="edge"/gu)).toBe(4);
    expect(svg).toContain('oil-cooler-loss on wt-001: onset 2026-03-02 16:00');
  });

  it('lifts the pen where the sensor delivered nothing', () => {
    const power = /data-metric="power_kw".*?class="line l0" d="([^"]+)"/su.exec(svg)?.[1] ?? '';
    expect(count(power, /M/gu)).toBe(2);
    expect(power).not.toContain('NaN');
  });
});
