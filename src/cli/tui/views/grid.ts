import { formatCount, formatShort } from '../../format.ts';
import { hasOpenAlert, type DeviceView } from '../device-view.ts';
import { selectedDevice, type Scene, type Size } from '../scene.ts';
import type { Line, Role, Span } from '../span.ts';
import { stateDot } from './device-cells.ts';
import { emptyBody, firstRow, fleetTitle, selectedRows } from './fleet.ts';
import { panel, PANEL_FRAME } from './panel.ts';

/** Devices side by side are grouped, so that one can be found again by counting. */
const GROUP = 10;

/** Rows of a grid panel that are not cells: border, counts, and the selected device. */
const GRID_FRAME = 5;

/** Devices in one row of a grid of this width. */
export function gridColumns(width: number): number {
  const room = width - PANEL_FRAME;
  const groups = Math.max(1, Math.floor((room + 1) / (GROUP + 1)));
  return groups * GROUP;
}

/** Rows that a grid of so many devices takes. */
export function gridHeight(devices: number, width: number): number {
  return Math.ceil(devices / gridColumns(width)) + GRID_FRAME;
}

/** The fleet as a grid of states, a character for each device; the selected one in full below. */
export function gridPanel(scene: Scene, size: Size): Line[] {
  const { devices, ui } = scene;
  const inner = size.width - PANEL_FRAME;
  const across = gridColumns(size.width);
  const rows = Math.max(1, size.height - GRID_FRAME);
  const selected = selectedDevice(scene);
  const at = selected === undefined ? 0 : devices.indexOf(selected);
  const top = firstRow(Math.floor(at / across), rows, Math.ceil(devices.length / across));
  const cells = Array.from({ length: rows }, (_, y) => {
    const from = (top + y) * across;
    return cellRow(devices.slice(from, from + across), selected);
  });
  const body = [...cells, countsLine(devices), ...selectedRows(scene, inner)];
  const last = Math.min(devices.length, (top + rows) * across);
  const shown = `${formatCount(top * across + 1)}–${formatCount(last)} of ${formatCount(devices.length)}`;
  return panel(devices.length === 0 ? emptyBody(scene) : body, {
    ...size,
    title: fleetTitle(scene),
    corner: [[shown, 'dim']],
    focused: ui.focus === 'fleet',
  });
}

/** Neighbours that look alike are one span: a row of a large fleet has only a few. */
function cellRow(devices: readonly DeviceView[], selected: DeviceView | undefined): Line {
  const line: [string, Role | undefined][] = [];
  for (const [x, device] of devices.entries()) {
    const gap = x > 0 && x % GROUP === 0 ? ' ' : '';
    const [dot, state] = stateDot(device);
    const [text, role] = device === selected ? (['◆', 'cursor'] as const) : [dot, state];
    const last = line.at(-1);
    if (last !== undefined && last[1] === role && role !== 'cursor') last[0] += gap + text;
    else line.push([gap, undefined], [text, role]);
  }
  return line.map(([text, role]): Span => (role === undefined ? [text] : [text, role]));
}

const COUNTED = [
  ['●', 'good', 'connected'],
  ['▲', 'bad', 'with alert'],
  ['○', 'bad', 'offline'],
  ['◌', 'warn', 'connecting'],
  ['✕', 'bad', 'refused'],
] as const;

function countsLine(devices: readonly DeviceView[]): Line {
  const counts = new Map<string, number>();
  for (const device of devices) {
    const kind = kindOf(device);
    counts.set(kind, (counts.get(kind) ?? 0) + 1);
  }
  return COUNTED.flatMap(([sign, role, meaning]): Line => {
    const count = counts.get(meaning) ?? 0;
    return count === 0
      ? []
      : [
          [`${sign} ${formatShort(count)}`, role],
          [` ${meaning}  `, 'dim'],
        ];
  });
}

function kindOf(device: DeviceView): string {
  if (hasOpenAlert(device)) return 'with alert';
  if (device.connection === 'disconnected') return 'offline';
  return device.connection === 'reconnecting' ? 'connecting' : device.connection;
}
