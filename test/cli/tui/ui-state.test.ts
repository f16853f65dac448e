import { describe, expect, it } from 'vitest';
import { OVER_CHOICES_MS } from '../../../src/cli/tui/ui-form.ts';
import { listingOf } from '../../../src/cli/tui/ui-list.ts';
import {
  INITIAL_UI,
  pressKey,
  type NamedKey,
  type UiExtent,
  type UiState,
  type UiWish,
} from '../../../src/cli/tui/ui-state.ts';

const NAMES = Array.from({ length: 100 }, (_, i) => `wt-${String(i).padStart(3, '0')}`);

const EXTENT: UiExtent = {
  devices: listingOf(NAMES),
  findDevice: (text) => NAMES.find((name) => name.includes(text)),
  modes: listingOf(['bearing', 'cooler']),
  alerts: listingOf(['wt-007#b#3', 'wt-002#b#2', 'wt-001#b#1']),
  events: 30,
  page: 10,
  columns: 1,
};

/** Words in angle brackets are keys with a name, everything else is typed. */
function press(keys: string, extent: UiExtent = EXTENT): { ui: UiState; wishes: UiWish[] } {
  let ui = INITIAL_UI;
  const wishes: UiWish[] = [];
  for (const [key] of keys.matchAll(/<\w+>|./g)) {
    const named = /^<(\w+)>$/.exec(key)?.[1] as NamedKey | undefined;
    const step = pressKey(ui, named === undefined ? { text: key } : { key: named }, extent);
    ui = step.ui;
    if (step.wish !== undefined) wishes.push(step.wish);
  }
  return { ui, wishes };
}

describe('keys', () => {
  it.each([
    ['<down><down><up>', 'wt-001'],
    ['jjk', 'wt-001'],
    ['<up>', 'wt-000'],
    ['<pageDown><pageDown>', 'wt-020'],
    ['G', 'wt-099'],
    ['<end><down>', 'wt-099'],
    ['<end>g', 'wt-000'],
  ])('%s select %s', (keys, device) => {
    expect(press(keys).ui.device).toBe(device);
  });

  it('move in the grid by cells and rows', () => {
    const grid = { ...EXTENT, columns: 20 };
    expect(press('<right><down>', grid).ui.device).toBe('wt-021');
    expect(press('<down><down><left>', grid).ui.device).toBe('wt-039');
  });

  it('stay on a device while others come and go', () => {
    const { ui } = press('jjj');
    const others = { ...EXTENT, devices: listingOf(['x', 'wt-003', 'y']) };
    expect(pressKey(ui, { key: 'down' }, others).ui.device).toBe('y');
  });

  it('move among alerts after Tab, and back', () => {
    const { ui } = press('<down><tab><down><down><down><down>');
    expect(ui).toMatchObject({ focus: 'alerts', alert: 'wt-001#b#1', device: 'wt-001' });
    expect(press('<tab><tab>').ui.focus).toBe('fleet');
  });

  it('open the charts of a device, in which arrows go on to the next', () => {
    expect(press('<enter><down>').ui).toMatchObject({ view: 'device', device: 'wt-001' });
    expect(press('<enter><escape>').ui.view).toBe('fleet');
    const none = { ...EXTENT, devices: listingOf([]) };
    expect(press('<enter>', none).ui.view).toBe('fleet');
  });

  it('open the device that an alert is about', () => {
    expect(press('<tab><down><enter>').ui).toMatchObject({ view: 'device', device: 'wt-002' });
    expect(press('3<enter>').ui).toMatchObject({ view: 'device', device: 'wt-007' });
    expect(press('3<enter>', { ...EXTENT, alerts: listingOf([]) }).ui.view).toBe('alerts');
  });

  it.each([
    ['1', 'fleet'],
    ['2', 'pipeline'],
    ['3', 'alerts'],
    ['4', 'events'],
    ['2<down><escape>', 'fleet'],
  ])('%s show the view %s', (keys, view) => {
    expect(press(keys).ui.view).toBe(view);
  });

  it('scroll the events, which end at the last', () => {
    expect(press('4<down><pageDown>').ui.event).toBe(11);
    expect(press('4<end>').ui.event).toBe(29);
  });

  it('find devices by what is typed, letters that are keys elsewhere too', () => {
    const { ui, wishes } = press('/quit<backspace><down>');
    expect(ui).toMatchObject({ filter: 'qui', typing: true, device: 'wt-001' });
    expect(wishes).toEqual([]);
    expect(press('/07<enter>s').ui).toMatchObject({ filter: '07', typing: false, sort: 'state' });
    expect(press('/07<escape>').ui).toMatchObject({ filter: '', typing: false });
    expect(press('/07<enter><escape>').ui.filter).toBe('');
  });

  it('sort, lay out and unveil', () => {
    expect(press('ssss').ui.sort).toBe('name');
    expect(press('v').ui.layout).toBe('grid');
    expect(press('v', { ...EXTENT, columns: 70 }).ui.layout).toBe('list');
    expect(press('t').ui.showTruth).toBe(true);
    expect(press('tt').ui.showTruth).toBe(false);
  });

  it('pause and go on', () => {
    const { ui, wishes } = press('p ');
    expect(wishes).toEqual([
      { type: 'pause', paused: true },
      { type: 'pause', paused: false },
    ]);
    expect(ui.paused).toBe(false);
  });

  it('ask to quit, and ask again, whatever is open', () => {
    const { ui, wishes } = press('qq');
    expect(wishes).toEqual([{ type: 'quit' }, { type: 'quit' }]);
    expect(ui.stopping).toBe(true);
    for (const keys of ['?<interrupt>', 'i<interrupt>', '/<interrupt>']) {
      expect(press(keys).wishes).toEqual([{ type: 'quit' }]);
    }
  });

  it('show the help until any key', () => {
    expect(press('?').ui.dialog).toBe('help');
    expect(press('?<down>').ui).toEqual(INITIAL_UI);
    expect(press('?q').wishes).toEqual([]);
  });

  it('acknowledge, close and repair', () => {
    expect(press('axr').wishes.map(({ type }) => type)).toEqual(['acknowledge', 'close', 'repair']);
  });
});

