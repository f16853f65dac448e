import {
  changeField,
  newForm,
  nextField,
  typeInForm,
  wishOf,
  type FormLists,
  type InjectForm,
  type InjectWish,
} from './ui-form.ts';
import { clamp, cursorIn, stepIn, type Listing } from './ui-list.ts';

type View = 'fleet' | 'device' | 'pipeline' | 'alerts' | 'events';
export type SortKey = 'name' | 'state' | 'score' | 'output';

/** Where the person in front of the screen is. Pure: keys in, next state and wishes out. */
export interface UiState {
  /** A run with its fleet, or only the alerts of one that is elsewhere. */
  readonly mode: 'run' | 'tail';
  readonly view: View;
  readonly dialog: 'none' | 'help' | 'inject';
  readonly focus: 'fleet' | 'alerts';
  /** Name of the selected device and identity of the selected alert; empty: the first. */
  readonly device: string;
  readonly alert: string;
  /** First event that is shown. */
  readonly event: number;
  /** A row or a cell for each device; `auto` goes by their number. */
  readonly layout: 'auto' | 'list' | 'grid';
  readonly sort: SortKey;
  /** Words that a device must match to be shown. */
  readonly filter: string;
  /** Whether letters go to the filter. */
  readonly typing: boolean;
  /** Whether faults show as they really are, the planned ones too. */
  readonly showTruth: boolean;
  readonly form: InjectForm;
  readonly paused: boolean;
  readonly stopping: boolean;
}

/** Keys that have a name of their own; all others come as text. */
export type NamedKey =
  | 'up'
  | 'down'
  | 'left'
  | 'right'
  | 'pageUp'
  | 'pageDown'
  | 'home'
  | 'end'
  | 'enter'
  | 'escape'
  | 'tab'
  | 'backTab'
  | 'backspace'
  | 'interrupt';

export type Press = { readonly key: NamedKey } | { readonly text: string };

/** What there is to move among. */
export interface UiExtent extends FormLists {
  readonly alerts: Listing;
  readonly events: number;
  /** Rows that a page holds. */
  readonly page: number;
  /** Devices side by side; 1 in a list. */
  readonly columns: number;
}

export type UiWish =
  | ({ readonly type: 'inject' } & InjectWish)
  | { readonly type: 'repair' | 'acknowledge' | 'close' | 'open' }
  | { readonly type: 'pause'; readonly paused: boolean }
  | { readonly type: 'quit' };

export interface UiStep {
  readonly ui: UiState;
  readonly wish?: UiWish;
}

export const INITIAL_UI: UiState = {
  mode: 'run',
  view: 'fleet',
  dialog: 'none',
  focus: 'fleet',
  device: '',
  alert: '',
  event: 0,
  layout: 'auto',
  sort: 'name',
  filter: '',
  typing: false,
  showTruth: false,
  form: newForm(''),
  paused: false,
  stopping: false,
};

export function pressKey(ui: UiState, press: Press, extent: UiExtent): UiStep {
  if ('key' in press && press.key === 'interrupt') return quit(ui);
  if (ui.dialog === 'inject') return inPicker(ui, press, extent);
  if (ui.dialog === 'help') return { ui: { ...ui, dialog: 'none' } };
  if (ui.typing) return { ui: inFilter(ui, press, extent) };
  return 'key' in press ? onNamed(ui, press.key, extent) : onLetter(ui, press.text, extent);
}

function quit(ui: UiState): UiStep {
  return { ui: { ...ui, stopping: true }, wish: { type: 'quit' } };
}

const SORTS: readonly SortKey[] = ['name', 'state', 'score', 'output'];
const VIEWS: readonly View[] = ['fleet', 'pipeline', 'alerts', 'events'];

function onLetter(ui: UiState, letter: string, extent: UiExtent): UiStep {
  const key = MOVING_LETTERS[letter];
  if (key !== undefined) return onNamed(ui, key, extent);
  if (ui.mode === 'tail' && !TAIL_LETTERS.includes(letter)) return { ui };
  const view = VIEWS[Number(letter) - 1];
  if (view !== undefined) return { ui: { ...ui, view } };
  return LETTERS[letter]?.(ui, extent) ?? { ui };
}

/** What there is to do about alerts alone. */
const TAIL_LETTERS: readonly string[] = ['3', '4', 'a', 'x', '?', 'q'];

const MOVING_LETTERS: Readonly<Record<string, NamedKey>> = {
  h: 'left',
  j: 'down',
  k: 'up',
  l: 'right',
  g: 'home',
  G: 'end',
};

const LETTERS: Readonly<Record<string, (ui: UiState, extent: UiExtent) => UiStep>> = {
  i: (ui, { devices }) => {
    const device = devices.at(cursorIn(devices, ui.device));
    if (device === undefined) return { ui };
    const { form } = ui;
    return {
      ui: { ...ui, dialog: 'inject', form: { ...form, device, field: 'mode', search: '' } },
    };
  },
  r: (ui) => ({ ui, wish: { type: 'repair' } }),
  a: (ui) => ({ ui, wish: { type: 'acknowledge' } }),
  x: (ui) => ({ ui, wish: { type: 'close' } }),
  p: pause,
  ' ': pause,
  t: (ui) => ({ ui: { ...ui, showTruth: !ui.showTruth } }),
  s: (ui) => ({
    ui: { ...ui, sort: SORTS[(SORTS.indexOf(ui.sort) + 1) % SORTS.length] ?? 'name' },
  }),
  v: (ui, { columns }) => ({ ui: { ...ui, layout: columns > 1 ? 'list' : 'grid' } }),
  '/': (ui) => ({ ui: { ...ui, view: 'fleet', focus: 'fleet', typing: true } }),
  '?': (ui) => ({ ui: { ...ui, dialog: 'help' } }),
  q: quit,
};

