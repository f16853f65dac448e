import { useInput, useStdout } from 'ink';
import { useCallback, useEffect, useMemo, useReducer, useRef, useState } from 'react';
import type { AlarmLimit } from '../../simulator/channel/twin/alarm-limit.ts';
import { createFleetOrder } from './fleet-order.ts';
import type { FaultChoice, TuiActions } from './tui-actions.ts';
import { selectedDevice, type Scene, type Size } from './scene.ts';
import type { TuiStore } from './store.ts';
import type { Painter } from './theme.ts';
import { fulfil } from './fulfil.ts';
import { pressesOf } from './presses.ts';
import { listingOf } from './ui-list.ts';
import { pressKey, type UiExtent, type UiState } from './ui-state.ts';
import { fleetColumns, frameLines, pageRows } from './views/frame.ts';
import { shownEvents } from './views/log.ts';

export interface AppProps {
  readonly store: TuiStore;
  readonly actions: TuiActions;
  /** Faults that a device can have. */
  readonly faultsOf: (device: string) => readonly FaultChoice[];
  readonly limits: readonly AlarmLimit[];
  /** Where the person in front of the screen begins. */
  readonly initialUi: UiState;
  readonly title: string;
  readonly paint: Painter;
  /** Shows a whole frame. */
  readonly draw: (rows: readonly string[]) => void;
  /** Size of the terminal; absent: that of Ink's output, followed as it changes. */
  readonly size?: { readonly columns: number; readonly rows: number };
  /** Wall clock, ms. */
  readonly now: () => number;
  /** Ctrl+Z: hands the terminal back to the shell until it is continued. */
  readonly onSuspend: () => void;
  /** Calls back when it is time to look for changes; returns how to stop that. */
  readonly onTick: (listener: () => void) => () => void;
}

/**
 * The terminal UI: Ink reads the keys and keeps the state, the views draw rows, and `draw` writes
 * the ones that changed. Ink's own output measures every character of every frame, which took half
 * a core at 160×50 and ten frames a second; this takes a tenth of that.
 */
export function App(props: AppProps): null {
  const { store, paint, now } = props;
  const measured = useScreenSize();
  const size = props.size === undefined ? measured : sizeOf(props.size);
  // A ref, so that keys which come in one burst each see what the one before has done.
  const ui = useRef<UiState>(props.initialUi);
  const startedAt = useRef(now());
  const order = useMemo(() => createFleetOrder(store.state, now), [store, now]);
  const sceneNow = (): Scene => sceneOf(props, { ui: ui.current, order, size }, startedAt.current);
  const request = useFrames(props);
  useInput((input, key) => {
    if (key.ctrl && input === 'z') return props.onSuspend();
    for (const press of pressesOf(input, key)) {
      const step = pressKey(ui.current, press, extentOf(props, sceneNow(), size));
      ui.current = step.ui;
      if (step.wish !== undefined) fulfil(step.wish, sceneNow(), props);
    }
    const selected = selectedDevice(sceneNow());
    if (selected !== undefined) store.watch(selected.name);
    request();
  });
  useEffect(() => {
    props.draw(frameLines(sceneNow(), size).map((line) => paint(line, size.width)));
  });
  return null;
}

function useScreenSize(): Size {
  const { stdout } = useStdout();
  const [size, setSize] = useState(() => sizeOf(stdout));
  useEffect(() => {
    const measure = (): void => setSize(sizeOf(stdout));
    stdout.on('resize', measure);
    return () => {
      stdout.off('resize', measure);
    };
  }, [stdout]);
  return size;
}

function sizeOf({ columns, rows }: { readonly columns: number; readonly rows: number }): Size {
  return { width: columns || 80, height: rows || 24 };
}

/** Shortest time between two frames, ms: keys that come faster share one. */
const FRAME_MS_MIN = 100;
/** The same where only values have changed, ms. */
const VALUES_MS_MIN = 250;

/**
 * Redraws at once for a key, at most ten times a second, and up to four times a second when the store
 * has changed or another second of uptime has passed.
 * @returns asks for a frame
 */
function useFrames({ store, now, onTick }: AppProps): () => void {
  const [, redraw] = useReducer((count: number) => count + 1, 0);
  const frames = useRef({ at: Number.NEGATIVE_INFINITY, asked: false, seen: '' });
  const draw = useCallback((): void => {
    Object.assign(frames.current, { at: now(), asked: false });
    redraw();
  }, [now]);
  useEffect(
    () =>
      onTick(() => {
        const { at, asked, seen } = frames.current;
        const waited = now() - at;
        const mark = `${store.version()}/${Math.floor(now() / 1_000)}`;
        const due = asked ? waited >= FRAME_MS_MIN : mark !== seen && waited >= VALUES_MS_MIN;
        if (!due) return;
        frames.current.seen = mark;
        draw();
      }),
    [store, now, onTick, draw],
  );
  return () => {
    if (now() - frames.current.at >= FRAME_MS_MIN) draw();
    else frames.current.asked = true;
  };
}

interface Looking {
  readonly ui: UiState;
  readonly order: ReturnType<typeof createFleetOrder>;
  readonly size: Size;
}

function sceneOf(props: AppProps, { ui, order, size }: Looking, startedAt: number): Scene {
  const { store, title, limits, faultsOf } = props;
  const { state } = store;
  return {
    state,
    title,
    ui,
    devices: order(ui),
    faults: ui.dialog === 'inject' ? faultsOf(ui.form.device) : [],
    limits,
    columns: fleetColumns({ state, ui }, size),
    uptimeMs: props.now() - startedAt,
  };
}

function extentOf({ store }: AppProps, scene: Scene, size: Size): UiExtent {
  const { devices } = scene;
  const { state } = store;
  return {
    devices: {
      count: devices.length,
      at: (index) => devices[index]?.name,
      indexOf: (name) => devices.findIndex((device) => device.name === name),
    },
    findDevice: (text) => state.devices.find(({ name }) => name.includes(text))?.name,
    modes: listingOf(scene.faults.map(({ mode }) => mode)),
    alerts: listingOf(state.alerts.map(({ alert }) => alert.id)),
    events: shownEvents(scene).length,
    page: pageRows(size),
    columns: scene.columns,
  };
}
