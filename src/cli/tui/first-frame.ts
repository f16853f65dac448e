import { wantsColour, type CliIo } from '../io.ts';
import type { OutputOptions } from '../options/run-options.ts';
import { createStyle } from '../style.ts';
import { openScreen, type Screen } from './screen.ts';
import { createTuiStore } from './store.ts';
import { createPainter } from './theme.ts';
import { INITIAL_UI, type UiState } from './ui-state.ts';
import { frameLines } from './views/frame.ts';
import { wantsScreen } from './wants-screen.ts';

/** The terminal with a frame of which nothing is known yet. */
export interface FirstFrame {
  readonly screen: Screen;
  /** Puts the terminal back as it was. Safe to call twice. */
  readonly leave: () => void;
}

/**
 * Takes the terminal and draws at once: twin and Ink take several hundred milliseconds to load, and
 * nobody should look at nothing meanwhile. Keys that are pressed until then wait for Ink instead of
 * being echoed over the frame.
 */
export function openFirstFrame(
  io: CliIo,
  seen: { readonly ui: UiState; readonly title: string } = { ui: INITIAL_UI, title: '' },
): FirstFrame {
  const screen = openScreen(io.stdout);
  setRawMode(io, true);
  const paint = createPainter(createStyle(wantsColour(io.stdout, io.env)));
  // A terminal that does not know its size says 0.
  const size = { width: io.stdout.columns || 80, height: io.stdout.rows || 24 };
  const { state } = createTuiStore();
  const empty = { devices: [], faults: [], limits: [], columns: 1, uptimeMs: 0 };
  screen.draw(frameLines({ state, ...seen, ...empty }, size).map((row) => paint(row, size.width)));
  const leave = (): void => {
    setRawMode(io, false);
    screen.close();
  };
  return { screen, leave };
}

/** Whether a run is shown on a screen, not as lines. */
export function wantsTui({ tui, json, quiet }: OutputOptions, io: CliIo): boolean {
  return tui && !json && !quiet && wantsScreen(io);
}

export function setRawMode({ stdin }: CliIo, raw: boolean): void {
  if (stdin.isTTY) stdin.setRawMode(raw);
}
