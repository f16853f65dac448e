import { formatInstant } from '../../format.ts';
import type { Scene, Size } from '../scene.ts';
import type { Line, Role } from '../span.ts';
import type { LogEntry } from '../store.ts';
import { panel, PANEL_FRAME } from './panel.ts';

const ROLES: Readonly<Record<LogEntry['kind'], Role>> = {
  alert: 'bad',
  warning: 'warn',
  refused: 'bad',
  fault: 'fault',
  closed: 'good',
  seen: 'good',
  connection: 'accent',
};

const KIND_WIDTH = 'connection'.length;
const TIME_WIDTH = '08:00:00'.length;
/** Rows that one event may take; the start of a message says what it is about. */
const ROWS_MAX = 3;

/** What else happened, newest first; long messages go on below. */
export function logPanel(scene: Scene, size: Size): Line[] {
  const { ui } = scene;
  const rows = Math.max(0, size.height - 2);
  const width = size.width - PANEL_FRAME;
  const events = shownEvents(scene);
  const first = ui.view === 'events' ? ui.event : 0;
  const shown = events.slice(first, first + rows);
  const corner: Line =
    ui.view === 'events' && events.length > rows
      ? [[`${first + 1}–${first + shown.length} of ${events.length}`, 'dim']]
      : [];
  const body = shown.flatMap((entry) => entryLines(entry, width));
  return panel(body, {
    ...size,
    title: [['Events', 'title']],
    corner,
    focused: ui.view === 'events',
  });
}

/** All but what nobody is to know before it shows. */
export function shownEvents({ state, ui }: Scene): readonly LogEntry[] {
  return ui.showTruth ? state.log : state.log.filter(({ planned }) => planned !== true);
}

export function entryLines({ kind, text, ts }: LogEntry, width: number): Line[] {
  const indent = TIME_WIDTH + KIND_WIDTH + 3;
  const [first = '', ...more] = wrapText(text, Math.max(1, width - indent));
  const head: Line = [
    [`${formatInstant(ts).slice(11)} `, 'dim'],
    [`${kind.padEnd(KIND_WIDTH)}  `, ROLES[kind]],
    [first],
  ];
  return [head, ...more.map((part): Line => [[' '.repeat(indent)], [part]])];
}

/** Breaks at spaces where it can; the last row says with `…` that there was more. */
export function wrapText(text: string, width: number): string[] {
  const rows: string[] = [];
  let rest = text.replaceAll(/\s+/g, ' ').trim();
  while (rest.length > width && rows.length < ROWS_MAX - 1) {
    const space = rest.lastIndexOf(' ', width);
    const cut = space > width / 2 ? space : width;
    rows.push(rest.slice(0, cut));
    rest = rest.slice(cut).trimStart();
  }
  return [...rows, rest.length > width ? `${rest.slice(0, width - 1)}…` : rest];
}
