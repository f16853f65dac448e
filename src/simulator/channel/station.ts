import type { Random } from '../../runtime/random.ts';
import type { Reading } from '../../telemetry/reading.ts';
import type { Device } from '../devices/device.ts';
import { Afflictions } from '../faults/afflictions.ts';
import type { FaultPlan } from '../faults/fault.ts';
import type { Garble } from './faults/comms-fault.ts';
import type { ChannelFault } from './faults/index.ts';
import { createSensorStage, type Metrics, type SensorStage } from './faults/sensor-stage.ts';
import { createSensors } from './sensors.ts';
import type { SensorsConfig } from './sensor-config.ts';

/** A device with its sensors and its clock: what lies between its true metrics and a reading. */
export interface Station {
  readonly device: Device;
  /** Moves the device to `ts` and reads its sensors: their imperfections, then their faults. */
  sample(ts: number): Reading;
  /** The reading with the faults of clock and logger; nothing when it is never sent. */
  stamped(reading: Reading): Reading | undefined;
  /** Adds a fault of sensor or clock, obeyed from its onset on. */
  afflict(affliction: ChannelAffliction): void;
  /** Is told every sample from here on, until it is told that nobody looks any more. */
  watch(watcher: Watcher | undefined): void;
}

interface ChannelAffliction {
  readonly fault: ChannelFault;
  readonly plan: FaultPlan;
  /** Stream of this occurrence. */
  readonly random: Random;
}

type Watcher = (ts: number, metrics: Metrics) => void;

export interface StationOptions {
  readonly device: Device;
  readonly sensors: SensorsConfig | undefined;
  /** Stream of the site, of which that of the device's sensors is forked. */
  readonly random: Random;
}

export function createStation({ device, sensors, random }: StationOptions): Station {
  const { name, site, type, serial } = device.info;
  // A stream costs a microsecond or two: without imperfect sensors there is none.
  const sense =
    sensors === undefined ? undefined : createSensors(sensors, random.fork(`sensors:${name}`));
  const faults = new Afflictions<SensorStage>();
  const garblers: { readonly plan: FaultPlan; readonly garble: Garble }[] = [];
  let watcher: Watcher | undefined;
  return {
    device,
    sample(ts) {
      device.advance(ts);
      let metrics: Metrics = device.metrics();
      if (sense !== undefined) metrics = sense(metrics, ts);
      for (const { obeyed: distort } of faults.at(ts)) metrics = distort(metrics, ts);
      if (watcher !== undefined) watcher(ts, metrics);
      return { device: name, site, type, serial, ts, metrics };
    },
    stamped(reading) {
      if (garblers.length === 0) return reading;
      return garblers.reduce<Reading | undefined>((so, { plan, garble }) => {
        const damage = plan.damageAt(reading.ts);
        return so === undefined || damage <= 0 ? so : garble(so, damage);
      }, reading);
    },
    afflict({ fault, plan, random: own }) {
      if (fault.kind === 'comms') garblers.push({ plan, garble: fault.begin(own) });
      else {
        const [metric = ''] = plan.event.channels;
        faults.add(plan, createSensorStage({ fault, plan, metric, random: own }));
      }
    },
    watch(next) {
      watcher = next;
    },
  };
}
