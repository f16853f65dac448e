import { formatInstant } from '../../format.ts';
import type { Scene, Size } from '../scene.ts';
import type { Line, Role } from '../span.ts';
import type { LogEntry } from '../store.ts';
import { panel } from './panel.ts';

const ROLES: Readonly<Record<LogEntry['kind'], Role>> = {
  warning: 'warn',
  refused: 'bad',
  fault: 'fault',
  closed: 'good',
  connection: 'accent',
  note: 'text',
};

/** What else happened, newest first. */
export function logPanel({ state }: Scene, size: Size): Line[] {
  const body = state.log.slice(0, Math.max(0, size.height - 2)).map(entryLine);
  return panel(body, { ...size, title: [['Events', 'title']] });
}

export function entryLine({ kind, text, ts }: LogEntry): Line {
  return [[`${formatInstant(ts).slice(11)} `, 'dim'], [`${kind.padEnd(10)} `, ROLES[kind]], [text]];
}
