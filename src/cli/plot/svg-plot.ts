import { formatDuration } from '../../runtime/duration.ts';
import type { TruthEvent } from '../../telemetry/truth.ts';
import { escapeHtml } from '../escape-html.ts';
import { formatMinute } from '../format.ts';
import { scaleOf } from '../tui/charts.ts';
import { metricLabel } from '../tui/key-metrics.ts';
import { binned } from './braille-lines.ts';
import type { Panel, Plot, PlotLine } from './plot.ts';
import { timeTicks, valueTicks } from './ticks.ts';

/** Sizes in the units of the view box, which are pixels when it is not scaled. */
const WIDTH = 960;
const LEFT = 74;
const RIGHT = 22;
const HEAD = 122;
const PANEL = 132;
const PANEL_GAP = 34;
const FOOT = 44;
/** Points of a line: more than one a pixel cannot be seen. */
const POINTS_MAX = WIDTH - LEFT - RIGHT;

const STYLE = `
svg{color-scheme:light dark;--ink:#1b1f24;--soft:#59636e;--back:#fff;--line:#d8dee4;--fault:#cf222e;--other:#6e7781;--l0:#0969da;--l1:#bf5b04;--l2:#1a7f37;--twin:#8c959f}
@media(prefers-color-scheme:dark){svg{--ink:#e6edf3;--soft:#9198a1;--back:#0d1117;--line:#2a313a;--fault:#ff7b72;--other:#8b949e;--l0:#58a6ff;--l1:#f0a055;--l2:#56d364;--twin:#6e7681}}
text{font:12px system-ui,-apple-system,"Segoe UI",sans-serif;fill:var(--soft)}
.title{font-size:20px;font-weight:600;fill:var(--ink)}.name{font-size:13px;font-weight:600;fill:var(--ink)}.y{text-anchor:end}.x{text-anchor:middle}
.back{fill:var(--back)}.grid{stroke:var(--line);stroke-width:1}.box{fill:none;stroke:var(--line)}
.line{fill:none;stroke-width:1.5;stroke-linejoin:round;stroke-linecap:round}.l0{stroke:var(--l0)}.l1{stroke:var(--l1)}.l2{stroke:var(--l2)}.twin{stroke:var(--twin);stroke-dasharray:2 3}
.grows{fill:var(--fault);opacity:.09}.failed{fill:var(--fault);opacity:.17}.other{fill:var(--other);opacity:.16}.edge{stroke:var(--fault);stroke-dasharray:4 3}.note{fill:var(--fault)}`;

/** Where an instant lies, left to right. */
type Across = (ts: number) => number;

/** A plot as one self-contained SVG that follows the reader's light or dark theme. */
export function svgPlot(plot: Plot): string {
  const { profile, description, from, to, panels, truth } = plot;
  const height = HEAD + panels.length * (PANEL + PANEL_GAP) - PANEL_GAP + FOOT + 20 * truth.length;
  const across: Across = (ts) =>
    LEFT + ((WIDTH - LEFT - RIGHT) * (Math.min(to, Math.max(from, ts)) - from)) / (to - from);
  const name = escapeHtml(`${profile}: ${description}`);
  const bottom = HEAD + panels.length * (PANEL + PANEL_GAP) - PANEL_GAP;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}" role="img" aria-label="${name}">`,
    `<title>${name}</title><style>${STYLE}</style>`,
    `<rect class="back" width="${WIDTH}" height="${height}" rx="8"/>`,
    head(plot),
    ...panels.map((panel, i) =>
      drawPanel(panel, plot, { across, top: HEAD + i * (PANEL + PANEL_GAP) }),
    ),
    timeLabels(plot, across, bottom),
    ...truth.map((event, i) => note(event, bottom + FOOT + 8 + 20 * i)),
    '</svg>\n',
  ].join('\n');
}

function head({ profile, description, from, to, stepMs, seed, panels }: Plot): string {
  const every = formatDuration(stepMs).replace('.0s', 's');
  const span = `${formatMinute(from)} to ${formatMinute(to)} UTC, a value every ${every}, seed ${seed}`;
  let x = LEFT;
  const keys = (panels[0]?.lines ?? []).map((line, i) => {
    const text = line.twin ? `${line.device} undisturbed` : line.device;
    const key = `<path class="line ${lookOf(line, i)}" d="M${x} 84h22"/><text x="${x + 28}" y="88">${escapeHtml(text)}</text>`;
    x += 52 + 7 * text.length;
    return key;
  });
  return `<text class="title" x="${LEFT}" y="30">${escapeHtml(profile)}</text><text x="${LEFT}" y="49">${escapeHtml(description)}</text><text x="${LEFT}" y="66">${escapeHtml(span)}</text>${keys.join('')}`;
}

