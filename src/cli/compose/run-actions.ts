import { messageOf } from '../../runtime/errors.ts';
import type { PausableClock } from '../../runtime/clock.ts';
import type { Fleet } from '../../simulator/fleet.ts';
import type { RunEvent } from '../../telemetry/run-event.ts';
import type { Interrupt } from '../interrupt.ts';
import type { LocalTwin } from './open-twin.ts';
import type { TuiActions } from '../tui/tui-actions.ts';

/** Onset to failure of a fault that somebody injects by hand, ms of simulated time: worth watching. */
const BY_HAND_OVER_MS = 2 * 60_000;

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
  readonly connect: (tell: (event: RunEvent) => void) => void;
  /** Acknowledgements go to this cloud from here on. */
  readonly attach: (twin: LocalTwin) => void;
}

export function runActions({ fleet, clock, interrupt, now }: RunActionsOptions): RunActions {
  const listeners: ((event: RunEvent) => void)[] = [];
  const tell = (event: RunEvent): void => listeners.forEach((listener) => listener(event));
  const clouds: LocalTwin[] = [];
  const warn = (error: unknown): void => tell({ type: 'warning', text: messageOf(error) });
  return {
    connect: (listener) => void listeners.push(listener),
    attach: (twin) => void clouds.push(twin),
    actions: {
      inject(device, mode) {
        try {
          const request = { mode, device, delayMs: 0, overMs: BY_HAND_OVER_MS };
          tell({ type: 'truth', truth: fleet.inject(request, clock.now()) });
        } catch (error) {
          warn(error);
        }
      },
      acknowledge(id) {
        tell({ type: 'alert-acknowledged', id, ts: now() });
        for (const twin of clouds) twin.acknowledge(id).catch(warn);
      },
      pause: (paused) => clock.setPaused(paused),
      quit: () => interrupt.request(),
    },
  };
}
