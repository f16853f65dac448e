/**
 * What really happened to a device: the label of one injected fault. Travels beside the telemetry
 * on its own stream and file, never inside a payload.
 */
export interface TruthEvent {
  readonly event: string;
  readonly device: string;
  readonly mode: string;
  readonly kind: 'fault' | 'sensor' | 'comms' | 'operational';
  /** 0 … 1, scales the fault's final effect. */
  readonly severity: number;
  /** Times in ms since the epoch, simulated clock. */
  readonly onset: number;
  /** When its effect first stands out of the healthy device's own scatter; known afterwards. */
  readonly detectable?: number;
  /** When one of its channels first passes an alarm limit of the profile; known afterwards. */
  readonly alarmLimit?: number;
  readonly functionalFailure: number;
  readonly repaired?: number;
  /** Metrics that the fault moves. */
  readonly channels: readonly string[];
}
