import type { Scene, Size } from '../scene.ts';
import { fit, type Line } from '../span.ts';
import { firstRow } from './fleet.ts';
import { panel, PANEL_FRAME } from './panel.ts';

/** What lies over the screen, if anything, as a box to be centred. */
export function dialogBox(scene: Scene, screen: Size): Line[] | undefined {
  if (scene.ui.dialog === 'help') return helpBox(screen);
  return scene.ui.dialog === 'inject' ? pickerBox(scene, screen) : undefined;
}

const KEYS: readonly (readonly [keys: string, meaning: string])[] = [
  ['↑ ↓  PgUp PgDn', 'select a device, or an alert'],
  ['Tab', 'go between fleet and alerts'],
  ['Enter', 'charts of the device; Esc goes back'],
  ['i', 'inject a fault into the device'],
  ['a', 'acknowledge the alert'],
  ['p or Space', 'pause and go on'],
  ['q or Ctrl+C', 'stop, drain, show the summary; again: at once'],
];

const SIGNS: readonly Line[] = [
  [['● ', 'good'], ['connected  '], ['◌ ', 'warn'], ['connecting  '], ['○ ', 'bad'], ['offline  ']],
  [
    ['✕ ', 'bad'],
    ['refused    '],
    ['▲ ', 'bad'],
    ['open alert  '],
    ['✦ ', 'fault'],
    ['injected fault'],
  ],
];

function helpBox(screen: Size): Line[] {
  const rows = KEYS.map(([keys, meaning]): Line => [[fit(keys, 16), 'accent'], [meaning]]);
  const body = [...rows, [], ...SIGNS];
  const size = { width: Math.min(68, screen.width - 4), height: body.length + 2 };
  return panel(body, {
    ...size,
    title: [['Keys', 'title']],
    corner: [['any key closes', 'dim']],
    focused: true,
  });
}

function pickerBox({ state, ui, faults }: Scene, screen: Size): Line[] {
  const rows = Math.min(faults.length, screen.height - 8);
  const width = Math.min(76, screen.width - 4);
  const top = firstRow(ui.choice, rows, faults.length);
  const modeWidth = Math.max(...faults.map(({ mode }) => mode.length));
  const body = faults.slice(top, top + rows).map(({ mode, description }, i): Line => {
    const selected = top + i === ui.choice;
    return [
      selected ? ['▸ ', 'accent'] : ['  '],
      [`${fit(mode, modeWidth)}  `, selected ? 'bold' : 'text'],
      [fit(description, Math.max(0, width - PANEL_FRAME - modeWidth - 4)), 'dim'],
    ];
  });
  return panel(body, {
    width,
    height: rows + 2,
    title: [
      ['Inject into ', 'title'],
      [state.devices[ui.device]?.name ?? '', 'bold'],
    ],
    corner: [['Enter injects, Esc leaves', 'dim']],
    focused: true,
  });
}
