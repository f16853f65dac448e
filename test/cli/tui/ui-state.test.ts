import { describe, expect, it } from 'vitest';
import {
  INITIAL_UI,
  pressKey,
  type UiKey,
  type UiState,
  type UiWish,
} from '../../../src/cli/tui/ui-state.ts';

const EXTENT = { devices: 100, alerts: 3, choices: 2, page: 10 };

function press(keys: readonly UiKey[], extent = EXTENT): { ui: UiState; wishes: UiWish[] } {
  let ui = INITIAL_UI;
  const wishes: UiWish[] = [];
  for (const key of keys) {
    const step = pressKey(ui, key, extent);
    ui = step.ui;
    if (step.wish !== undefined) wishes.push(step.wish);
  }
  return { ui, wishes };
}

describe('keys', () => {
  const moves: readonly (readonly [readonly UiKey[], number])[] = [
    [['down', 'down', 'up'], 1],
    [['up'], 0],
    [['pageDown', 'pageDown'], 20],
    [['end'], 99],
    [['end', 'down'], 99],
    [['end', 'home'], 0],
  ];
  it.each(moves)('%j select device %i', (keys, device) => {
    expect(press(keys).ui.device).toBe(device);
  });

  it('move among alerts after Tab, and back', () => {
    const { ui } = press(['down', 'tab', 'down', 'down', 'down', 'down']);
    expect(ui).toMatchObject({ focus: 'alerts', alert: 2, device: 1 });
    expect(press(['tab', 'tab']).ui.focus).toBe('fleet');
  });

  it('open the charts of a device, in which arrows go on to the next', () => {
    const { ui } = press(['tab', 'enter', 'down']);
    expect(ui).toMatchObject({ screen: 'detail', device: 1, alert: 0 });
    expect(press(['enter', 'escape']).ui.screen).toBe('fleet');
    expect(press(['enter'], { ...EXTENT, devices: 0 }).ui.screen).toBe('fleet');
  });

  it('inject the chosen fault into the selected device', () => {
    const { ui, wishes } = press(['down', 'inject', 'down', 'enter']);
    expect(wishes).toEqual([{ type: 'inject', device: 1, choice: 1 }]);
    expect(ui.dialog).toBe('none');
  });

  it.each(['escape', 'inject', 'quit'] as const)(
    'leave the picker with %s and inject nothing',
    (key) => {
      const { ui, wishes } = press(['inject', 'down', key]);
      expect(wishes).toEqual([]);
      expect(ui).toMatchObject({ dialog: 'none', stopping: false });
    },
  );

  it('open no picker where there is nothing to choose', () => {
    expect(press(['inject'], { ...EXTENT, choices: 0 }).ui.dialog).toBe('none');
  });

  it('pause and go on', () => {
    const { ui, wishes } = press(['pause', 'pause']);
    expect(wishes).toEqual([
      { type: 'pause', paused: true },
      { type: 'pause', paused: false },
    ]);
    expect(ui.paused).toBe(false);
  });

  it('ask to quit, and ask again', () => {
    const { ui, wishes } = press(['quit', 'quit']);
    expect(wishes).toEqual([{ type: 'quit' }, { type: 'quit' }]);
    expect(ui.stopping).toBe(true);
  });

  it('show the help until any key', () => {
    expect(press(['help']).ui.dialog).toBe('help');
    expect(press(['help', 'down']).ui).toEqual(INITIAL_UI);
  });

  it('acknowledge what has the focus', () => {
    expect(press(['acknowledge']).wishes).toEqual([{ type: 'acknowledge', focus: 'fleet' }]);
    expect(press(['tab', 'acknowledge']).wishes).toEqual([
      { type: 'acknowledge', focus: 'alerts' },
    ]);
  });
});
