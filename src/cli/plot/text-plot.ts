import type { TruthEvent } from '../../telemetry/truth.ts';
import { formatDuration } from '../../runtime/duration.ts';
import { formatMinute } from '../format.ts';
import type { Mark, Style } from '../style.ts';
import { scaleOf, type Scale } from '../tui/charts.ts';
import { metricLabel } from '../tui/key-metrics.ts';
import { binned, brailleLines, type Cell, type Dash } from './braille-lines.ts';
import type { Panel, Plot, PlotLine } from './plot.ts';
import { axisText, timeTicks } from './ticks.ts';

export interface TextSize {
  /** Columns of the terminal. */
  readonly width: number;
  /** Rows of cells of each chart. */
  readonly height: number;
}

/** A chart is as wide as fits and never wider than it is good to look at. */
const WIDTH = { min: 40, max: 160 };
/** Columns of a time label and the room between two. */
const TIME_LABEL = 12;

interface Frame {
  readonly plot: Plot;
  readonly style: Style;
  /** Columns left of the charts, and of the charts. */
  readonly gutter: number;
  readonly width: number;
  readonly height: number;
  readonly scales: ReadonlyMap<Panel, Scale>;
  /** Column of a chart in which an instant lies. */
  readonly column: (ts: number) => number;
}

/** A plot as text: braille charts under each other on one time axis. The same with colour and without. */
export function textPlot(plot: Plot, size: TextSize, style: Style): string {
  const frame = frameOf(plot, size, style);
  const lines = [
    ...headLines(frame),
    ...plot.panels.flatMap((panel) => panelLines(panel, frame)),
    ...truthStrips(frame),
    ...timeAxis(frame),
    ...truthLines(frame),
  ];
  return lines.map((line) => `${line.trimEnd()}\n`).join('');
}

function frameOf(plot: Plot, size: TextSize, style: Style): Frame {
  const total = Math.min(WIDTH.max, Math.max(WIDTH.min, size.width));
  const scales = new Map(plot.panels.map((panel) => [panel, scaleOfPanel(panel, total * 2)]));
  const labels = [...scales.values()].flatMap(labelsOf);
  const gutter = Math.max(TRUTH.length + 1, ...labels.map((label) => label.length)) + 1;
  const width = total - gutter - 1;
  const { from, to } = plot;
  const column = (ts: number): number =>
    Math.min(width - 1, Math.max(0, Math.floor((width * (ts - from)) / (to - from))));
  return { plot, style, gutter, width, height: size.height, scales, column };
}

function scaleOfPanel({ lines }: Panel, columns: number): Scale {
  return scaleOf(lines.flatMap(({ values }) => binned(values, Math.min(columns, values.length))));
}

/** Texts of the axis' ends, with three digits of the range between them. */
function labelsOf({ min, max }: Scale): readonly [string, string] {
  const step = (max - min) / 100;
  return [axisText(max, step), axisText(min, step)];
}

function headLines({ plot, style }: Frame): string[] {
  const { profile, description, from, to, stepMs, seed, panels } = plot;
  const span = `${formatMinute(from)} to ${formatMinute(to)} UTC`;
  const legend = (panels[0]?.lines ?? []).map((line, i) => {
    const key = STROKES[dashOf(line, i)];
    const name = line.twin ? `${line.device} undisturbed` : line.device;
    return `${markOf(line, i, style)(key)} ${name}`;
  });
  return [
    `${style.bold(style.cyan(profile))}  ${description}`,
    style.dim(`${span}, a value every ${formatDuration(stepMs).replace('.0s', 's')}, seed ${seed}`),
    legend.join('   '),
  ];
}

const STROKES: Readonly<Record<Dash, string>> = { solid: '━━', dashed: '╍╍', dotted: '┈┈' };

function dashOf({ twin }: PlotLine, index: number): Dash {
  if (twin) return 'dotted';
  return (['solid', 'dashed', 'dotted'] as const)[index] ?? 'dotted';
}

function markOf({ twin }: PlotLine, index: number, style: Style): Mark {
  if (twin) return style.dim;
  return [style.cyan, style.yellow, style.green][index] ?? style.cyan;
}

