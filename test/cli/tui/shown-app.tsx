import { render } from 'ink-testing-library';
import { createStyle } from '../../../src/cli/style.ts';
import { App } from '../../../src/cli/tui/app.tsx';
import { createTuiStore } from '../../../src/cli/tui/store.ts';
import { createPainter } from '../../../src/cli/tui/theme.ts';
import { INITIAL_UI, type UiState } from '../../../src/cli/tui/ui-state.ts';
import { createDemoFleet } from './demo-fleet.ts';

const FAULTS = [
  {
    mode: 'gearbox-bearing-wear',
    description: 'the bearing warms and shakes more every hour',
    defaultOverMs: 2_592_000_000,
  },
  {
    mode: 'oil-cooler-loss',
    description: 'gear oil leaves its thermostat band under load',
    defaultOverMs: 86_400_000,
  },
];

export const SMALL = { columns: 80, rows: 24 };
export const LARGE = { columns: 140, rows: 40 };

export const KEY = {
  up: '\u001b[A',
  down: '\u001b[B',
  right: '\u001b[C',
  left: '\u001b[D',
  pageDown: '\u001b[6~',
  enter: '\r',
  escape: '\u001b',
  tab: '\t',
  backTab: '\u001b[Z',
  backspace: '\u007f',
} as const;

export interface ScreenSize {
  readonly columns: number;
  readonly rows: number;
}

export type ShownApp = Awaited<ReturnType<typeof showApp>>;

/** Ink takes keys in a later turn of the loop, and tells a lone Escape from a sequence by waiting. */
async function settled(): Promise<void> {
  for (let turn = 0; turn < 5; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}

/** The terminal UI over an invented fleet, on a clock that only `run` and `type` move. */
export async function showApp(size: ScreenSize, devices = 12, kind: UiState['mode'] = 'run') {
  const store = createTuiStore();
  const fleet = createDemoFleet(devices);
  const reporter = { ...store, close: () => Promise.resolve() };
  const calls: string[] = [];
  const frames: string[] = [];
  const clock = { now: 0, tick: (): void => undefined };
  const pass = async (ms: number): Promise<void> => {
    clock.now += ms;
    clock.tick();
    await settled();
  };
  const app = render(
    <App
      store={store}
      faultsOf={() => FAULTS}
      limits={[{ metric: 'vib_gearbox_mms', above: 4.38 }]}
      initialUi={{ ...INITIAL_UI, mode: kind, view: kind === 'run' ? 'fleet' : 'alerts' }}
      title=".pm-sim"
      paint={createPainter(createStyle(false))}
      draw={(rows) => void frames.push(rows.map((row) => row.trimEnd()).join('\n'))}
      now={() => clock.now}
      size={size}
      onTick={(listener) => {
        clock.tick = listener;
        return () => undefined;
      }}
      onSuspend={() => void calls.push('suspend')}
      actions={{
        inject: ({ device, mode, severity, overMs }) => {
          calls.push(`inject ${mode} ${device} ${severity} ${overMs}`);
          fleet.inject(device, mode);
        },
        repair: (device) => {
          calls.push(`repair ${device}`);
          fleet.repair(device);
        },
        open: ({ device }) => void calls.push(`open ${device}`),
        acknowledge: ({ device }) => void calls.push(`acknowledge ${device}`),
        close: ({ id, device }) => {
          calls.push(`close ${device}`);
          store.onEvent({ type: 'alert-settled', id, ts: 0 });
        },
        pause: (paused) => void calls.push(`pause ${paused}`),
        quit: () => void calls.push('quit'),
      }}
    />,
  );
  await settled();
  return {
    calls,
    frames,
    unmount: app.unmount,
    frame: () => `${frames.at(-1)}\n`,
    begin: () => fleet.start(reporter),
    inject: (device: string) => fleet.inject(device, 'gearbox-bearing-wear'),
    tell: store.onEvent,
    /** So many tenths of a second, and a reading of each device in each. */
    run: async (steps: number) => {
      for (let i = 0; i < steps; i += 1) fleet.step(reporter);
      await pass(steps * 100);
    },
    wait: pass,
    /** One key after the other, a frame for each. */
    type: async (...keys: string[]) => {
      for (const key of keys) {
        app.stdin.write(key);
        await settled();
        await pass(100);
      }
    },
    /** All at once, as a terminal passes on what was typed while it was busy. */
    burst: async (keys: string) => {
      app.stdin.write(keys);
      await settled();
    },
  };
}