describe('the picker', () => {
  it('injects the chosen fault into the selected device, bad and soon', () => {
    const { ui, wishes } = press('<down>i<down><enter>');
    expect(wishes).toEqual([
      { type: 'inject', device: 'wt-001', mode: 'cooler', severity: 1, overMs: 120_000 },
    ]);
    expect(ui.dialog).toBe('none');
  });

  it('finds another device by what is typed, and takes no letter that leads nowhere', () => {
    const { wishes } = press('i<tab>4z2<enter>');
    expect(wishes).toMatchObject([{ device: 'wt-042' }]);
    expect(press('i<tab>42<backspace>7<enter>').wishes).toMatchObject([{ device: 'wt-007' }]);
    expect(press('i<tab><down><down><enter>').wishes).toMatchObject([{ device: 'wt-002' }]);
  });

  it('changes severity and time within their bounds', () => {
    const { wishes } = press('i<tab><tab><left><left><left><tab><right><enter>');
    expect(wishes).toMatchObject([{ severity: 0.7, overMs: 300_000 }]);
    const least = press('i<backTab><home><end><backTab><end><enter>').wishes;
    expect(least).toMatchObject([{ severity: 0.1, overMs: OVER_CHOICES_MS[0] }]);
    expect(press('i<tab><tab><up><enter>').wishes).toMatchObject([{ severity: 1 }]);
  });

  it('remembers how bad and how soon for the next one', () => {
    const { wishes } = press('i<tab><tab><down><enter>ji<enter>');
    expect(wishes).toMatchObject([
      { device: 'wt-000', severity: 0.9 },
      { device: 'wt-001', severity: 0.9 },
    ]);
  });

  it.each(['i<escape>', 'ii', 'iq'])('is left with %s and injects nothing', (keys) => {
    const { ui, wishes } = press(keys);
    expect(wishes).toEqual([]);
    expect(ui).toMatchObject({ dialog: 'none', stopping: false });
  });

  it('stays open where there is nothing to inject, and shut without a device', () => {
    expect(press('i<enter>', { ...EXTENT, modes: listingOf([]) })).toMatchObject({
      ui: { dialog: 'inject' },
      wishes: [],
    });
    expect(press('i', { ...EXTENT, devices: listingOf([]) }).ui.dialog).toBe('none');
  });
});