function lookOf({ twin }: PlotLine, index: number): string {
  return twin ? 'twin' : `l${index}`;
}

interface Place {
  readonly across: Across;
  readonly top: number;
}

function drawPanel(panel: Panel, plot: Plot, { across, top }: Place): string {
  const points = panel.lines.map(({ values }) =>
    binned(values, Math.min(POINTS_MAX, values.length)),
  );
  const { min, max } = padded(scaleOf(points.flat()));
  const down = (value: number): number => top + (PANEL * (max - value)) / (max - min);
  const { label, unit } = metricLabel(panel.metric);
  const rows = valueTicks(min, max, 5).map(
    ({ at, text }) =>
      `<path class="grid" d="M${LEFT} ${px(down(at))}H${WIDTH - RIGHT}"/><text class="y" x="${LEFT - 8}" y="${px(down(at) + 4)}">${text}</text>`,
  );
  const columns = timeTicks(plot.from, plot.to, 8).map(
    ({ at }) => `<path class="grid" d="M${px(across(at))} ${top}v${PANEL}"/>`,
  );
  const lines = panel.lines.map((line, i) => {
    const values = points[i] ?? [];
    const x = (j: number): number =>
      across(plot.from + ((plot.to - plot.from) * (j + 0.5)) / values.length);
    return `<path class="line ${lookOf(line, i)}" d="${pathOf(values, x, down)}"/>`;
  });
  const unitText = unit === '' ? '' : `, ${unit}`;
  return [
    `<g data-metric="${escapeHtml(panel.metric)}"><text class="name" x="${LEFT}" y="${top - 7}">${escapeHtml(`${label}${unitText}`)}</text><text class="y" x="${WIDTH - RIGHT}" y="${top - 7}">${escapeHtml(panel.metric)}</text>`,
    ...plot.truth.map((event) => shade(event, plot, { across, top })),
    ...rows,
    ...columns,
    `<rect class="box" x="${LEFT}" y="${top}" width="${WIDTH - LEFT - RIGHT}" height="${PANEL}"/>`,
    ...lines.toReversed(),
    '</g>',
  ].join('');
}

/** Room above and below the lines, share of the range. */
const MARGIN = 0.06;

function padded({ min, max }: { readonly min: number; readonly max: number }) {
  const room = MARGIN * (max - min);
  return { min: min >= 0 && min - room < 0 ? 0 : min - room, max: max + room };
}

function pathOf(
  values: readonly number[],
  x: (i: number) => number,
  y: (value: number) => number,
): string {
  let pen = 'M';
  let path = '';
  for (const [i, value] of values.entries()) {
    if (Number.isFinite(value)) path += `${pen}${px(x(i))} ${px(y(value))}`;
    pen = Number.isFinite(value) ? 'L' : 'M';
  }
  return path;
}

/** The time of a fault: lighter while the damage grows, full from functional failure to repair. */
function shade(event: TruthEvent, { to }: Plot, { across, top }: Place): string {
  const { onset, functionalFailure, repaired, kind } = event;
  const part = (look: string, from: number, until: number): string =>
    from >= Math.min(to, until)
      ? ''
      : `<rect class="${kind === 'fault' ? look : 'other'}" x="${px(across(from))}" y="${top}" width="${px(across(until) - across(from))}" height="${PANEL}"/>`;
  const edge = (ts: number): string =>
    ts > to ? '' : `<path class="edge" d="M${px(across(ts))} ${top}v${PANEL}"/>`;
  return (
    part('grows', onset, functionalFailure) +
    part('failed', functionalFailure, repaired ?? to) +
    edge(onset) +
    edge(functionalFailure)
  );
}

function timeLabels({ from, to }: Plot, across: Across, bottom: number): string {
  return timeTicks(from, to, 8)
    .map(
      ({ at, text }) => `<text class="x" x="${px(across(at))}" y="${bottom + 18}">${text}</text>`,
    )
    .join('');
}

function note(event: TruthEvent, y: number): string {
  const { mode, device, onset, functionalFailure, repaired, kind } = event;
  const end = functionalFailure === repaired ? 'over' : 'functional failure';
  const text = `${mode} on ${device}: onset ${formatMinute(onset)}, ${end} ${formatMinute(functionalFailure)}`;
  return `<text${kind === 'fault' ? ' class="note"' : ''} x="${LEFT}" y="${y}">${escapeHtml(text)}</text>`;
}

/** A tenth of a pixel is as fine as anybody sees. */
function px(value: number): string {
  return String(Math.round(value * 10) / 10);
}
