// Draws docs/images/fleet-linear.svg, what a fleet costs from 100 to 100,000 devices, from the last result
// of `bench/fleet.ts --case linear`: npx tsx bench/fleet-picture.ts
import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Measured } from './fleet-run.ts';

type Point = Pick<Measured, 'devices' | 'perMessageUs' | 'rssMib'>;

interface Result {
  readonly details: { readonly points: readonly Point[] };
}

interface Axis {
  readonly low: number;
  readonly high: number;
  /** Where it lies on the picture, from the low end to the high one, px. */
  readonly from: number;
  readonly to: number;
}

interface Curve {
  readonly title: string;
  readonly unit: string;
  readonly valueOf: (point: Point) => number;
  readonly decades: readonly [low: number, high: number];
}

const root = resolve(import.meta.dirname, '..');
const WIDTH = 860;
const PANEL = { height: 260, top: 34, bottom: 34, left: 64, right: 14 };
const CURVE_POINTS = 60;
const BLUE = '#1f5fa8';
const RED = '#c0392b';
const CURVES: readonly Curve[] = [
  {
    title: 'processor time at one message a second from each device',
    unit: 'ms/s',
    valueOf: ({ devices, perMessageUs }) => (devices * perMessageUs) / 1_000,
    decades: [0.1, 10_000],
  },
  {
    title: 'resident memory',
    unit: 'MiB',
    valueOf: ({ rssMib }) => rssMib,
    decades: [10, 10_000],
  },
];

const file = join(root, 'bench', 'results', 'fleet-linear.json');
const { details } = JSON.parse(readFileSync(file, 'utf8')) as Result;
const panels = CURVES.map((curve, at) => panel(curve, details.points, at * PANEL.height));
const height = PANEL.height * CURVES.length;
const picture = [
  `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" font-family="sans-serif" font-size="12">`,
  `<rect width="${WIDTH}" height="${height}" fill="#ffffff"/>`,
  ...panels,
  '</svg>\n',
].join('\n');
writeFileSync(join(root, 'docs', 'images', 'fleet-linear.svg'), picture);

function panel(curve: Curve, points: readonly Point[], top: number): string {
  const x: Axis = { low: 100, high: 100_000, from: PANEL.left, to: WIDTH - PANEL.right };
  const [low, high] = curve.decades;
  const y: Axis = { low, high, from: top + PANEL.height - PANEL.bottom, to: top + PANEL.top };
  const dots = points.map((point) => [point.devices, curve.valueOf(point)] as const);
  const { base, each, at } = fit(dots);
  const line = Array.from({ length: CURVE_POINTS }, (_, k) => {
    const devices = x.low * (x.high / x.low) ** (k / (CURVE_POINTS - 1));
    return `${place(x, devices)},${place(y, Math.max(at(devices), y.low))}`;
  });
  const marks = dots.map(
    ([devices, value]) =>
      `<circle cx="${place(x, devices)}" cy="${place(y, value)}" r="4" fill="${BLUE}"/>` +
      `<text x="${place(x, devices)}" y="${place(y, value) - 9}" text-anchor="${anchor(devices, x)}" fill="#222">${short(value)}</text>`,
  );
  const title = `${curve.title}, ${curve.unit}: ${short(base)} and ${short(1_000 * each)} for each thousand devices`;
  return [
    `<text x="${PANEL.left}" y="${top + 18}" fill="#222">${title}</text>`,
    ...decadesOf(x).map((devices) => gridLine(x, y, devices)),
    ...decadesOf(y).map((value) => gridLine(y, x, value)),
    `<polyline fill="none" stroke="${RED}" stroke-width="1.2" points="${line.join(' ')}"/>`,
    ...marks,
  ].join('\n');
}

/**
 * What is there without devices and what each adds: least squares of the relative errors, so that the
 * small fleets count as much as the large ones.
 */
function fit(dots: readonly (readonly [number, number])[]) {
  const rows = dots.map(([devices, value]) => [1 / value, devices / value] as const);
  const sum = (of: (row: readonly [number, number]) => number): number =>
    rows.reduce((total, row) => total + of(row), 0);
  const [aa, ab, bb] = [sum(([u]) => u * u), sum(([u, v]) => u * v), sum(([, v]) => v * v)];
  const [a, b] = [sum(([u]) => u), sum(([, v]) => v)];
  const determinant = aa * bb - ab * ab;
  const base = (a * bb - b * ab) / determinant;
  const each = (b * aa - a * ab) / determinant;
  return { base, each, at: (devices: number) => base + each * devices };
}

function place({ low, high, from, to }: Axis, value: number): number {
  const share = Math.log(value / low) / Math.log(high / low);
  return Math.round(10 * (from + share * (to - from))) / 10;
}

function decadesOf({ low, high }: Axis): readonly number[] {
  const count = Math.round(Math.log10(high / low));
  return Array.from({ length: count + 1 }, (_, k) => low * 10 ** k);
}

/** A line across the picture with its number at the near end. */
function gridLine(along: Axis, across: Axis, value: number): string {
  const at = place(along, value);
  const isUpright = across.from > across.to;
  const line = isUpright
    ? `x1="${at}" x2="${at}" y1="${across.from}" y2="${across.to}"`
    : `y1="${at}" y2="${at}" x1="${across.from}" x2="${across.to}"`;
  const number = isUpright
    ? `x="${at}" y="${across.from + 18}" text-anchor="${anchor(value, along)}"`
    : `x="${across.from - 8}" y="${at + 4}" text-anchor="end"`;
  return `<line ${line} stroke="#ddd"/><text ${number} fill="#555">${short(value)}</text>`;
}

function anchor(value: number, { low, high }: Axis): string {
  if (value <= low) return 'start';
  return value >= high ? 'end' : 'middle';
}

function short(value: number): string {
  const digits = value >= 100 ? 0 : 1;
  return Math.abs(value) >= 1_000 || Number.isInteger(value)
    ? Math.round(value).toLocaleString('en-US')
    : value.toFixed(digits);
}
