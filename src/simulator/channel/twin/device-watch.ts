import type { Metrics } from '../faults/sensor-stage.ts';
import type { EventWatch } from './event-watch.ts';
import type { HealthyTwin } from './healthy-twin.ts';
import { createScatter, type Scatter } from './scatter.ts';

/** Compares an afflicted device with its healthy twin, sample by sample. */
export interface DeviceWatch {
  /** Takes a sample of the afflicted device. */
  see(ts: number, metrics: Metrics): void;
  /** Lets the twin catch up with everything seen. */
  settle(): void;
  /** The events that are not over yet. */
  open(): readonly EventWatch[];
}

export interface DeviceWatchOptions {
  readonly twin: HealthyTwin;
  readonly events: readonly EventWatch[];
  readonly intervalMs: number;
}

/**
 * Steps of a twin that lags behind, for each sample of its device: a fault injected late into a long
 * run has the twin live through all of it, and the run must not stand still meanwhile.
 */
const STEPS_PER_SAMPLE = 1_000;

export function createDeviceWatch({ twin, events, intervalMs }: DeviceWatchOptions): DeviceWatch {
  let open = events;
  let seenTs = -Infinity;
  const channels = [...new Set(events.flatMap(({ event }) => event.channels))];
  const scatters = new Map<string, Scatter>(
    channels.map((metric) => [metric, createScatter(intervalMs)]),
  );
  const sigmaOf = (metric: string): number => scatters.get(metric)?.sigma() ?? Infinity;
  const waiting: { readonly ts: number; readonly metrics: Metrics }[] = [];

  const learn = (healthy: Metrics): void => {
    for (const [metric, scatter] of scatters) {
      const value = healthy[metric];
      if (value !== undefined) scatter.learn(value);
    }
  };

  const step = (): void => {
    const { ts, metrics: healthy, usual } = twin.step();
    if (usual) learn(healthy);
    if (ts !== waiting[0]?.ts) return;
    const { metrics: sick = {} } = waiting.shift() ?? {};
    for (const watch of open) watch.compare({ ts, sick, healthy }, sigmaOf);
  };

  const catchUp = (stepsMax: number): void => {
    for (let i = 0; waiting.length > 0 && i < stepsMax; i += 1) step();
    if (waiting.length > 0) return;
    if (open.some((watch) => watch.isDone(seenTs)))
      open = open.filter((watch) => !watch.isDone(seenTs));
  };

  return {
    see(ts, metrics) {
      seenTs = ts;
      waiting.push({ ts, metrics });
      catchUp(STEPS_PER_SAMPLE);
    },
    settle: () => catchUp(Infinity),
    open: () => open,
  };
}
