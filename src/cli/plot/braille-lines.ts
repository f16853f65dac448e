import { brailleCell, dotBit, levelOf, type ChartSize, type Scale } from '../tui/charts.ts';

/** How a line is dashed, so that several are told apart without colour. */
export type Dash = 'solid' | 'dashed' | 'dotted';

export interface BrailleLine {
  /** One value a dot column, NaN where there is none. */
  readonly columns: readonly number[];
  readonly dash: Dash;
}

/** One character of a chart and the line that it belongs to; -1 where it is blank. */
export interface Cell {
  readonly text: string;
  readonly line: number;
}

/** Whether a dashed line shows in a dot column. */
const SHOWS: Readonly<Record<Dash, (x: number) => boolean>> = {
  solid: () => true,
  dashed: (x) => x % 6 < 4,
  dotted: (x) => x % 3 === 0,
};

/** Several lines over each other, the first in front: where they share a cell it is the first one's. */
export function brailleLines(
  lines: readonly BrailleLine[],
  size: ChartSize,
  scale: Scale,
): readonly (readonly Cell[])[] {
  const bits = Array.from({ length: size.height }, () => new Uint8Array(size.width));
  const owners = Array.from({ length: size.height }, () => new Int8Array(size.width).fill(-1));
  for (const [line, drawn] of [...lines.entries()].toReversed()) {
    for (const { x, y } of dotsOf(drawn, size.height * 4, scale)) {
      const row = y >> 2;
      const cells = bits[row];
      const owner = owners[row];
      if (cells === undefined || owner === undefined) continue;
      cells[x >> 1] = (cells[x >> 1] ?? 0) | dotBit(x, y);
      owner[x >> 1] = line;
    }
  }
  return bits.map((row, y) =>
    Array.from(row, (cell, x) => ({ text: brailleCell(cell), line: owners[y]?.[x] ?? -1 })),
  );
}

/** The dots of a line, neighbours joined by a stroke; a dotted one is not joined. */
function* dotsOf({ columns, dash }: BrailleLine, levels: number, scale: Scale) {
  let previous: number | undefined;
  for (const [x, value] of columns.entries()) {
    if (Number.isNaN(value)) {
      previous = undefined;
      continue;
    }
    const y = levels - 1 - levelOf(value, scale, levels);
    const start = dash === 'dotted' ? y : (previous ?? y);
    previous = y;
    if (!SHOWS[dash](x)) continue;
    const step = Math.sign(start - y);
    // The stroke stops short of the neighbour's dot, which is there already.
    const end = step === 0 || start === y ? y : start - step;
    for (let dot = y; step >= 0 ? dot <= end : dot >= end; dot += step || 1) yield { x, y: dot };
  }
}

/** The means of `count` equal parts of a series; NaN for a part without a value. */
export function binned(values: readonly number[], count: number): readonly number[] {
  const bins: number[] = [];
  for (let i = 0; i < count; i += 1) {
    const from = Math.floor((i * values.length) / count);
    const to = Math.max(from + 1, Math.floor(((i + 1) * values.length) / count));
    const part = values.slice(from, to).filter((value) => !Number.isNaN(value));
    bins.push(
      part.length === 0 ? Number.NaN : part.reduce((sum, value) => sum + value, 0) / part.length,
    );
  }
  return bins;
}
