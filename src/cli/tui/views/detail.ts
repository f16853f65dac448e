import { formatDuration } from '../../../runtime/duration.ts';
import type { TruthEvent } from '../../../telemetry/truth.ts';
import { formatInstant, formatValue } from '../../format.ts';
import { scaleOf, type Scale, type Window } from '../charts.ts';
import { shownTruths, type DeviceView } from '../device-view.ts';
import { metricLabel, metricValue } from '../key-metrics.ts';
import { selectedDevice, type Scene, type Size } from '../scene.ts';
import { fit, fitLine, type Line, type Role } from '../span.ts';
import type { TuiState } from '../store.ts';
import { chartRows } from './chart-rows.ts';
import { severityRole, stateDot } from './device-cells.ts';
import { panel, PANEL_FRAME } from './panel.ts';

const CHART_WIDTH_MIN = 34;
const CHART_GAP = 2;
/** Rows of a chart with its title. */
const CHART_HEIGHT = { min: 4, max: 12 };
/** Rows that the score takes beneath the signals. */
const SCORE_HEIGHT = { min: 4, max: 9 };

/** One device with a chart of every signal that fits, and the anomaly score beneath; or a preview. */
export function detailPanel(scene: Scene, size: Size): Line[] {
  const device = selectedDevice(scene);
  const full = scene.ui.view === 'device';
  const options = { ...size, focused: full };
  if (device === undefined) return panel([], { ...options, title: [['Device', 'title']] });
  const truths = shownTruths(device, { now: scene.state.now, all: scene.ui.showTruth });
  const head = [...truthLines(truths, scene), ...alertLines(device)];
  const room = { width: size.width - PANEL_FRAME, height: size.height - 2 - head.length };
  const window = windowOf(device);
  const charts = { scene, device, truths: scene.ui.showTruth ? truths : [], window };
  return panel([...head, ...chartArea(charts, room)], {
    ...options,
    title: [
      stateDot(device),
      [' '],
      [device.name, 'title'],
      [`  ${identity(device, scene)}`, 'dim'],
    ],
    corner: [[cornerOf(window, scene), 'dim']],
  });
}

function identity({ last, connection }: DeviceView, { ui }: Scene): string {
  const known = last === undefined ? [] : [last.type, `serial ${last.serial}`];
  // Of a run elsewhere it is not known whether the device is connected.
  return [...known, ...(ui.mode === 'run' ? [connection] : [])].join(', ');
}

function cornerOf({ from, to }: Window, { ui }: Scene): string {
  const span = `last ${formatDuration(Math.max(0, to - from))}`;
  if (ui.mode === 'tail') return `${span}, Esc back`;
  return ui.view === 'device'
    ? `${span}, ↑↓ next device, Esc back`
    : `${span}, Enter for all charts`;
}

/** What really happens to the machine, for those who may know. */
function truthLines(truths: readonly TruthEvent[], { state }: Scene): Line[] {
  const active = truths.filter(({ repaired }) => repaired === undefined || state.now < repaired);
  if (active.length === 0) return [];
  const texts = active.map(({ mode, onset, functionalFailure, severity }) => {
    const left = functionalFailure - state.now;
    const fails = left > 0 ? `fails in ${formatDuration(left)}` : 'failed';
    return `${mode} since ${formatInstant(onset).slice(11)}, severity ${severity}, ${fails}`;
  });
  return [[['✦ ', 'fault'], [texts.join('; ')]]];
}

function alertLines({ alert }: DeviceView): Line[] {
  if (alert === undefined) return [];
  const { severity, openedAt, reason } = alert.alert;
  const over = alert.closedAt !== undefined;
  const state = over ? 'was over at' : 'since';
  const at = formatInstant(alert.closedAt ?? openedAt).slice(11);
  const seen = alert.acknowledged ? ', acknowledged' : '';
  return [
    [
      [`▲ ${severity} `, over ? 'dim' : severityRole(severity)],
      [`${state} ${at}${seen}  `, 'dim'],
      [reason],
    ],
  ];
}

/** Readings that a chart covers at least, so that a young run does not look busy. */
const READINGS_MIN = 60;

/** One span of time for all charts of a device. */
function windowOf({ history }: DeviceView): Window {
  const times = history?.times.last(Number.POSITIVE_INFINITY) ?? [];
  const [from, to] = [times[0] ?? 0, times.at(-1) ?? 0];
  if (times.length < 2) return { from: to - 1, to };
  const meanMs = (to - from) / (times.length - 1);
  return { from: Math.min(from, to - READINGS_MIN * meanMs), to };
}

interface Charts {
  readonly scene: Scene;
  readonly device: DeviceView;
  readonly truths: readonly TruthEvent[];
  readonly window: Window;
}

function chartArea(charts: Charts, room: Size): Line[] {
  const stacked = room.height >= CHART_HEIGHT.min + SCORE_HEIGHT.min;
  if (!stacked) return signalGrid(charts, room, [(size) => scoreChart(charts, size)]);
  const score = Math.max(SCORE_HEIGHT.min, Math.floor(room.height / 4));
  const height = Math.min(SCORE_HEIGHT.max, score);
  const signals = signalGrid(charts, { ...room, height: room.height - height }, []);
  const rest = {
    width: room.width,
    height: Math.min(CHART_HEIGHT.max, room.height - signals.length),
  };
  return [...signals, ...scoreChart(charts, rest)];
}

