import { useInput, useStdout, type Key } from 'ink';
import { useEffect, useReducer, useRef, useState } from 'react';
import type { FaultChoice, TuiActions } from './tui-actions.ts';
import type { Size } from './scene.ts';
import type { TuiStore } from './store.ts';
import type { Painter } from './theme.ts';
import { INITIAL_UI, pressKey, type UiKey, type UiWish } from './ui-state.ts';
import { frameLines, pageRows } from './views/frame.ts';

export interface AppProps {
  readonly store: TuiStore;
  readonly actions: TuiActions;
  readonly faults: readonly FaultChoice[];
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
  const { store, paint, faults } = props;
  const measured = useScreenSize();
  const size = props.size === undefined ? measured : sizeOf(props.size);
  // A ref, so that keys which come in one burst each see what the one before has done.
  const ui = useRef(INITIAL_UI);
  const startedAt = useRef(props.now());
  const [, redraw] = useReducer((count: number) => count + 1, 0);
  useChanges(props, redraw);
  useInput((input, key) => {
    if (key.ctrl && input === 'z') return props.onSuspend();
    const pressed = keyOf(input, key);
    if (pressed === undefined) return;
    const step = pressKey(ui.current, pressed, {
      devices: store.state.devices.length,
      alerts: store.state.alerts.length,
      choices: faults.length,
      page: pageRows(size),
    });
    ui.current = step.ui;
    if (step.ui.screen === 'detail') watchSelected(store, step.ui.device);
    if (step.wish !== undefined) fulfil(step.wish, step.ui, props);
    redraw();
  });
  useEffect(() => {
    const uptimeMs = props.now() - startedAt.current;
    const scene = { state: store.state, ui: ui.current, faults, uptimeMs };
    props.draw(frameLines(scene, size).map((line) => paint(line, size.width)));
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

/** Redraws when the store has changed or another second of uptime has passed. */
function useChanges({ store, now, onTick }: AppProps, redraw: () => void): void {
  useEffect(() => {
    let seen = '';
    return onTick(() => {
      const mark = `${store.version()}/${Math.floor(now() / 1_000)}`;
      if (mark === seen) return;
      seen = mark;
      redraw();
    });
  }, [store, now, onTick, redraw]);
}

const LETTERS: Readonly<Record<string, UiKey>> = {
  i: 'inject',
  a: 'acknowledge',
  p: 'pause',
  ' ': 'pause',
  '?': 'help',
  q: 'quit',
  k: 'up',
  j: 'down',
  g: 'home',
  G: 'end',
};

function keyOf(input: string, key: Key): UiKey | undefined {
  if (key.ctrl) return input === 'c' ? 'quit' : undefined;
  const named: readonly (readonly [boolean, UiKey])[] = [
    [key.upArrow, 'up'],
    [key.downArrow, 'down'],
    [key.pageUp, 'pageUp'],
    [key.pageDown, 'pageDown'],
    [key.home, 'home'],
    [key.end, 'end'],
    [key.return, 'enter'],
    [key.escape, 'escape'],
    [key.tab, 'tab'],
  ];
  return named.find(([pressed]) => pressed)?.[1] ?? LETTERS[input];
}

function watchSelected(store: TuiStore, index: number): void {
  const device = store.state.devices[index];
  if (device !== undefined) store.watch(device.name);
}

function fulfil(
  wish: UiWish,
  ui: { readonly alert: number; readonly device: number },
  props: AppProps,
): void {
  const { store, actions, faults } = props;
  const { state } = store;
  switch (wish.type) {
    case 'quit':
      return actions.quit();
    case 'pause':
      return actions.pause(wish.paused);
    case 'inject': {
      const device = state.devices[wish.device];
      const fault = faults[wish.choice];
      if (device !== undefined && fault !== undefined) actions.inject(device.name, fault.mode);
      return;
    }
    case 'acknowledge': {
      const view =
        wish.focus === 'alerts' ? state.alerts[ui.alert] : state.devices[ui.device]?.alert;
      if (view === undefined || view.acknowledged || view.closedAt !== undefined) return;
      store.onEvent({ type: 'alert-acknowledged', id: view.alert.id, ts: state.now });
      actions.acknowledge(view.alert.id);
    }
  }
}
