import { parseDuration } from '../../runtime/duration.ts';
import type { Random } from '../../runtime/random.ts';
import type { SensorStage } from './faults/sensor-stage.ts';
import type { SensorConfig, SensorsConfig } from './sensor-config.ts';

/** The sensors of one device as the profile describes them; each draws from a stream of its own. */
export function createSensors(config: SensorsConfig, random: Random): SensorStage {
  const sensors = Object.entries(config).map(([metric, sensor]) => ({
    metric,
    read: createSensor(sensor, random.fork(metric)),
  }));
  return (metrics, ts) => {
    const told: Record<string, number> = { ...metrics };
    for (const { metric, read } of sensors) {
      const value = metrics[metric];
      if (value !== undefined) told[metric] = read(value, ts);
    }
    return told;
  };
}

/** Lag, gain and offset, noise, saturation, quantisation: the way a value takes through a sensor. */
function createSensor(config: SensorConfig, random: Random): (value: number, ts: number) => number {
  const { gain, offset, noise, resolution, min = -Infinity, max = Infinity } = config;
  const follow = createLag(parseDuration(config.lag));
  return (value, ts) => {
    const shown = gain * follow(value, ts) + offset + noise * random.normal();
    const within = Math.max(min, Math.min(max, shown));
    return resolution === 0 ? within : quantised(within, resolution);
  };
}

/** Exact for a value that stands still between two samples: x += (1 - e^(-dt/tau)) (target - x). */
function createLag(tauMs: number): (value: number, ts: number) => number {
  if (tauMs === 0) return (value) => value;
  let state: { readonly ts: number; readonly value: number } | undefined;
  return (target, ts) => {
    const { value, ts: before } = state ?? { value: target, ts };
    state = { ts, value: value - Math.expm1((before - ts) / tauMs) * (target - value) };
    return state.value;
  };
}

/** A multiple of the step, without the dust of binary fractions. */
function quantised(value: number, step: number): number {
  return Number((Math.round(value / step) * step).toPrecision(12)) + 0;
}
