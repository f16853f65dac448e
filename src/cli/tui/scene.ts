import type { AlarmLimit } from '../../simulator/channel/twin/alarm-limit.ts';
import type { DeviceView } from './device-view.ts';
import type { TuiState } from './store.ts';
import type { FaultChoice } from './tui-actions.ts';
import type { UiState } from './ui-state.ts';

/** Everything that one frame is drawn from. */
export interface Scene {
  readonly state: TuiState;
  /** What is followed, where that is no run of this process. */
  readonly title: string;
  readonly ui: UiState;
  /** The devices that are shown, sorted. */
  readonly devices: readonly DeviceView[];
  /** Faults that the device in the picker can have. */
  readonly faults: readonly FaultChoice[];
  /** Alarm limits of the edge, drawn into the charts. */
  readonly limits: readonly AlarmLimit[];
  /** Devices side by side; 1 in a list. */
  readonly columns: number;
  /** Wall time since the start, ms. */
  readonly uptimeMs: number;
}

export interface Size {
  readonly width: number;
  readonly height: number;
}

/** The device that keys act on; undefined while there is none. */
export function selectedDevice({ state, ui, devices }: Scene): DeviceView | undefined {
  const named = state.byName.get(ui.device);
  // One that the filter hides is left for the first that it shows.
  if (named !== undefined && (ui.view === 'device' || devices === state.devices)) return named;
  return named !== undefined && devices.includes(named) ? named : devices[0];
}
