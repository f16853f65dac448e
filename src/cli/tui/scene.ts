import type { FaultChoice } from './tui-actions.ts';
import type { TuiState } from './store.ts';
import type { UiState } from './ui-state.ts';

/** Everything that one frame is drawn from. */
export interface Scene {
  readonly state: TuiState;
  readonly ui: UiState;
  readonly faults: readonly FaultChoice[];
  /** Wall time since the start, ms. */
  readonly uptimeMs: number;
}

export interface Size {
  readonly width: number;
  readonly height: number;
}
