const BLOCKS = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'] as const;

export interface Scale {
  readonly min: number;
  readonly max: number;
}

/** One row of block characters, newest at the right, filled with spaces at the left. */
export function sparkline(values: readonly number[], width: number, scale: Scale): string {
  const shown = values.slice(-width).map((value) => BLOCKS[levelOf(value, scale, 8)] ?? ' ');
  return shown.join('').padStart(width);
}

/** A horizontal bar in eighths of a column. */
export function bar(share: number, width: number): string {
  const eighths = Math.round(Math.min(1, Math.max(0, share)) * width * 8);
  const part = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉'][eighths % 8] ?? '';
  return ('█'.repeat(Math.floor(eighths / 8)) + part).padEnd(width, '░').slice(0, width);
}

/** Dot bits of a braille cell (Unicode U+2800), left and right column, from the top row down. */
const DOTS = [
  [0x01, 0x02, 0x04, 0x40],
  [0x08, 0x10, 0x20, 0x80],
] as const;
const BRAILLE_BASE = 0x28_00;

export interface ChartSize {
  readonly width: number;
  readonly height: number;
}

/** Values with their times, oldest first. NaN where there is none. */
export interface Series {
  readonly times: readonly number[];
  readonly values: readonly number[];
}

/** Times at the left and at the right edge of a chart. */
export interface Window {
  readonly from: number;
  readonly to: number;
}

export interface ChartFrame {
  readonly scale: Scale;
  readonly window: Window;
}

/**
 * A line chart of 2 × 4 dots a cell over time; neighbours are joined, so that a jump is a stroke and
 * not two specks. Rows come from the top down, empty cells as spaces.
 */
export function timeChart(
  { times, values }: Series,
  { width, height }: ChartSize,
  { scale, window }: ChartFrame,
): string[] {
  const cells = Array.from({ length: height }, () => new Uint8Array(width));
  const perMs = (width * 2 - 1) / Math.max(1, window.to - window.from);
  let previous: Dot | undefined;
  for (const [i, value] of values.entries()) {
    const x = Math.round(((times[i] ?? Number.NaN) - window.from) * perMs);
    const known = Number.isFinite(value) && x >= 0 && x < width * 2;
    const dot = known ? { x, y: height * 4 - 1 - levelOf(value, scale, height * 4) } : undefined;
    if (dot !== undefined) join(cells, dot, previous);
    previous = dot;
  }
  return cells.map((row) => Array.from(row, brailleCell).join(''));
}

interface Dot {
  readonly x: number;
  readonly y: number;
}

/** A straight line, a stroke in each column; what comes late is a speck of its own. */
function join(cells: readonly Uint8Array[], b: Dot, previous: Dot | undefined): void {
  const a = previous === undefined || previous.x > b.x ? b : previous;
  const across = Math.max(1, b.x - a.x);
  let from = a.y;
  for (let x = a.x === b.x ? a.x : a.x + 1; x <= b.x; x += 1) {
    const to = a.x === b.x ? b.y : Math.round(a.y + ((b.y - a.y) * (x - a.x)) / across);
    for (let y = Math.min(from, to); y <= Math.max(from, to); y += 1) setDot(cells, x, y);
    from = to;
  }
}

/** The character with these dots; a blank where there are none. */
export function brailleCell(bits: number): string {
  return bits === 0 ? ' ' : String.fromCodePoint(BRAILLE_BASE + bits);
}

/** Row of a chart, from the top, in which a value lies. */
export function rowOf(value: number, height: number, scale: Scale): number {
  return height - 1 - levelOf(value, scale, height);
}

/** Smallest scale that holds all values and keeps a flat signal away from the edges. */
export function scaleOf(values: readonly number[], floor?: number): Scale {
  const finite = values.filter((value) => Number.isFinite(value));
  if (finite.length === 0) return { min: 0, max: 1 };
  const min = Math.min(...finite, floor ?? Number.POSITIVE_INFINITY);
  const max = Math.max(...finite);
  if (max - min > 1e-9) return { min, max };
  return floor === undefined ? { min: min - 1, max: max + 1 } : { min, max: min + 1 };
}

function setDot(cells: readonly Uint8Array[], x: number, y: number): void {
  const row = cells[y >> 2];
  if (row !== undefined) row[x >> 1] = (row[x >> 1] ?? 0) | dotBit(x, y);
}

/** The bit of the dot at column `x` and row `y` of a canvas, within its cell. */
export function dotBit(x: number, y: number): number {
  return DOTS[(x & 1) as 0 | 1][(y & 3) as 0 | 1 | 2 | 3];
}

/** Level of a value out of `levels`, from the bottom; what lies outside the scale stays inside. */
export function levelOf(value: number, { min, max }: Scale, levels: number): number {
  const share = (value - min) / (max - min);
  if (!Number.isFinite(share)) return 0;
  return Math.min(levels - 1, Math.max(0, Math.round(share * (levels - 1))));
}
