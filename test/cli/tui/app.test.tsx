import { afterEach, describe, expect, it } from 'vitest';
import { KEY, LARGE, showApp, SMALL, type ScreenSize, type ShownApp } from './shown-app.tsx';

let shown: ShownApp | undefined;
afterEach(() => shown?.unmount());

async function show(size: ScreenSize, devices?: number, mode?: 'run' | 'tail'): Promise<ShownApp> {
  shown = await showApp(size, devices, mode);
  return shown;
}

const SIZES = [
  ['80x24', SMALL],
  ['140x40', LARGE],
] as const;

describe('the views of the terminal UI', () => {
  it('begin with a frame before anything is known', async () => {
    const { frame } = await show(SMALL);
    await expect(frame()).toMatchFileSnapshot('golden/first-80x24.txt');
  });

  it.each(SIZES)('show fleet, path, savings and alerts at %s', async (name, size) => {
    const { begin, run, type, frame } = await show(size);
    begin();
    await run(30);
    await type(KEY.down, 'i', KEY.enter);
    await run(60);
    await expect(frame()).toMatchFileSnapshot(`golden/fleet-${name}.txt`);
  });

  it.each(SIZES)('show a large fleet as a grid of states at %s', async (name, size) => {
    const { begin, run, type, tell, frame } = await show(size, 600);
    begin();
    await run(30);
    await type('i', KEY.enter);
    tell({ type: 'connection', device: 'wt-017', state: 'disconnected', reason: 'no route' });
    tell({ type: 'connection', device: 'wt-018', state: 'reconnecting' });
    await run(60);
    await type(KEY.down, KEY.right);
    await expect(frame()).toMatchFileSnapshot(`golden/grid-${name}.txt`);
  });

  it.each(SIZES)('show charts of a device at %s', async (name, size) => {
    const { begin, run, type, frame } = await show(size);
    begin();
    await run(40);
    await type('i', KEY.enter, KEY.enter);
    await run(80);
    await expect(frame()).toMatchFileSnapshot(`golden/detail-${name}.txt`);
    await type('t');
    await expect(frame()).toMatchFileSnapshot(`golden/truth-${name}.txt`);
  });

  it.each(SIZES)(
    'show each stage of the path, and what the edge saves, at %s',
    async (name, size) => {
      const { begin, run, type, frame } = await show(size);
      begin();
      await run(40);
      await type('2');
      await expect(frame()).toMatchFileSnapshot(`golden/path-${name}.txt`);
    },
  );

  it.each(SIZES)('show all alerts and the chosen one in full at %s', async (name, size) => {
    const { begin, run, type, frame } = await show(size);
    begin();
    await run(30);
    await type('i', KEY.enter, KEY.down, 'i', KEY.enter);
    await run(70);
    await type('k', 'a', 'r', '3', KEY.down);
    await expect(frame()).toMatchFileSnapshot(`golden/alerts-${name}.txt`);
    await type('4');
    await expect(frame()).toMatchFileSnapshot(`golden/events-${name}.txt`);
  });

  it('list the faults to inject, and explain the keys', async () => {
    const { begin, run, type, frame } = await show(SMALL);
    begin();
    await run(30);
    await type('i', KEY.down, KEY.tab, KEY.tab, KEY.left);
    await expect(frame()).toMatchFileSnapshot('golden/picker-80x24.txt');
    await type('i', '?');
    await expect(frame()).toMatchFileSnapshot('golden/help-80x24.txt');
  });

  it('fill the screen exactly, whatever its size, and never draw outside', async () => {
    for (const size of [SMALL, LARGE, { columns: 60, rows: 16 }, { columns: 213, rows: 60 }]) {
      const { begin, run, type, frames, unmount } = await show(size, 40);
      begin();
      await run(30);
      await type(
        'v',
        '2',
        '3',
        '4',
        '1',
        KEY.enter,
        'i',
        KEY.escape,
        '?',
        'x',
        KEY.escape,
        '/',
        'w',
      );
      for (const frame of frames) {
        const rows = frame.split('\n');
        expect(rows).toHaveLength(size.rows);
        expect(Math.max(...rows.map((row) => row.length))).toBeLessThanOrEqual(size.columns);
      }
      unmount();
    }
  });

  it('say so where the terminal is too small', async () => {
    const { frame } = await show({ columns: 40, rows: 10 });
    expect(frame()).toContain('This terminal is 40×10;');
  });
});

describe('the alerts of a run elsewhere', () => {
  it('are a list to work off, each with the signals around it', async () => {
    const { begin, run, type, inject, frame, calls } = await show(SMALL, 3, 'tail');
    begin();
    await run(30);
    inject('wt-001');
    inject('wt-002');
    await run(70);
    await type(KEY.down, 'a');
    await expect(frame()).toMatchFileSnapshot('golden/tail-80x24.txt');
    await type('1', 'i', 'p', 't', '/', KEY.enter);
    await expect(frame()).toMatchFileSnapshot('golden/tail-signals-80x24.txt');
    await type(KEY.down, 'x', KEY.escape, '4');
    expect(frame()).toContain('3 alerts');
    await type(KEY.escape, 'q');
    expect(calls).toEqual(['acknowledge wt-002', 'open wt-002', 'quit']);
  });
});

