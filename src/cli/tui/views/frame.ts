import type { Scene, Size } from '../scene.ts';
import { fitLine, sliceLine, type Line } from '../span.ts';
import { alertsPanel, alertsView, withNews } from './alerts.ts';
import { detailPanel } from './detail.ts';
import { dialogBox } from './dialogs.ts';
import { fleetPanel } from './fleet.ts';
import { footerLine } from './footer.ts';
import { gridColumns, gridHeight, gridPanel } from './grid.ts';
import { headerLine } from './header.ts';
import { logPanel } from './log.ts';
import { pathView } from './path.ts';
import { PIPELINE_HEIGHT, pipelinePanel } from './pipeline.ts';

/** Below this there is no room for a table. */
const SMALLEST: Size = { width: 60, height: 16 };
/** Rows below which charts say nothing. */
const PREVIEW_HEIGHT_MIN = 7;
/** From here on, events have a place of their own. */
const WIDE = 120;
/** Pages that a list of devices may have before it becomes a grid by itself. */
const LIST_PAGES_MAX = 6;

/** The whole screen as rows, exactly `size.height` of them. */
export function frameLines(scene: Scene, size: Size): Line[] {
  if (size.width < SMALLEST.width || size.height < SMALLEST.height) return tooSmall(scene, size);
  const { width, height } = size;
  const lines = [
    headerLine(scene, width),
    ...viewLines(scene, { width, height: height - 2 }),
    footerLine(scene, width),
  ];
  const box = dialogBox(scene, size);
  return box === undefined ? lines : overlay(lines, box, size);
}

/** Rows of the fleet that are visible, which is what a page key moves by. */
export function pageRows({ height }: Size): number {
  return Math.max(1, fleetHeight(height - PIPELINE_HEIGHT - 2) - 3);
}

/** Devices side by side: 1 in a list. */
export function fleetColumns({ state, ui }: Pick<Scene, 'state' | 'ui'>, size: Size): number {
  const many = state.devices.length > LIST_PAGES_MAX * pageRows(size);
  const grid = ui.layout === 'grid' || (ui.layout === 'auto' && many);
  return grid ? gridColumns(size.width) : 1;
}

function viewLines(scene: Scene, size: Size): Line[] {
  switch (scene.ui.view) {
    case 'device':
      return detailPanel(scene, size);
    case 'pipeline':
      return pathView(scene, size);
    case 'alerts':
      return alertsView(scene, size);
    case 'events':
      return logPanel(scene, size);
    case 'fleet':
    default:
      return fleetView(scene, size);
  }
}

function fleetView(scene: Scene, size: Size): Line[] {
  const { width } = size;
  const height = size.height - PIPELINE_HEIGHT;
  const upper = fleetHeight(height);
  const lower = height - upper;
  const fleet = [...pipelinePanel(scene, width), ...fleetArea(scene, { width, height: upper })];
  if (width < WIDE)
    return [...fleet, ...withNews(scene, alertsPanel(scene, { width, height: lower }))];
  const alertsWidth = Math.floor(width * 0.6);
  const alerts = alertsPanel(scene, { width: alertsWidth, height: lower });
  const events = logPanel(scene, { width: width - alertsWidth, height: lower });
  return [...fleet, ...alerts.map((line, i): Line => [...line, ...(events[i] ?? [])])];
}

/** A small fleet leaves rows over: charts of the selected device take them. */
function fleetArea(scene: Scene, { width, height }: Size): Line[] {
  const { devices } = scene;
  const grid = scene.columns > 1;
  const draw = grid ? gridPanel : fleetPanel;
  const needed = grid ? gridHeight(devices.length, width) : devices.length + 3;
  const over = height - needed;
  if (over < PREVIEW_HEIGHT_MIN || devices.length === 0) return draw(scene, { width, height });
  const fleet = draw(scene, { width, height: needed });
  return [...fleet, ...detailPanel(scene, { width, height: over })];
}

function fleetHeight(height: number): number {
  return height - Math.max(5, Math.floor(height * 0.3));
}

function overlay(lines: readonly Line[], box: readonly Line[], size: Size): Line[] {
  const boxWidth = (box[0] ?? []).reduce((sum, [text]) => sum + text.length, 0);
  const left = Math.max(0, Math.floor((size.width - boxWidth) / 2));
  const top = Math.max(0, Math.floor((lines.length - box.length) / 2));
  return lines.map((line, y) => {
    const over = box[y - top];
    if (over === undefined) return line;
    const under = fitLine(line, size.width);
    return [
      ...sliceLine(under, 0, left),
      ...over,
      ...sliceLine(under, left + boxWidth, size.width),
    ];
  });
}

function tooSmall(scene: Scene, { width, height }: Size): Line[] {
  const wanted = `${SMALLEST.width}×${SMALLEST.height}`;
  const lines: Line[] = [
    headerLine(scene, width),
    [[`This terminal is ${width}×${height};`, 'warn']],
    [[`the fleet needs ${wanted}. q quits.`, 'warn']],
  ];
  return lines.slice(0, height);
}
