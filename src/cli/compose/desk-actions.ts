import { messageOf } from '../../runtime/errors.ts';
import type { RunEvent } from '../../telemetry/run-event.ts';
import type { TuiActions } from '../tui/tui-actions.ts';
import type { AlertDesk } from './alert-desk.ts';

export interface DeskActionsOptions {
  /** The alerts table; undefined before the cloud is up. */
  readonly desk: () => Pick<AlertDesk, 'acknowledge' | 'close'> | undefined;
  readonly tell: (event: RunEvent) => void;
  /** Wall time, ms since the epoch. */
  readonly now: () => number;
}

/** How somebody in front of the screen works off alerts. Those of the edge are in no table. */
export function deskActions(
  options: DeskActionsOptions,
): Pick<TuiActions, 'acknowledge' | 'close'> {
  const { desk, tell, now } = options;
  const warn = (error: unknown): void => tell({ type: 'warning', text: messageOf(error) });
  return {
    acknowledge({ id, source }) {
      tell({ type: 'alert-acknowledged', id, ts: now() });
      if (source === 'cloud') desk()?.acknowledge(id).catch(warn);
    },
    close({ id, source }) {
      const settle = (): void => tell({ type: 'alert-settled', id, ts: now() });
      if (source === 'edge') return settle();
      desk()?.close(id).then(settle).catch(warn);
    },
  };
}
