import { formatInstant, formatValue } from '../../format.ts';
import { brailleChart, rowOf, scaleOf, type Scale } from '../charts.ts';
import { metricLabel, metricValue } from '../key-metrics.ts';
import type { Scene, Size } from '../scene.ts';
import { fit, fitLine, type Line, type Role, type Span } from '../span.ts';
import type { DeviceView, TuiState } from '../store.ts';
import { severityRole, stateDot } from './device-cells.ts';
import { panel, PANEL_FRAME } from './panel.ts';

const CHART_WIDTH_MIN = 34;
const CHART_GAP = 2;
/** Rows of a chart with its title. */
const CHART_HEIGHT = { min: 4, max: 12 };

/** One device with a chart of every signal that fits, the anomaly score first; or a preview of it. */
export function detailPanel({ state, ui }: Scene, size: Size): Line[] {
  const device = state.devices[ui.device];
  const full = ui.screen === 'detail';
  const options = { ...size, focused: full };
  if (device === undefined) return panel([], { ...options, title: [['Device', 'title']] });
  const body = [...alertLines(device), ...chartGrid(device, state, size)];
  return panel(body, {
    ...options,
    title: [stateDot(device), [' '], [device.name, 'title'], [`  ${identity(device)}`, 'dim']],
    corner: [[full ? 'Esc back, ↑↓ next device' : 'Enter for all charts', 'dim']],
  });
}

function identity({ last, connection }: DeviceView): string {
  if (last === undefined) return connection;
  return `${last.type}, serial ${last.serial}, ${connection}`;
}

function alertLines({ alert, faults }: DeviceView): Line[] {
  const lines: Line[] = [];
  if (faults.length > 0) lines.push([['✦ injected: ', 'fault'], [faults.join(', ')]]);
  if (alert === undefined) return lines;
  const { severity, openedAt, reason } = alert.alert;
  const state = alert.closedAt === undefined ? 'since' : 'was over at';
  const at = formatInstant(alert.closedAt ?? openedAt);
  const head: Line = [
    [`▲ ${severity} `, alert.closedAt === undefined ? severityRole(severity) : 'dim'],
    [`${state} ${at}${alert.acknowledged ? ', acknowledged' : ''}  `, 'dim'],
    [reason],
  ];
  return [...lines, head];
}

function chartGrid(device: DeviceView, state: TuiState, size: Size): Line[] {
  const inner = size.width - PANEL_FRAME;
  const across = Math.max(1, Math.floor((inner + CHART_GAP) / (CHART_WIDTH_MIN + CHART_GAP)));
  const width = Math.floor((inner - (across - 1) * CHART_GAP) / across);
  const room = size.height - 2 - alertLines(device).length;
  const metrics = orderedMetrics(device, state);
  const wantedRows = Math.ceil((metrics.length + 1) / across);
  const height = Math.max(
    CHART_HEIGHT.min,
    Math.min(CHART_HEIGHT.max, Math.floor(room / Math.max(1, wantedRows))),
  );
  const fitting = across * Math.max(1, Math.floor(room / height));
  const charts = [
    scoreChart(device, { width, height }),
    ...metrics
      .slice(0, fitting - 1)
      .map((metric) => metricChart(device, metric, { width, height })),
  ];
  return gridRows(charts, across, { width, height });
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

function scoreChart(device: DeviceView, size: Size): Line[] {
  const { scored, score } = device;
  const values = score.last(size.width * 2);
  const threshold = scored?.threshold ?? 0;
  const scale: Scale = { min: 0, max: Math.max(1.3 * threshold, ...values, 1e-9) };
  const role: Role = scored?.anomalous === true ? 'bad' : 'good';
  const now = scored === undefined ? '–' : formatValue(scored.score);
  const title: Line = [
    ['anomaly score ', 'bold'],
    [now, role],
    [threshold > 0 ? `  threshold ${formatValue(threshold)}` : '  learning', 'dim'],
  ];
  const rows = brailleChart(values, { ...size, height: size.height - 1 }, scale);
  const line = threshold > 0 ? rowOf(threshold, rows.length, scale) : -1;
  return [title, ...rows.map((row, y): Line => (y === line ? ruled(row, role) : [[row, role]]))];
}

/** The chart's row with the threshold drawn where the signal is not. */
function ruled(row: string, role: Role): Line {
  return Array.from(row, (cell): Span => (cell === ' ' ? ['┄', 'warn'] : [cell, role]));
}

function metricChart(device: DeviceView, metric: string, size: Size): Line[] {
  const values = device.history?.get(metric)?.last(size.width * 2) ?? [];
  const { label, unit } = metricLabel(metric);
  const scale = scaleOf(values);
  const last = device.last?.metrics[metric];
  const now = last === undefined ? '–' : `${metricValue(metric, last)} ${unit}`;
  const range =
    values.length < 2
      ? ''
      : `${metricValue(metric, scale.min)} … ${metricValue(metric, scale.max)}`;
  const room = size.width - now.length - range.length - 2;
  const title: Line = [
    [fit(label, Math.min(room, label.length)), 'bold'],
    [` ${now}`],
    [` ${range.padStart(Math.max(0, room - label.length) + range.length)}`, 'dim'],
  ];
  const rows = brailleChart(values, { ...size, height: size.height - 1 }, scale);
  return [title, ...rows.map((row): Line => [[row, 'accent']])];
}
