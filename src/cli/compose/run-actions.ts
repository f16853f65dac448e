import { messageOf } from '../../runtime/errors.ts';
import type { PausableClock } from '../../runtime/clock.ts';
import type { Fleet } from '../../simulator/fleet.ts';
import type { RunEvent } from '../../telemetry/run-event.ts';
import type { Interrupt } from '../interrupt.ts';
import type { TuiActions } from '../tui/tui-actions.ts';

/** Onset to failure of a fault that somebody injects by hand, ms of simulated time: worth watching. */
const BY_HAND_OVER_MS = 5 * 60_000;

export interface RunActionsOptions {
  readonly fleet: Fleet;
  readonly clock: PausableClock;
  readonly interrupt: Interrupt;
  readonly now: () => number;
}

/** What the keys of the terminal UI do to a run, and where they tell what they did. */
export interface RunActions {
  readonly actions: TuiActions;
  /** Events are told from here on. */
  connect(tell: (event: RunEvent) => void): void;
}

export function runActions({ fleet, clock, interrupt, now }: RunActionsOptions): RunActions {
  const listeners: ((event: RunEvent) => void)[] = [];
  const tell = (event: RunEvent): void => listeners.forEach((listener) => listener(event));
  return {
    connect(listener) {
      listeners.push(listener);
    },
    actions: {
      inject(device, mode) {
        try {
          const request = { mode, device, delayMs: 0, overMs: BY_HAND_OVER_MS };
          tell({ type: 'truth', truth: fleet.inject(request, clock.now()) });
        } catch (error) {
          tell({ type: 'warning', text: messageOf(error) });
        }
      },
      acknowledge: (id) => tell({ type: 'alert-acknowledged', id, ts: now() }),
      pause: (paused) => clock.setPaused(paused),
      quit: () => interrupt.request(),
    },
  };
}
