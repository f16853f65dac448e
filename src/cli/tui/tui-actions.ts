/** What the keys of the terminal UI ask of the run. None of them may throw. */
export interface TuiActions {
  readonly inject: (device: string, mode: string) => void;
  readonly acknowledge: (alertId: string) => void;
  readonly pause: (paused: boolean) => void;
  /** First time: drain and end. Again: do not wait. */
  readonly quit: () => void;
}

/** A fault mode as the picker lists it. */
export interface FaultChoice {
  readonly mode: string;
  readonly description: string;
}
