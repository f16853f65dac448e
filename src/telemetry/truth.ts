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
  /**
   * When its effect, free of noise, first exceeds three standard deviations of a channel's own scatter
   * about its mean of an hour in the healthy device; known afterwards, of faults and of sensors.
   */
  readonly detectable?: number;
  /**
   * When one of its channels first passes an alarm limit of the profile that the healthy device keeps
   * at that instant; known afterwards.
   */
  readonly alarmLimit?: number;
  readonly functionalFailure: number;
  readonly repaired?: number;
  /** Metrics that the fault moves; none where it moves only their times. */
  readonly channels: readonly string[];
}