describe('the terminal UI', () => {
  it('lists only the rows in view of ten thousand devices, and pages through them', async () => {
    const { begin, run, type, frame } = await show(SMALL, 10_000);
    begin();
    await run(3);
    await type('v', 'G');
    expect(frame()).toContain('9,993–10,000 of 10,000');
    expect(frame()).toContain('▸ ● wt-10000');
    await type('g', KEY.pageDown);
    expect(frame()).toContain('▸ ● wt-009 ');
  });

  it('finds devices by name and state, and puts the worst first', async () => {
    const { begin, run, type, tell, frame } = await show(SMALL, 5_000);
    begin();
    await run(3);
    tell({ type: 'connection', device: 'wt-4711', state: 'disconnected' });
    await type('/', 'w', 't', '-', '4', '7', '1', KEY.enter);
    expect(frame()).toContain('/wt-471 Esc clears');
    expect(frame()).toContain('1–11 of 11');
    await type('s');
    expect(frame()).toContain('▸ ○ wt-4711');
    await type('/', ...Array.from({ length: 7 }, () => KEY.backspace), 'n', 'o', 'p', 'e');
    expect(frame()).toContain('no device matches "nope"');
  });

  it('injects, acknowledges, pauses and quits', async () => {
    const { begin, run, type, frame, calls } = await show(SMALL);
    begin();
    await run(30);
    await type(KEY.down, KEY.up, KEY.down, 'i', KEY.down, KEY.backTab, KEY.right, KEY.enter);
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
      'inject oil-cooler-loss wt-002 1 300000',
      'acknowledge wt-002',
      'pause true',
      'pause false',
      'suspend',
      'quit',
      'quit',
    ]);
  });

  it('acknowledges the alert that is selected in the alerts pane, though newer ones come', async () => {
    const { begin, run, type, calls } = await show(SMALL);
    begin();
    await run(30);
    await type('i', KEY.enter);
    await run(70);
    await type(KEY.down, 'i', KEY.enter);
    await run(70);
    await type(KEY.tab, KEY.down, KEY.tab, KEY.down, 'i', KEY.enter);
    await run(70);
    await type(KEY.tab, 'a');
    expect(calls.at(-1)).toBe('acknowledge wt-001');
  });

  it('closes an alert only once its device is back to normal', async () => {
    const { begin, run, type, frame, calls } = await show(SMALL);
    begin();
    await run(30);
    await type('i', KEY.enter);
    await run(70);
    await type('x');
    expect(frame()).toContain('An alert is closed once its device is back to normal');
    await type('r', 'x');
    expect(calls.slice(1)).toEqual(['repair wt-001', 'close wt-001']);
    expect(frame()).toContain('all quiet');
  });

  it('shows what another terminal acknowledges and closes', async () => {
    const { begin, run, type, tell, frame } = await show(SMALL);
    begin();
    await run(30);
    await type('i', KEY.enter);
    await run(70);
    const id = /wt-001#b1#\d+/.exec((await type('3'), frame()))?.[0] ?? '';
    tell({ type: 'alert-acknowledged', id, ts: 0 });
    await run(3);
    expect(frame()).toContain('✓ acknowledged');
    tell({ type: 'alert-settled', id, ts: 0 });
    await run(3);
    expect(frame()).toContain('all quiet');
    await type('4');
    expect(frame()).toMatch(
      /the alert of wt-001 was closed\s.*\n.*the alert of wt-001 was acknowl/,
    );
  });

  it('hides a planned fault until it is asked for the truth', async () => {
    const { begin, run, type, tell, frame } = await show(SMALL);
    begin();
    const truth = {
      event: 'f1',
      device: 'wt-001',
      mode: 'oil-cooler-loss',
      kind: 'fault',
      severity: 1,
      onset: 0,
      functionalFailure: 9,
      channels: [],
    } as const;
    tell({ type: 'truth', truth, planned: true });
    await run(3);
    expect(frame()).not.toContain('oil-cooler-loss');
    await type('t');
    expect(frame()).toContain('✦ oil-cooler-loss');
  });

  it('redraws only when something has changed or a second has passed', async () => {
    const { begin, run, frames } = await show(SMALL);
    begin();
    await run(3);
    const before = frames.length;
    await run(0);
    await run(0);
    expect(frames.length).toBe(before);
    await run(10);
    expect(frames.length).toBe(before + 1);
  });

  it('draws at most ten frames a second, however many keys and readings come', async () => {
    const { begin, run, wait, burst, frame, frames } = await show(SMALL);
    begin();
    await run(3);
    const before = frames.length;
    for (let ms = 0; ms < 1_000; ms += 20) {
      await burst(KEY.down);
      await burst(KEY.up);
      await wait(20);
    }
    await burst('jjj');
    await wait(100);
    expect(frames.length - before).toBeGreaterThan(5);
    expect(frames.length - before).toBeLessThanOrEqual(11);
    expect(frame()).toContain('▸ ● wt-004');
  });

  it('ignores keys that mean nothing', async () => {
    const { begin, run, type, frame, calls } = await show(SMALL);
    begin();
    await run(3);
    const before = frame();
    await type('Z', '\u0001', KEY.escape, KEY.backspace);
    expect(frame()).toBe(before);
    expect(calls).toEqual([]);
  });
});
