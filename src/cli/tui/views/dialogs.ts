import { formatDuration } from '../../../runtime/duration.ts';
import type { Scene, Size } from '../scene.ts';
import { fit, type Line, type Span } from '../span.ts';
import { OVER_CHOICES_MS, type FormField } from '../ui-form.ts';
import { firstRow } from './fleet.ts';
import { panel, PANEL_FRAME } from './panel.ts';

/** What lies over the screen, if anything, as a box to be centred. */
export function dialogBox(scene: Scene, screen: Size): Line[] | undefined {
  if (scene.ui.dialog === 'help') return helpBox(screen);
  return scene.ui.dialog === 'inject' ? pickerBox(scene, screen) : undefined;
}

const KEYS: readonly (readonly [keys: string, meaning: string])[] = [
  ['1 2 3 4', 'fleet, path, alerts, events'],
  ['↑ ↓ PgUp PgDn g G', 'select; also j and k, in the grid ← → h l too'],
  ['Enter, Esc', 'charts of the device, and back'],
  ['Tab', 'go between fleet and alerts'],
  ['/', 'find: words of name and state, such as alert offline 007'],
  ['s', 'sort by name, state, score, output'],
  ['v', 'a grid of states, or a row for each device'],
  ['i', 'inject a fault: which, where, how bad, over what time'],
  ['r', 'repair the device'],
  ['t', 'show the truth: what really happens, shaded'],
  ['a   x', 'acknowledge the alert; close it once it is over'],
  ['p or Space', 'pause and go on'],
  ['Ctrl+Z', 'back to the shell; fg returns'],
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
    ['fault  '],
    ['┄ ', 'warn'],
    ['limit'],
  ],
];

function helpBox(screen: Size): Line[] {
  const rows = KEYS.map(([keys, meaning]): Line => [[fit(keys, 19), 'accent'], [meaning]]);
  const blank: Line[] = screen.height < rows.length + 8 ? [] : [[]];
  const body = [...rows, ...blank, ...SIGNS];
  const size = { width: Math.min(78, screen.width - 2), height: body.length + 2 };
  return panel(body, {
    ...size,
    title: [['Keys', 'title']],
    corner: [['any key closes', 'dim']],
    focused: true,
  });
}

/** Rows of the picker that are not faults: border, three fields, a rule. */
const PICKER_FRAME = 6;

function pickerBox(scene: Scene, screen: Size): Line[] {
  const { faults } = scene;
  const rows = Math.max(1, Math.min(faults.length, screen.height - PICKER_FRAME - 2));
  const width = Math.min(84, screen.width - 2);
  const body = [
    ...fieldRows(scene),
    [['─'.repeat(width - PANEL_FRAME), 'dim'] as const],
    ...modeRows(scene, { width, height: rows }),
  ];
  return panel(body, {
    width,
    height: rows + PICKER_FRAME,
    title: [['Inject a fault', 'title']],
    corner: [['Tab next, ↑↓ change, Enter injects, Esc leaves', 'dim']],
    focused: true,
  });
}

function fieldRows({ ui, faults }: Scene): Line[] {
  const { form } = ui;
  const usual = faults[modeIndex({ ui, faults })]?.defaultOverMs;
  const over = formatDuration(OVER_CHOICES_MS[form.over] ?? 0);
  const typed = form.search === '' ? 'type to find one' : `/${form.search}`;
  return [
    fieldRow(form.field === 'device', 'device', [form.device, typed]),
    fieldRow(form.field === 'severity', 'severity', [
      (form.severityTenths / 10).toFixed(1),
      'how bad it gets, up to 1',
    ]),
    fieldRow(form.field === 'over', 'over', [
      over,
      `simulated time to the failure${usual === undefined ? '' : `; usually ${formatDuration(usual)}`}`,
    ]),
  ];
}

const VALUE_WIDTH = 14;

function fieldRow(
  selected: boolean,
  label: FormField,
  [value, note]: readonly [value: string, note: string],
): Line {
  const shown: Span = selected
    ? [`◂ ${fit(value, VALUE_WIDTH - 4)} ▸`, 'cursor']
    : [`  ${fit(value, VALUE_WIDTH - 2)}`, 'bold'];
  return [
    selected ? ['▸ ', 'accent'] : ['  '],
    [fit(label, 10), selected ? 'accent' : 'dim'],
    shown,
    [`  ${note}`, 'dim'],
  ];
}

function modeRows({ ui, faults }: Scene, { width, height }: Size): Line[] {
  if (faults.length === 0) return [[['nothing can be injected into this device', 'dim']]];
  const chosen = modeIndex({ ui, faults });
  const top = firstRow(chosen, height, faults.length);
  const modeWidth = Math.max(...faults.map(({ mode }) => mode.length));
  return faults.slice(top, top + height).map(({ mode, description }, i): Line => {
    const selected = top + i === chosen;
    const focused = selected && ui.form.field === 'mode';
    return [
      selected ? ['▸ ', focused ? 'accent' : 'dim'] : ['  '],
      [fit(mode, modeWidth), focused ? 'cursor' : selected ? 'bold' : 'text'],
      ['  '],
      [fit(description, Math.max(0, width - PANEL_FRAME - modeWidth - 4)), 'dim'],
    ];
  });
}

function modeIndex({ ui, faults }: Pick<Scene, 'ui' | 'faults'>): number {
  return Math.max(
    0,
    faults.findIndex(({ mode }) => mode === ui.form.mode),
  );
}
