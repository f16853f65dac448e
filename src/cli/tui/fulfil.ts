import { selectedDevice, type Scene } from './scene.ts';
import type { TuiStore } from './store.ts';
import type { TuiActions } from './tui-actions.ts';
import type { AlertView } from './device-view.ts';
import { cursorIn, listingOf } from './ui-list.ts';
import { actsOnAlerts, type UiWish } from './ui-state.ts';

interface Means {
  readonly store: TuiStore;
  readonly actions: TuiActions;
}

/** Does what a key asked for, to what is under the cursor. */
export function fulfil(wish: UiWish, scene: Scene, means: Means): void {
  const { actions } = means;
  switch (wish.type) {
    case 'quit':
      return actions.quit();
    case 'pause':
      return actions.pause(wish.paused);
    case 'inject': {
      const { type: _type, ...fault } = wish;
      return actions.inject(fault);
    }
    case 'repair': {
      const device = selectedDevice(scene);
      return device === undefined ? undefined : actions.repair(device.name);
    }
    case 'open': {
      const view = cursorAlert(scene);
      return view === undefined ? undefined : actions.open?.(view.alert);
    }
    case 'acknowledge':
      return acknowledge(alertOf(scene), scene, means);
    case 'close':
    default:
      return close(alertOf(scene), means);
  }
}

function acknowledge(view: AlertView | undefined, scene: Scene, { store, actions }: Means): void {
  if (view === undefined || view.acknowledged || view.closedAt !== undefined) return;
  const { state, ui } = scene;
  // A run elsewhere says itself what it has taken.
  if (ui.mode === 'run') {
    store.onEvent({ type: 'alert-acknowledged', id: view.alert.id, ts: state.now });
  }
  actions.acknowledge(view.alert);
}

function close(view: AlertView | undefined, { store, actions }: Means): void {
  if (view?.closedAt !== undefined) return actions.close(view.alert);
  const text = 'An alert is closed once its device is back to normal; a acknowledges it.';
  if (view !== undefined) store.onEvent({ type: 'warning', text });
}

/** The alert that keys are about: the one under the cursor, or the selected device's. */
function alertOf(scene: Scene): AlertView | undefined {
  const { ui } = scene;
  return actsOnAlerts(ui) || ui.mode === 'tail' ? cursorAlert(scene) : selectedDevice(scene)?.alert;
}

function cursorAlert({ state, ui }: Scene): AlertView | undefined {
  return state.alerts[cursorIn(listingOf(state.alerts.map(({ alert }) => alert.id)), ui.alert)];
}