type DrawChart = (size: Size) => Line[];

/** As many charts as fit, side by side and below each other. */
function signalGrid(charts: Charts, room: Size, first: readonly DrawChart[]): Line[] {
  const across = Math.max(1, Math.floor((room.width + CHART_GAP) / (CHART_WIDTH_MIN + CHART_GAP)));
  const width = Math.floor((room.width - (across - 1) * CHART_GAP) / across);
  const metrics = orderedMetrics(charts.device, charts.scene.state);
  const wanted = Math.ceil((metrics.length + first.length) / across);
  const each = Math.floor(room.height / Math.max(1, wanted));
  const height = Math.max(CHART_HEIGHT.min, Math.min(CHART_HEIGHT.max, each));
  const fitting = across * Math.max(1, Math.floor(room.height / height));
  const signals = metrics.map(
    (metric): DrawChart =>
      (size) =>
        metricChart(charts, metric, size),
  );
  const drawn = [...first, ...signals].slice(0, fitting).map((draw) => draw({ width, height }));
  return gridRows(drawn, across, { width, height });
}

function gridRows(charts: readonly Line[][], across: number, { width, height }: Size): Line[] {
  const lines: Line[] = [];
  for (let first = 0; first < charts.length; first += across) {
    const row = charts.slice(first, first + across);
    for (let y = 0; y < height; y += 1) {
      lines.push(
        row.flatMap((chart, i): Line => {
          const gap: Line = i === 0 ? [] : [[' '.repeat(CHART_GAP)]];
          return [...gap, ...fitLine(chart[y] ?? [], width)];
        }),
      );
    }
  }
  return lines;
}

function orderedMetrics({ last }: DeviceView, { keyMetrics }: TuiState): string[] {
  const present = Object.keys(last?.metrics ?? {});
  const wanted = keyMetrics === undefined ? [] : [keyMetrics.primary, ...keyMetrics.others];
  const keys = wanted.filter((name) => present.includes(name));
  return [...keys, ...present.filter((name) => !keys.includes(name))];
}

function scoreChart({ device, truths, window }: Charts, size: Size): Line[] {
  const { scored, history } = device;
  const series = {
    times: history?.scoreTimes.last(Number.POSITIVE_INFINITY) ?? [],
    values: history?.scores.last(Number.POSITIVE_INFINITY) ?? [],
  };
  const threshold = scored?.threshold ?? 0;
  const scale: Scale = { min: 0, max: Math.max(1.3 * threshold, ...series.values, 1e-9) };
  const role: Role = scored?.anomalous === true ? 'bad' : 'good';
  const title: Line = [
    ['anomaly score ', 'bold'],
    [scored === undefined ? '–' : formatValue(scored.score), role],
    [threshold > 0 ? `  threshold ${formatValue(threshold)}` : '  learning', 'dim'],
  ];
  const limits = threshold > 0 ? [threshold] : [];
  const frame = { scale, window, role, limits, truths };
  return [title, ...chartRows(series, { ...size, height: size.height - 1 }, frame)];
}

function metricChart(
  { scene, device, truths, window }: Charts,
  metric: string,
  size: Size,
): Line[] {
  const values = device.history?.metrics.get(metric)?.last(Number.POSITIVE_INFINITY) ?? [];
  const times = device.history?.times.last(values.length) ?? [];
  const own = scaleOf(values);
  const limits = limitsNear(scene, metric, own);
  const frame = {
    scale: scaleOf([own.min, own.max, ...limits]),
    window,
    limits,
    role: 'accent',
    truths: truths.filter(({ channels }) => channels.includes(metric)),
  } as const;
  const title = metricTitle({ device, metric, own, limits, width: size.width });
  return [title, ...chartRows({ times, values }, { ...size, height: size.height - 1 }, frame)];
}

/** A limit that is further off than three times the signal's own range would flatten it. */
function limitsNear({ limits }: Scene, metric: string, { min, max }: Scale): number[] {
  const reach = 3 * (max - min);
  return limits
    .filter((limit) => limit.metric === metric)
    .flatMap(({ above, below }) => [above, below])
    .filter((limit) => limit !== undefined)
    .filter((limit) => limit <= max + reach && limit >= min - reach);
}

interface MetricTitle {
  readonly device: DeviceView;
  readonly metric: string;
  readonly own: Scale;
  readonly limits: readonly number[];
  readonly width: number;
}

function metricTitle({ device, metric, own, limits, width }: MetricTitle): Line {
  const { label, unit } = metricLabel(metric);
  const last = device.last?.metrics[metric];
  const now = last === undefined ? '–' : `${metricValue(metric, last)} ${unit}`.trim();
  const bound = limits.length === 0 ? '' : `┄ ${formatValue(Math.min(...limits))}  `;
  const range = `${metricValue(metric, own.min)} … ${metricValue(metric, own.max)}`;
  const known = (device.history?.times.length ?? 0) < 2 ? '' : range;
  const room = width - now.length - bound.length - known.length - 2;
  return [
    [fit(label, Math.min(room, label.length)), 'bold'],
    [` ${now} `],
    [' '.repeat(Math.max(0, room - label.length))],
    [bound, 'warn'],
    [known, 'dim'],
  ];
}
