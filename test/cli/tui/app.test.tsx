import { render } from 'ink-testing-library';
import { afterEach, describe, expect, it } from 'vitest';
import { createStyle } from '../../../src/cli/style.ts';
import { App } from '../../../src/cli/tui/app.tsx';
import { createTuiStore } from '../../../src/cli/tui/store.ts';
import { createPainter } from '../../../src/cli/tui/theme.ts';
import { createDemoFleet } from './demo-fleet.ts';

const FAULTS = [
  { mode: 'gearbox-bearing-wear', description: 'the bearing warms and shakes more every hour' },
  { mode: 'oil-cooler-loss', description: 'gear oil leaves its thermostat band under load' },
];

const ESCAPE = '\u001b';
const DOWN = '\u001b[B';
const UP = '\u001b[A';

interface ScreenSize {
  readonly columns: number;
  readonly rows: number;
}

/** Ink takes keys in a later turn of the loop, and tells a lone Escape from a sequence by waiting. */
async function settled(): Promise<void> {
  for (let turn = 0; turn < 5; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}

let unmount: (() => void) | undefined;
afterEach(() => unmount?.());

async function show(size: ScreenSize, devices = 12) {
  const store = createTuiStore();
  const fleet = createDemoFleet(devices);
  const calls: string[] = [];
  const frames: string[] = [];
  let tick: (() => void) | undefined;
  let now = 0;
  const app = render(
    <App
      store={store}
      faults={FAULTS}
      paint={createPainter(createStyle(false))}
      draw={(rows) => void frames.push(rows.map((row) => row.trimEnd()).join('\n'))}
      now={() => now}
      size={size}
      onTick={(listener) => {
        tick = listener;
        return () => undefined;
      }}
      onSuspend={() => void calls.push('suspend')}
      actions={{
        inject: (device, mode) => {
          calls.push(`inject ${mode} ${device}`);
          fleet.inject(device, mode);
        },
        acknowledge: (id) => void calls.push(`acknowledge ${id.split('#', 1)[0]}`),
        pause: (paused) => void calls.push(`pause ${paused}`),
        quit: () => void calls.push('quit'),
      }}
    />,
  );
  unmount = app.unmount;
  const reporter = { ...store, close: () => Promise.resolve() };
  await settled();
  return {
    calls,
    frames,
    frame: () => `${frames.at(-1)}\n`,
    begin: () => fleet.start(reporter),
    run: async (steps: number) => {
      for (let i = 0; i < steps; i += 1) fleet.step(reporter);
      now += steps * 100;
      tick?.();
      await settled();
    },
    type: async (...keys: string[]) => {
      for (const key of keys) {
        app.stdin.write(key);
        await settled();
      }
    },
  };
}

const SMALL = { columns: 80, rows: 24 };
const LARGE = { columns: 160, rows: 50 };

describe('the terminal UI', () => {
  it('has a first frame before anything is known', async () => {
    const { frame } = await show(SMALL);
    await expect(frame()).toMatchFileSnapshot('golden/first-80x24.txt');
  });

  it.each([
    ['80x24', SMALL],
    ['160x50', LARGE],
  ])('shows fleet, path, savings and alerts at %s', async (name, size) => {
    const { begin, run, type, frame } = await show(size);
    begin();
    await run(30);
    await type(DOWN, 'i', '\r');
    await run(60);
    await expect(frame()).toMatchFileSnapshot(`golden/fleet-${name}.txt`);
  });

  it.each([
    ['80x24', SMALL],
    ['160x50', LARGE],
  ])('shows charts of a device at %s', async (name, size) => {
    const { begin, run, type, frame } = await show(size);
    begin();
    await run(40);
    await type('i', '\r', '\r');
    await run(80);
    await expect(frame()).toMatchFileSnapshot(`golden/detail-${name}.txt`);
  });

  it('lists the faults to inject, and explains its keys', async () => {
    const { begin, run, type, frame } = await show(SMALL);
    begin();
    await run(30);
    await type('i', DOWN);
    await expect(frame()).toMatchFileSnapshot('golden/picker-80x24.txt');
    await type('i', '?');
    await expect(frame()).toMatchFileSnapshot('golden/help-80x24.txt');
  });

  it('fills the screen exactly, whatever its size, and never draws outside', async () => {
    for (const size of [SMALL, LARGE, { columns: 60, rows: 16 }, { columns: 213, rows: 60 }]) {
      const { begin, run, frames } = await show(size, 40);
      begin();
      await run(30);
      const rows = (frames.at(-1) ?? '').split('\n');
      expect(rows).toHaveLength(size.rows);
      expect(Math.max(...rows.map((row) => row.length))).toBeLessThanOrEqual(size.columns);
      unmount?.();
    }
  });

  it('says so where the terminal is too small', async () => {
    const { frame } = await show({ columns: 40, rows: 10 });
    expect(frame()).toContain('This terminal is 40×10;');
  });

  it('draws only the rows in view of ten thousand devices, and pages through them', async () => {
    const { begin, run, type, frame } = await show(SMALL, 10_000);
    begin();
    await run(1);
    await type('G');
    expect(frame()).toContain('9,993–10,000 of 10,000');
    expect(frame()).toContain('▸ ● wt-10000');
    await type('g', '\u001b[6~');
    expect(frame()).toContain('▸ ● wt-009 ');
  });

  it('injects, acknowledges, pauses and quits', async () => {
    const { begin, run, type, frame, calls } = await show(SMALL);
    begin();
    await run(30);
    await type(DOWN, UP, DOWN, 'i', DOWN, '\r');
    await run(60);
    expect(frame()).toContain('1 open, 1 unseen');
    await type('a', 'a');
    expect(frame()).toContain('1 open, 0 unseen');
    await type('p');
    expect(frame()).toContain('‖ paused');
    await type(' ', '\u001a', 'q');
    expect(frame()).toContain('■ stopping');
    await type('\u0003');
    expect(calls).toEqual([
      'inject oil-cooler-loss wt-002',
      'acknowledge wt-002',
      'pause true',
      'pause false',
      'suspend',
      'quit',
      'quit',
    ]);
  });

  it('acknowledges the alert that is selected in the alerts pane', async () => {
    const { begin, run, type, calls } = await show(SMALL);
    begin();
    await run(30);
    await type('i', '\r');
    await run(70);
    await type(DOWN, 'i', '\r');
    await run(70);
    await type('\t', DOWN, 'a');
    expect(calls.at(-1)).toBe('acknowledge wt-001');
  });

  it('redraws only when something has changed or a second has passed', async () => {
    const { begin, run, frames } = await show(SMALL);
    begin();
    await run(1);
    const before = frames.length;
    await run(0);
    await run(0);
    expect(frames.length).toBe(before);
    await run(10);
    expect(frames.length).toBe(before + 1);
  });

  it('ignores keys that mean nothing', async () => {
    const { begin, run, type, frame, calls } = await show(SMALL);
    begin();
    await run(1);
    const before = frame();
    await type('x', 'Z', ESCAPE);
    expect(frame()).toBe(before);
    expect(calls).toEqual([]);
  });
});
