import type { AlarmLimit } from '../../simulator/channel/twin/alarm-limit.ts';
import { messageOf } from '../../runtime/errors.ts';
import { wantsColour, type CliIo } from '../io.ts';
import type { Reporter } from '../reporters/reporter.ts';
import { createStyle } from '../style.ts';
import type { AppProps } from './app.tsx';
import { openScreen, sizeOnly, type Screen } from './screen.ts';
import { createTuiStore } from './store.ts';
import { createPainter } from './theme.ts';
import type { FaultChoice, TuiActions } from './tui-actions.ts';
import { INITIAL_UI } from './ui-state.ts';
import { frameLines } from './views/frame.ts';

export interface TuiOptions {
  readonly io: CliIo;
  readonly actions: TuiActions;
  /** Faults that the picker offers for a device. */
  readonly faultsOf: (device: string) => readonly FaultChoice[];
  /** Alarm limits of the edge, drawn into the charts. */
  readonly limits: readonly AlarmLimit[];
  /** Whether planned faults show from the start. */
  readonly showTruth: boolean;
}

/** Changes are looked for this often, ms. */
const TICK_MS = 100;

/**
 * Takes the whole terminal and shows the run until closed. The first frame is drawn at once, while
 * Ink, which takes several hundred milliseconds to load, is still on its way.
 */
export function startTui(options: TuiOptions): Reporter {
  const { io, actions, faultsOf, limits, showTruth } = options;
  const store = createTuiStore();
  const paint = createPainter(createStyle(wantsColour(io.stdout, io.env)));
  const screen = openScreen(io.stdout);
  // Keys that are pressed while Ink loads wait for it instead of being echoed over the frame.
  setRawMode(io, true);
  const props: Omit<AppProps, 'onSuspend'> = {
    store,
    actions,
    faultsOf,
    limits,
    showTruth,
    paint,
    draw: screen.draw,
    now: io.now,
    onTick,
  };
  screen.draw(firstFrame(props, io));
  let closed = false;
  const leave = (): void => {
    setRawMode(io, false);
    screen.close();
  };
  const mounted = mountApp({ io, screen, props, isClosed: () => closed }).catch(
    (error: unknown) => {
      leave();
      io.stderr.write(`pm-sim: the terminal UI failed, the run goes on: ${messageOf(error)}\n`);
      return undefined;
    },
  );
  return {
    onEvent: store.onEvent,
    onReading: store.onReading,
    onScored: store.onScored,
    close: async () => {
      closed = true;
      const unmount = await mounted;
      await unmount?.();
      leave();
    },
  };
}

interface MountInput {
  readonly io: CliIo;
  readonly screen: Screen;
  readonly props: Omit<AppProps, 'onSuspend'>;
  readonly isClosed: () => boolean;
}

async function mountApp(input: MountInput): Promise<(() => Promise<void>) | undefined> {
  const { io, screen, props } = input;
  const [{ render }, { createElement }, { App }] = await Promise.all([
    import('ink'),
    import('react'),
    import('./app.tsx'),
  ]);
  if (input.isClosed()) return undefined;
  const stdout = sizeOnly(screen, io.stdout as NodeJS.WriteStream);
  const onSuspend = (): void => suspend(io, screen, () => stdout.emit('resize'));
  const { stdin } = io;
  const app = createElement(App, { ...props, onSuspend });
  const ink = render(app, { stdin, stdout, exitOnCtrlC: false, patchConsole: false });
  return async () => {
    ink.unmount();
    await ink.waitUntilExit();
    stdout.destroy();
  };
}

function firstFrame(
  { store, limits, showTruth, paint }: Omit<AppProps, 'onSuspend'>,
  { stdout }: CliIo,
): string[] {
  const size = { width: stdout.columns ?? 80, height: stdout.rows ?? 24 };
  const { state } = store;
  const ui = { ...INITIAL_UI, showTruth };
  const scene = { state, ui, devices: [], faults: [], limits, columns: 1, uptimeMs: 0 };
  return frameLines(scene, size).map((line) => paint(line, size.width));
}

function onTick(listener: () => void): () => void {
  const timer = setInterval(listener, TICK_MS);
  return () => clearInterval(timer);
}

/** Stops the process as Ctrl+Z does elsewhere; `fg` brings the screen back. */
function suspend(io: CliIo, screen: Screen, redraw: () => void): void {
  if (process.platform === 'win32') return;
  screen.suspend();
  setRawMode(io, false);
  process.once('SIGCONT', () => {
    setRawMode(io, true);
    screen.resume();
    redraw();
  });
  // The whole process group, as the terminal does it: npx waits in front of us.
  process.kill(0, 'SIGTSTP');
}

function setRawMode({ stdin }: CliIo, raw: boolean): void {
  if (stdin.isTTY) stdin.setRawMode(raw);
}