function panelLines(panel: Panel, frame: Frame): string[] {
  const { style, gutter, width, height, scales } = frame;
  const scale = scales.get(panel) ?? { min: 0, max: 1 };
  const drawn = panel.lines.map((line, i) => ({
    columns: binned(line.values, width * 2),
    dash: dashOf(line, i),
  }));
  const rows = brailleLines(drawn, { width, height }, scale);
  const [top, bottom] = labelsOf(scale);
  const { label, unit } = metricLabel(panel.metric);
  const title = [
    style.bold(label),
    unit,
    label === panel.metric ? '' : style.dim(panel.metric),
  ].filter((text) => text !== '');
  const body = rows.map((cells, y) => {
    const text = y === 0 ? top : y === height - 1 ? bottom : '';
    return `${text.padStart(gutter - 1)}${style.dim(text === '' ? ' │' : ' ┤')}${paint(cells, panel, frame)}`;
  });
  return [`${' '.repeat(gutter + 1)}${title.join('  ')}`, ...body];
}

/** A chart's row with the instants of the faults as upright lines where nothing else is. */
function paint(cells: readonly Cell[], { lines }: Panel, { plot, style, column }: Frame): string {
  const edges = new Map<number, Mark>();
  for (const { onset, functionalFailure } of plot.truth) {
    if (onset <= plot.to) edges.set(column(onset), style.magenta);
    if (functionalFailure <= plot.to) edges.set(column(functionalFailure), style.red);
  }
  return cells
    .map(({ text, line }, x) => {
      const edge = edges.get(x);
      if (text === ' ') return edge === undefined ? ' ' : edge('┊');
      const owner = lines[line];
      return owner === undefined ? text : markOf(owner, line, style)(text);
    })
    .join('');
}

/** Word in the gutter before the strips. */
const TRUTH = 'truth';
/** Strips that are shown; more faults would hide the charts. */
const STRIPS_MAX = 3;

/** For each fault a strip: shaded while the damage grows, full from functional failure to repair. */
function truthStrips({ plot, style, gutter, width, column }: Frame): string[] {
  return plot.truth.slice(0, STRIPS_MAX).map((event) => {
    const over = event.repaired ?? Number.POSITIVE_INFINITY;
    const cells = Array.from({ length: width }, (_, x) => {
      const past = (ts: number): boolean => ts <= plot.to && x >= column(ts);
      if (!past(event.onset) || past(over)) return ' ';
      return past(event.functionalFailure) ? style.red('█') : style.magenta('▒');
    });
    return `${TRUTH.padStart(gutter - 1)}${style.dim(' │')}${cells.join('')}`;
  });
}

function timeAxis({ plot, style, gutter, width, column }: Frame): string[] {
  const ticks = timeTicks(plot.from, plot.to, Math.floor(width / TIME_LABEL));
  const at = new Map(ticks.map((tick) => [column(tick.at), tick.text]));
  const rule = Array.from({ length: width }, (_, x) => (at.has(x) ? '┬' : '─')).join('');
  let labels = '';
  for (const [x, text] of at) {
    const start = Math.min(x, width - text.length);
    if (start > labels.length || labels === '') labels = labels.padEnd(start) + text;
  }
  const indent = ' '.repeat(gutter);
  return [style.dim(`${indent}└${rule}`), `${indent} ${labels}`];
}

function truthLines({ plot, style }: Frame): string[] {
  return plot.truth.map((event) => `${style.magenta('▒')} ${faultText(event, plot)}`);
}

/** `gearbox-bearing-wear on wt-001: onset 2026-03-02 08:30, fails 2026-03-02 08:50`. */
function faultText(event: TruthEvent, { to }: Plot): string {
  const { mode, device, onset, functionalFailure, repaired } = event;
  const end = functionalFailure === repaired ? 'over' : 'fails';
  const later = functionalFailure > to ? ', after this picture' : '';
  return `${mode} on ${device}: onset ${formatMinute(onset)}, ${end} ${formatMinute(functionalFailure)}${later}`;
}
