import { formatDuration } from '../../../runtime/duration.ts';
import { formatInstant, formatValue } from '../../format.ts';
import type { Scene, Size } from '../scene.ts';
import { fit, fitLine, type Line, type Span } from '../span.ts';
import type { AlertView } from '../device-view.ts';
import type { TuiState } from '../store.ts';
import { cursorIn, listingOf } from '../ui-list.ts';
import { actsOnAlerts } from '../ui-state.ts';
import { scoreSpark, severityRole } from './device-cells.ts';
import { firstRow } from './fleet.ts';
import { entryLines, shownEvents, wrapText } from './log.ts';
import { panel, PANEL_FRAME } from './panel.ts';

/** Live alerts, newest first: how bad, how old, where, what, and whether somebody has seen it. */
export function alertsPanel(scene: Scene, size: Size): Line[] {
  const { state, ui } = scene;
  const rows = Math.max(0, size.height - 2);
  const ids = listingOf(state.alerts.map(({ alert }) => alert.id));
  const selected = actsOnAlerts(ui) ? cursorIn(ids, ui.alert) : -1;
  const top = firstRow(Math.max(0, selected), rows, state.alerts.length);
  const body = state.alerts
    .slice(top, top + rows)
    .map((view, i) =>
      alertRow(view, state, { width: size.width - PANEL_FRAME, selected: top + i === selected }),
    );
  if (body.length === 0)
    body.push([[ui.mode === 'tail' ? 'all quiet' : 'all quiet; press i to inject a fault', 'dim']]);
  return panel(body, {
    ...size,
    title: [['Alerts', 'title']],
    corner: cornerOf(state),
    focused: actsOnAlerts(ui),
  });
}

/** Where events have no panel, the newest takes the last row of the alerts while there is room. */
export function withNews(scene: Scene, alerts: Line[]): Line[] {
  const news = shownEvents(scene).find(({ kind }) => !['alert', 'closed', 'seen'].includes(kind));
  const rows = alerts.length - 2;
  if (news === undefined || scene.state.alerts.length >= rows) return alerts;
  const border = alerts[0]?.[0]?.[1] ?? 'dim';
  const width = (alerts[0] ?? []).reduce((sum, [text]) => sum + text.length, 0);
  const line: Line = [
    ['│ ', border],
    ...fitLine(entryLines(news, width - 4)[0] ?? [], width - 4),
    [' │', border],
  ];
  return [...alerts.slice(0, -2), line, ...alerts.slice(-1)];
}

/** Rows for the alert under the cursor: border, what, why, how it stands, what it rests on. */
const CHOSEN_HEIGHT = 7;

/** All alerts, and the one under the cursor in full. */
export function alertsView(scene: Scene, size: Size): Line[] {
  const { state, ui } = scene;
  const ids = listingOf(state.alerts.map(({ alert }) => alert.id));
  const view = state.alerts[cursorIn(ids, ui.alert)];
  if (view === undefined) return alertsPanel(scene, size);
  const list = withNews(
    scene,
    alertsPanel(scene, { ...size, height: size.height - CHOSEN_HEIGHT }),
  );
  const { device, id } = view.alert;
  const chosen = panel(chosenRows(view, size.width - PANEL_FRAME), {
    width: size.width,
    height: CHOSEN_HEIGHT,
    title: [
      [device, 'title'],
      [`  ${id}`, 'dim'],
    ],
    corner: [['Enter for its charts', 'dim']],
  });
  return [...list, ...chosen];
}

function chosenRows({ alert, acknowledged, closedAt }: AlertView, width: number): Line[] {
  const { severity, openedAt, metric, value, expected, score, threshold, source } = alert;
  const wanted = expected === undefined ? '' : `, expected ${formatValue(expected)}`;
  const scored = source === 'edge' ? 'limit of the edge' : `score ${formatValue(score)}, threshold`;
  const shares = alert.attribution
    .slice(0, 4)
    .map(({ metric: name, share }) => `${name} ${Math.round(100 * share)} %`);
  const over = closedAt === undefined ? 'not over yet' : `over at ${formatInstant(closedAt)}`;
  const [reason = '', more] = wrapText(alert.reason, width);
  return [
    [
      [`▲ ${severity}  `, severityRole(severity)],
      [`${metric} ${formatValue(value)}${wanted}`, 'bold'],
      [`  ${scored} ${formatValue(threshold)}`, 'dim'],
    ],
    [[reason]],
    more === undefined ? [[shares.join('  '), 'dim']] : [[more]],
    [[`opened at ${formatInstant(openedAt)}, ${over}`, 'dim']],
    [
      acknowledged ? ['✓ acknowledged', 'good'] : ['not acknowledged: a', 'warn'],
      [closedAt === undefined ? '' : ', can be closed: x', 'dim'],
    ],
  ];
}

const SPARK_WIDTH = 10;
const NAME_WIDTH_MAX = 14;

function alertRow(
  view: AlertView,
  state: TuiState,
  { width, selected }: { readonly width: number; readonly selected: boolean },
): Line {
  const { alert, closedAt, acknowledged } = view;
  const over = closedAt !== undefined;
  const role = over ? 'dim' : severityRole(alert.severity);
  const device = state.byName.get(alert.device);
  const spark: Span =
    device === undefined ? [' '.repeat(SPARK_WIDTH)] : scoreSpark(device, SPARK_WIDTH);
  const name = fit(alert.device, Math.min(NAME_WIDTH_MAX, Math.max(6, alert.device.length)));
  const head: Span[] = [
    selected ? ['▸ ', 'accent'] : ['  '],
    [over ? '✓ ' : '▲ ', over ? 'good' : role],
    [fit(alert.severity, 8), role],
    [` ${fit(ageOf(view, state.now), 7, 'right')} `, 'dim'],
    [acknowledged ? '✓ ' : '  ', 'good'],
    [`${name} `, over ? 'dim' : 'bold'],
    over ? [' '.repeat(SPARK_WIDTH)] : spark,
    [' '],
  ];
  const room = width - head.reduce((sum, [text]) => sum + text.length, 0);
  return [...head, [fit(whatOf(view, room), Math.max(0, room)), over ? 'dim' : 'text']];
}

function ageOf({ alert, at }: AlertView, now: number): string {
  return formatDuration(Math.max(0, now - (at ?? alert.openedAt)));
}

/** The reason where there is room for a sentence, the figures where there is not. */
function whatOf({ alert, closedAt }: AlertView, room: number): string {
  const { metric, value, expected } = alert;
  const wanted = expected === undefined ? '' : ` (${formatValue(expected)})`;
  const figures = `${metric} ${formatValue(value)}${wanted}`;
  const over = closedAt === undefined ? '' : 'over: ';
  return room >= figures.length + 30 ? `${over}${figures}  ${alert.reason}` : `${over}${figures}`;
}

function cornerOf({ alerts }: TuiState): Line {
  const open = alerts.filter(({ closedAt }) => closedAt === undefined);
  const unseen = open.filter(({ acknowledged }) => !acknowledged).length;
  if (open.length === 0) return [];
  return [[`${open.length} open, ${unseen} unseen`, unseen > 0 ? 'bad' : 'dim']];
}
