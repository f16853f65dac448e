import { formatDuration } from '../../../runtime/duration.ts';
import { formatCount } from '../../format.ts';
import { shownFaults, type DeviceView } from '../device-view.ts';
import { metricLabel } from '../key-metrics.ts';
import { selectedDevice, type Scene, type Size } from '../scene.ts';
import { fit, type Line, type Span } from '../span.ts';
import { primarySpark, scoreCell, scoreSpark, stateDot, valueCell } from './device-cells.ts';
import { panel, PANEL_FRAME } from './panel.ts';

interface Column {
  readonly title: string;
  readonly width: number;
  readonly align?: 'left' | 'right';
  cell(device: DeviceView, width: number): Span;
}

/** The fleet, one device a row; only the rows that fit are drawn, however many there are. */
export function fleetPanel(scene: Scene, size: Size): Line[] {
  const { ui, devices } = scene;
  const columns = planColumns(scene, size.width - PANEL_FRAME);
  const rows = Math.max(0, size.height - 3);
  const selected = selectedDevice(scene);
  const top = firstRow(
    selected === undefined ? 0 : devices.indexOf(selected),
    rows,
    devices.length,
  );
  const body: Line[] = [
    titleRow(columns),
    ...devices
      .slice(top, top + rows)
      .map((device) => deviceRow(device, columns, device === selected)),
  ];
  return panel(devices.length === 0 ? emptyBody(scene) : body, {
    ...size,
    title: fleetTitle(scene),
    corner: cornerOf(scene, top, rows),
    focused: ui.focus === 'fleet',
  });
}

/** One device on one row below its titles, for a layout that shows no values. */
export function selectedRows(scene: Scene, width: number): Line[] {
  const columns = planColumns(scene, width);
  const device = selectedDevice(scene);
  return device === undefined ? [] : [titleRow(columns), deviceRow(device, columns, true)];
}

/** What is shown of the fleet, and how it got there. */
export function fleetTitle({ ui }: Scene): Line {
  const title: Span[] = [['Fleet', 'title']];
  if (ui.sort !== 'name') title.push([` by ${ui.sort}`, 'dim']);
  if (ui.typing) title.push([' /', 'accent'], [ui.filter], ['▏', 'accent']);
  else if (ui.filter !== '') title.push([` /${ui.filter}`, 'accent'], [' Esc clears', 'dim']);
  return title;
}

export function emptyBody({ ui }: Scene): Line[] {
  return ui.filter === '' ? [] : [[[`no device matches "${ui.filter}"`, 'dim']]];
}

/** Keeps the selected row in the middle where the list is longer than the panel. */
export function firstRow(selected: number, rows: number, total: number): number {
  return Math.max(0, Math.min(selected - Math.floor(rows / 2), total - rows));
}

const NAME_WIDTH_MAX = 16;
const VALUE_WIDTH = 8;
const SCORE_WIDTH = 6;
const ALERT_WIDTH = { min: 16, max: 44 };
const METRICS_MAX = 5;

function planColumns(scene: Scene, width: number): Column[] {
  const { state } = scene;
  const metrics = state.keyMetrics;
  const wide = width >= 90;
  const sparkWidth = Math.max(9, Math.min(30, Math.floor(width / 8)));
  const columns: Column[] = [
    nameColumn(state.devices),
    metricColumn(metrics?.primary),
    {
      title: '',
      width: sparkWidth,
      cell: (device, cellWidth) => primarySpark(device, state, cellWidth),
    },
    { title: 'score', width: SCORE_WIDTH, align: 'right', cell: scoreCell },
    { title: '', width: wide ? 16 : 8, cell: scoreSpark },
  ];
  let left = width - columns.reduce((sum, column) => sum + column.width + 1, 4);
  const extra: Column[] = [];
  for (const metric of (metrics?.others ?? []).slice(0, METRICS_MAX)) {
    const column = metricColumn(metric);
    if (left - column.width - 1 < ALERT_WIDTH.min) break;
    extra.push(column);
    left -= column.width + 1;
  }
  columns.splice(3, 0, ...extra);
  if (left > ALERT_WIDTH.min) columns.push(alertColumn(scene, Math.min(left - 1, ALERT_WIDTH.max)));
  return columns;
}

function nameColumn(devices: readonly DeviceView[]): Column {
  // Names grow with the index: the last is as long as any.
  const longest = Math.max(6, devices[0]?.name.length ?? 0, devices.at(-1)?.name.length ?? 0);
  return {
    title: 'device',
    width: Math.min(NAME_WIDTH_MAX, longest),
    cell: (device, width) => [fit(device.name, width), 'bold'],
  };
}

function metricColumn(metric: string | undefined): Column {
  const { label, unit } = metricLabel(metric ?? '');
  const title = `${label} ${unit}`.trim();
  return {
    title,
    width: Math.max(VALUE_WIDTH, Math.min(16, title.length)),
    align: 'right',
    cell: (device, width) => valueCell(device, metric, width),
  };
}

function alertColumn(scene: Scene, width: number): Column {
  return {
    title: 'last alert',
    width,
    cell: (device, cellWidth) => lastAlert(device, scene, cellWidth),
  };
}

function lastAlert(device: DeviceView, { state: { now }, ui }: Scene, width: number): Span {
  const { alert } = device;
  if (alert === undefined) {
    const fault = shownFaults(device, { now, all: ui.showTruth }).at(-1);
    return fault === undefined ? [''] : [fit(`✦ ${fault}`, width), 'fault'];
  }
  const age = formatDuration(Math.max(0, now - alert.alert.openedAt));
  if (alert.closedAt !== undefined) return [fit(`over, ${age} ago`, width), 'dim'];
  const room = width - age.length - 1;
  return [`${fit(alert.alert.metric, room)} ${age}`, alert.acknowledged ? 'warn' : 'bad'];
}

function titleRow(columns: readonly Column[]): Line {
  const titles = columns.map(({ title, width, align }): Span => [
    `${fit(title, width, align)} `,
    'dim',
  ]);
  return [['    ', 'dim'], ...titles];
}

function deviceRow(device: DeviceView, columns: readonly Column[], selected: boolean): Line {
  const cells = columns.flatMap((column): Span[] => [column.cell(device, column.width), [' ']]);
  return [selected ? ['▸ ', 'accent'] : ['  '], stateDot(device), [' '], ...cells];
}

function cornerOf({ state, devices }: Scene, top: number, rows: number): Line {
  const total = devices.length;
  let open = 0;
  for (const { closedAt } of state.alerts) if (closedAt === undefined) open += 1;
  const spans: Span[] = [];
  if (open > 0) spans.push([`▲ ${open}`, 'bad']);
  if (total > rows) {
    const last = Math.min(total, top + rows);
    if (spans.length > 0) spans.push(['  ']);
    spans.push([`${formatCount(top + 1)}–${formatCount(last)} of ${formatCount(total)}`, 'dim']);
  }
  return spans;
}
