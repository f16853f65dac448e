import { messageOf } from '../../runtime/errors.ts';
import type { PausableClock } from '../../runtime/clock.ts';
import type { Fleet } from '../../simulator/fleet.ts';
import type { RunEvent } from '../../telemetry/run-event.ts';
import type { Interrupt } from '../interrupt.ts';
import { deskActions } from './desk-actions.ts';
import type { LocalTwin } from './open-twin.ts';
import type { TuiActions } from '../tui/tui-actions.ts';

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
  const guarded = (work: () => void): void => {
    try {
      work();
    } catch (error) {
      tell({ type: 'warning', text: messageOf(error) });
    }
  };
  return {
    connect: (listener) => void listeners.push(listener),
    attach: (twin) => void clouds.push(twin),
    actions: {
      ...deskActions({ desk: () => clouds[0]?.alerts, tell, now }),
      inject: (wish) =>
        guarded(() => {
          const truth = fleet.inject({ ...wish, delayMs: 0 }, clock.now());
          tell({ type: 'truth', truth });
        }),
      repair: (device) =>
        guarded(() => {
          for (const truth of fleet.repair({ device, mode: undefined }, clock.now())) {
            tell({ type: 'repair', truth });
          }
        }),
      pause: (paused) => clock.setPaused(paused),
      quit: () => interrupt.request(),
    },
  };
}
