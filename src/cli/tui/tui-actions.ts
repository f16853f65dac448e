import type { Alert } from '../../telemetry/alert.ts';
import type { InjectWish } from './ui-form.ts';

/** What the keys of the terminal UI ask of the run. None of them may throw. */
export interface TuiActions {
  readonly inject: (wish: InjectWish) => void;
  /** Mends everything that is broken. */
  readonly repair: (device: string) => void;
  readonly acknowledge: (alert: Alert) => void;
  /** Puts away an alert that is over. */
  readonly close: (alert: Alert) => void;
  /** Fetches the signals around an alert; only where they are not at hand. */
  readonly open?: (alert: Alert) => void;
  readonly pause: (paused: boolean) => void;
  /** First time: drain and end. Again: do not wait. */
  readonly quit: () => void;
}

/** A fault mode as the picker lists it. */
export interface FaultChoice {
  readonly mode: string;
  readonly description: string;
  /** Its usual time from onset to failure, ms. */
  readonly defaultOverMs: number;
}
