export interface Panel {
  readonly title: string;
  readonly lines: readonly { readonly values: readonly number[]; readonly colour: string }[];
  /** Indices marked by a vertical line. */
  readonly marks: readonly number[];
}

const WIDTH = 860;
const PANEL_HEIGHT = 170;
const MARGIN = { left: 46, right: 12, top: 26 };
const PLOT_HEIGHT = 125;
/** Points of a polyline; longer series are drawn by the extremes of their stretches. */
const POINTS_MAX = 900;

/** Panels one below the other as an SVG that reads on light and dark pages. */
export function chart(panels: readonly Panel[]): string {
  const height = PANEL_HEIGHT * panels.length;
  const body = panels.map((panel, k) => drawPanel(panel, k * PANEL_HEIGHT)).join('\n');
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" font-family="sans-serif" font-size="12">`,
    `<rect width="${WIDTH}" height="${height}" fill="#ffffff"/>`,
    body,
    '</svg>\n',
  ].join('\n');
}

function drawPanel(panel: Panel, top: number): string {
  const all = panel.lines.flatMap(({ values }) => values);
  const low = all.reduce((a, b) => Math.min(a, b), Infinity);
  const high = all.reduce((a, b) => Math.max(a, b), -Infinity);
  const count = panel.lines[0]?.values.length ?? 1;
  const width = WIDTH - MARGIN.left - MARGIN.right;
  const x = (index: number): number => MARGIN.left + (index / Math.max(count - 1, 1)) * width;
  const y = (value: number): number =>
    top + MARGIN.top + PLOT_HEIGHT * (1 - (value - low) / (high - low || 1));
  const axis = [low, (low + high) / 2, high].map(
    (value) =>
      `<text x="${MARGIN.left - 6}" y="${round(y(value) + 4)}" text-anchor="end" fill="#555">${value.toFixed(1)}</text>` +
      `<line x1="${MARGIN.left}" x2="${WIDTH - MARGIN.right}" y1="${round(y(value))}" y2="${round(y(value))}" stroke="#ddd"/>`,
  );
  const marks = panel.marks.map(
    (mark) =>
      `<line x1="${round(x(mark))}" x2="${round(x(mark))}" y1="${top + MARGIN.top}" y2="${top + MARGIN.top + PLOT_HEIGHT}" stroke="#c0392b" stroke-width="2" opacity="0.6"/>`,
  );
  const lines = panel.lines.map(({ values, colour }) => {
    const points = thin(values).map(([index, value]) => `${round(x(index))},${round(y(value))}`);
    return `<polyline fill="none" stroke="${colour}" stroke-width="1.2" points="${points.join(' ')}"/>`;
  });
  const title = `<text x="${MARGIN.left}" y="${top + 17}" fill="#222">${panel.title}</text>`;
  return [title, ...axis, ...marks, ...lines].join('\n');
}

/** Least and greatest value of each stretch, in order, so that no spike is lost. */
function thin(values: readonly number[]): [number, number][] {
  const stretch = Math.max(1, Math.ceil((2 * values.length) / POINTS_MAX));
  const kept: [number, number][] = [];
  for (let from = 0; from < values.length; from += stretch) {
    const part = values.slice(from, from + stretch);
    const least = from + part.indexOf(Math.min(...part));
    const most = from + part.indexOf(Math.max(...part));
    for (const index of [...new Set([least, most])].toSorted((a, b) => a - b)) {
      kept.push([index, values[index] as number]);
    }
  }
  return kept;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