function pause(ui: UiState): UiStep {
  const paused = !ui.paused;
  return { ui: { ...ui, paused }, wish: { type: 'pause', paused } };
}

/** Whoever opens an alert of a run elsewhere has to fetch its signals first. */
function onNamed(before: UiState, key: NamedKey, extent: UiExtent): UiStep {
  const ui = onKey(before, key, extent);
  const opened = ui.mode === 'tail' && ui.view === 'device' && before.view !== 'device';
  return opened ? { ui, wish: { type: 'open' } } : { ui };
}

function onKey(ui: UiState, key: NamedKey, extent: UiExtent): UiState {
  if (key === 'enter') return open(ui, extent);
  if (key === 'escape' && ui.view === 'fleet') return { ...ui, filter: '' };
  if (key === 'escape') return { ...ui, view: ui.mode === 'run' ? 'fleet' : 'alerts' };
  if (key === 'tab' && ui.view === 'fleet') {
    return { ...ui, focus: ui.focus === 'fleet' ? 'alerts' : 'fleet' };
  }
  return move(ui, key, extent);
}

/** The device under the cursor, or the one that the alert is about. */
function open(ui: UiState, { devices, alerts }: UiExtent): UiState {
  if (actsOnAlerts(ui)) {
    const id = alerts.at(cursorIn(alerts, ui.alert));
    return id === undefined ? ui : { ...ui, view: 'device', device: id.split('#', 1)[0] ?? '' };
  }
  if (ui.view !== 'fleet' || devices.count === 0) return ui;
  return { ...ui, view: 'device', device: devices.at(cursorIn(devices, ui.device)) ?? '' };
}

/** Whether keys are about the alert under the cursor, not about a device. */
export function actsOnAlerts({ view, focus }: UiState): boolean {
  return view === 'alerts' || (view === 'fleet' && focus === 'alerts');
}

function move(ui: UiState, key: NamedKey, extent: UiExtent): UiState {
  if (actsOnAlerts(ui)) {
    const step = stepOf(key, { page: extent.page, columns: 1 });
    return step === 0 ? ui : { ...ui, alert: stepIn(extent.alerts, ui.alert, step) };
  }
  if (ui.view === 'pipeline' || (ui.mode === 'tail' && ui.view === 'device')) return ui;
  if (ui.view === 'events') {
    const step = stepOf(key, { page: extent.page, columns: 1 });
    return { ...ui, event: clamp(ui.event + step, extent.events) };
  }
  const columns = ui.view === 'device' ? 1 : extent.columns;
  const step = stepOf(key, { page: extent.page, columns });
  return step === 0 ? ui : { ...ui, device: stepIn(extent.devices, ui.device, step) };
}

function stepOf(
  key: NamedKey,
  { page, columns }: { readonly page: number; readonly columns: number },
): number {
  const steps: Partial<Record<NamedKey, number>> = {
    up: -columns,
    down: columns,
    left: -1,
    right: 1,
    pageUp: -page * columns,
    pageDown: page * columns,
    home: Number.NEGATIVE_INFINITY,
    end: Number.POSITIVE_INFINITY,
  };
  return steps[key] ?? 0;
}

/** Longest filter, characters. */
const FILTER_MAX = 40;

function inFilter(ui: UiState, press: Press, extent: UiExtent): UiState {
  if ('text' in press) return { ...ui, filter: (ui.filter + press.text).slice(0, FILTER_MAX) };
  if (press.key === 'backspace') return { ...ui, filter: ui.filter.slice(0, -1) };
  if (press.key === 'enter') return { ...ui, typing: false };
  if (press.key === 'escape') return { ...ui, typing: false, filter: '' };
  return move(ui, press.key, extent);
}

function inPicker(ui: UiState, press: Press, extent: UiExtent): UiStep {
  const { form } = ui;
  const closed: UiState = { ...ui, dialog: 'none' };
  if ('text' in press) {
    if (form.field !== 'device' && ['i', 'q'].includes(press.text)) return { ui: closed };
    return { ui: { ...ui, form: typeInForm(form, press.text, extent) } };
  }
  if (press.key === 'escape') return { ui: closed };
  if (press.key === 'enter') {
    const wish = wishOf(form, extent);
    return wish === undefined ? { ui } : { ui: closed, wish: { type: 'inject', ...wish } };
  }
  return { ui: { ...ui, form: inForm(form, press.key, extent) } };
}

function inForm(form: InjectForm, key: NamedKey, extent: UiExtent): InjectForm {
  if (key === 'tab') return nextField(form, 1);
  if (key === 'backTab') return nextField(form, -1);
  if (key === 'backspace') return { ...form, search: '' };
  const sideways = form.field === 'severity' || form.field === 'over' ? -1 : 1;
  const step = stepOf(key, { page: extent.page, columns: 1 });
  return changeField(form, key === 'left' || key === 'right' ? sideways * step : step, extent);
}
