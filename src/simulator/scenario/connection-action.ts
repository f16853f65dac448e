import type { TruthEvent } from '../../telemetry/truth.ts';

/** Something that happens to the connections of devices: decided first; whoever runs them obeys it. */
export interface ConnectionAction {
  readonly kind: 'outage' | 'reconnect-storm' | 'rotate-certificates';
  /** From the start of the run, ms of simulated time. */
  readonly delayMs: number;
  /** How long an outage takes; 0 for what happens at once. */
  readonly forMs: number;
  readonly devices: readonly string[];
}

/** Names of the actions that concern connections, and so mean nothing to a data set. */
export const CONNECTION_ACTIONS: readonly string[] = [
  'outage',
  'reconnect-storm',
  'rotate-certificates',
] satisfies readonly ConnectionAction['kind'][];

const MODES: Readonly<Record<ConnectionAction['kind'], string>> = {
  outage: 'network-outage',
  'reconnect-storm': 'reconnect-storm',
  'rotate-certificates': 'certificate-rotation',
};

/**
 * What the truth says of them: nothing is wrong with the machine, so each is `operational`, and an
 * alert on it is a false alarm.
 */
export function connectionTruth(
  actions: readonly ConnectionAction[],
  startMs: number,
): readonly TruthEvent[] {
  const counts = new Map<string, number>();
  return actions.flatMap(({ kind, delayMs, forMs, devices }) =>
    devices.map((device): TruthEvent => {
      const name = `${MODES[kind]}@${device}`;
      const occurrence = (counts.get(name) ?? 0) + 1;
      counts.set(name, occurrence);
      const onset = startMs + delayMs;
      return {
        event: `${name}#${occurrence}`,
        device,
        mode: MODES[kind],
        kind: 'operational',
        severity: 1,
        onset,
        functionalFailure: onset + forMs,
        repaired: onset + forMs,
        channels: [],
      };
    }),
  );
}
