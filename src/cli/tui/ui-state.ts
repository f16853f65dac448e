/** Where the person in front of the screen is. Pure: keys in, next state and wishes out. */
export interface UiState {
  readonly screen: 'fleet' | 'detail';
  readonly dialog: 'none' | 'help' | 'inject';
  readonly focus: 'fleet' | 'alerts';
  /** Index of the selected device, alert and fault. */
  readonly device: number;
  readonly alert: number;
  readonly choice: number;
  readonly paused: boolean;
  readonly stopping: boolean;
}

export type UiKey =
  | 'up'
  | 'down'
  | 'pageUp'
  | 'pageDown'
  | 'home'
  | 'end'
  | 'enter'
  | 'escape'
  | 'tab'
  | 'inject'
  | 'acknowledge'
  | 'pause'
  | 'help'
  | 'quit';

/** How many of each there are to move among. */
export interface UiExtent {
  readonly devices: number;
  readonly alerts: number;
  readonly choices: number;
  /** Rows that a page holds. */
  readonly page: number;
}

export type UiWish =
  | { readonly type: 'inject'; readonly device: number; readonly choice: number }
  | { readonly type: 'acknowledge'; readonly focus: UiState['focus'] }
  | { readonly type: 'pause'; readonly paused: boolean }
  | { readonly type: 'quit' };

export interface UiStep {
  readonly ui: UiState;
  readonly wish?: UiWish;
}

export const INITIAL_UI: UiState = {
  screen: 'fleet',
  dialog: 'none',
  focus: 'fleet',
  device: 0,
  alert: 0,
  choice: 0,
  paused: false,
  stopping: false,
};

export function pressKey(ui: UiState, key: UiKey, extent: UiExtent): UiStep {
  if (key === 'quit' && ui.dialog === 'none') {
    return { ui: { ...ui, stopping: true }, wish: { type: 'quit' } };
  }
  if (ui.dialog === 'inject') return inPicker(ui, key, extent);
  if (ui.dialog === 'help') return { ui: { ...ui, dialog: 'none' } };
  const moved = movement(key, extent.page);
  if (moved !== undefined) return { ui: move(ui, moved, extent) };
  return onScreen(ui, key, extent);
}

function onScreen(ui: UiState, key: UiKey, extent: UiExtent): UiStep {
  const paused = !ui.paused;
  const canInject = extent.devices > 0 && extent.choices > 0;
  const steps: Partial<Record<UiKey, UiStep>> = {
    enter: { ui: { ...ui, screen: extent.devices > 0 ? 'detail' : 'fleet' } },
    escape: { ui: { ...ui, screen: 'fleet' } },
    tab: { ui: { ...ui, focus: ui.focus === 'fleet' ? 'alerts' : 'fleet' } },
    inject: { ui: canInject ? { ...ui, dialog: 'inject' } : ui },
    help: { ui: { ...ui, dialog: 'help' } },
    acknowledge: { ui, wish: { type: 'acknowledge', focus: ui.focus } },
    pause: { ui: { ...ui, paused }, wish: { type: 'pause', paused } },
  };
  return steps[key] ?? { ui };
}

function inPicker(ui: UiState, key: UiKey, extent: UiExtent): UiStep {
  const closed: UiState = { ...ui, dialog: 'none' };
  if (key === 'escape' || key === 'quit' || key === 'inject') return { ui: closed };
  if (key === 'enter') {
    return { ui: closed, wish: { type: 'inject', device: ui.device, choice: ui.choice } };
  }
  const moved = movement(key, extent.page);
  if (moved === undefined) return { ui };
  return { ui: { ...ui, choice: clamp(ui.choice + moved, extent.choices) } };
}

function move(ui: UiState, by: number, extent: UiExtent): UiState {
  if (ui.focus === 'alerts' && ui.screen === 'fleet') {
    return { ...ui, alert: clamp(ui.alert + by, extent.alerts) };
  }
  return { ...ui, device: clamp(ui.device + by, extent.devices) };
}

function movement(key: UiKey, page: number): number | undefined {
  const steps: Partial<Record<UiKey, number>> = {
    up: -1,
    down: 1,
    pageUp: -page,
    pageDown: page,
    home: Number.NEGATIVE_INFINITY,
    end: Number.POSITIVE_INFINITY,
  };
  return steps[key];
}

function clamp(index: number, count: number): number {
  return Math.max(0, Math.min(count - 1, index));
}
