import { messageOf } from '../../runtime/errors.ts';
import type { Alert } from '../../telemetry/alert.ts';
import { callRun } from '../control/call-run.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import type { Interrupt } from '../interrupt.ts';
import type { CliIo } from '../io.ts';
import type { TailOptions } from '../options/tail-options.ts';
import { alertLogPath, type AlertLogEntry } from '../reporters/alert-log.ts';
import { readEpisode, type Episode } from '../reporters/episode-file.ts';
import { startTui } from '../tui/start-tui.ts';
import { createTuiStore, type TuiStore } from '../tui/store.ts';
import type { TuiActions } from '../tui/tui-actions.ts';
import { readAlertFeed } from './alert-feed.ts';
import { createTailActor } from './tail-actor.ts';
import { createTailFilter } from './tail-filter.ts';

export interface TailScreenInput {
  readonly options: TailOptions;
  readonly io: CliIo;
  readonly interrupt: Interrupt;
  /** Waits for what comes next; false when it is time to end. */
  readonly idle: () => Promise<boolean>;
}

/** `pm-sim tail` on a terminal: the alerts as a list to work off, each with the signals around it. */
export async function tailOnScreen({ options, io, ...input }: TailScreenInput): Promise<ExitCode> {
  const { interrupt, idle } = input;
  const store = createTuiStore();
  const warn = (text: string): void => store.onEvent({ type: 'warning', text });
  const keys = tailActions({ stateDir: options.stateDir, store, interrupt, warn });
  const shown = { tailOf: options.stateDir, faultsOf: () => [], limits: [], showTruth: false };
  const tui = startTui({ ...shown, io, store, actions: keys.actions });
  const act = createTailActor({
    options,
    io,
    signal: interrupt.signal,
    // The screen has no place for it, and the command can write wherever it wants to.
    onOutput: () => undefined,
    onFailure: warn,
  });
  const wanted = createTailFilter(options, io.now());
  const atWallTime = async (): Promise<boolean> => {
    store.state.now = io.now();
    return idle();
  };
  try {
    const path = alertLogPath(options.stateDir);
    for await (const entry of readAlertFeed({ path, follow: true, idle: atWallTime })) {
      const alert = wanted(entry);
      if (alert === undefined) continue;
      apply(store, entry, alert);
      act.on(entry);
    }
    await act.settled();
  } finally {
    await tui.close();
  }
  return keys.quit() ? EXIT.ok : EXIT.interrupted;
}

function apply({ state, onEvent }: TuiStore, entry: AlertLogEntry, { id, device }: Alert): void {
  const at = state;
  at.now = entry.at;
  if (entry.type === 'opened') {
    onEvent({ type: 'alert', alert: entry.alert });
    const view = state.alerts.find(({ alert }) => alert.id === id);
    if (view !== undefined) view.at = entry.at;
  } else if (entry.type === 'closed') {
    onEvent({ type: 'alert-closed', id, device, ts: entry.ts });
  } else {
    onEvent({ type: `alert-${entry.type}`, id, ts: entry.ts });
  }
}

interface TailActionsInput {
  readonly stateDir: string;
  readonly store: TuiStore;
  readonly interrupt: Interrupt;
  readonly warn: (text: string) => void;
}

function tailActions({ stateDir, store, interrupt, warn }: TailActionsInput) {
  const failed = (error: unknown): void => warn(messageOf(error));
  let quit = false;
  const actions: TuiActions = {
    ...NO_RUN,
    acknowledge: ({ id }) => void callRun(stateDir, { method: 'acknowledge', id }).catch(failed),
    close: ({ id }) => void callRun(stateDir, { method: 'close', id }).catch(failed),
    open: ({ id }) =>
      void readEpisode(stateDir, id)
        .then((episode) => showEpisode(store, episode))
        .catch(failed),
    quit: () => {
      quit = true;
      interrupt.request();
    },
  };
  return { actions, quit: () => quit };
}

/** The run is elsewhere: nothing here can change its devices. */
const NO_RUN = { inject: () => undefined, repair: () => undefined, pause: () => undefined };

/** The device as it was around its alert. */
function showEpisode({ state, ...store }: TuiStore, episode: Episode): void {
  const { id, device, site, type, serial, readings, scores } = episode;
  store.rewind(device);
  const view = state.byName.get(device);
  const alert = state.alerts.find((one) => one.alert.id === id);
  if (view !== undefined && alert !== undefined) view.alert = alert;
  for (const { ts, metrics } of readings) {
    store.onReading({ device, site, type, serial, ts, metrics });
  }
  for (const score of scores) {
    const ready = score.threshold > 0;
    const judged = { device, site, serial, boot: '', seq: 0, values: {}, attribution: [] };
    store.onScored({ ...judged, ...score, ready });
  }
}
