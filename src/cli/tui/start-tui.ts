import type { AlarmLimit } from '../../simulator/channel/twin/alarm-limit.ts';
import { messageOf } from '../../runtime/errors.ts';
import { wantsColour, type CliIo } from '../io.ts';
import type { Reporter } from '../reporters/reporter.ts';
import { createStyle } from '../style.ts';
import type { AppProps } from './app.tsx';
import { openFirstFrame, setRawMode, type FirstFrame } from './first-frame.ts';
import { sizeOnly, type Screen } from './screen.ts';
import { createTuiStore, type TuiStore } from './store.ts';
import { createPainter } from './theme.ts';
import type { FaultChoice, TuiActions } from './tui-actions.ts';
import { INITIAL_UI } from './ui-state.ts';

export interface TuiOptions {
  readonly io: CliIo;
  readonly actions: TuiActions;
  /** Faults that the picker offers for a device. */
  readonly faultsOf: (device: string) => readonly FaultChoice[];
  /** Alarm limits of the edge, drawn into the charts. */
  readonly limits: readonly AlarmLimit[];
  /** Whether planned faults show from the start. */
  readonly showTruth: boolean;
  /** Alerts only, of a run elsewhere; what is followed. */
  readonly tailOf?: string;
  /** Given by whoever fills it otherwise than through the events of a run. */
  readonly store?: TuiStore;
  /** The terminal, where it has been taken already. */
  readonly first?: FirstFrame;
}

/** Changes are looked for this often, ms. */
const TICK_MS = 125;

/** Takes the whole terminal, if that has not happened, and shows the run until closed. */
export function startTui(options: TuiOptions): Reporter {
  const { io, actions, faultsOf, limits, showTruth, tailOf } = options;
  const { store = createTuiStore() } = options;
  const tail = { mode: 'tail', view: 'alerts' } as const;
  const initialUi = { ...INITIAL_UI, showTruth, ...(tailOf === undefined ? {} : tail) };
  const title = tailOf ?? '';
  const { screen, leave } = options.first ?? openFirstFrame(io, { ui: initialUi, title });
  const props: Omit<AppProps, 'onSuspend'> = {
    store,
    actions,
    faultsOf,
    limits,
    initialUi,
    title,
    paint: createPainter(createStyle(wantsColour(io.stdout, io.env))),
    draw: screen.draw,
    now: io.now,
    onTick,
  };
  let closed = false;
  const mounted = mount({ io, screen, props, isClosed: () => closed }).catch((error: unknown) => {
    leave();
    io.stderr.write(`pm-sim: the terminal UI failed, the run goes on: ${messageOf(error)}\n`);
    return undefined;
  });
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

async function mount(input: MountInput): Promise<(() => Promise<void>) | undefined> {
  const { io, screen, props } = input;
  const { mountApp } = await import('./mount-app.ts');
  if (input.isClosed()) return undefined;
  const stdout = sizeOnly(screen, io.stdout as NodeJS.WriteStream);
  const onSuspend = (): void => suspend(io, screen, () => stdout.emit('resize'));
  const app = mountApp({ ...props, onSuspend }, { stdin: io.stdin, stdout });
  return async () => {
    await app.unmount();
    stdout.destroy();
  };
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
