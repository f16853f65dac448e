import type { Random } from '../../runtime/random.ts';
import type { DeviceInfo } from '../devices/device.ts';
import { createSite } from '../devices/families.ts';
import type { Profile } from '../profile.ts';
import { createStation, type Station } from './station.ts';
import { createHealthyTwin, type HealthyTwin } from './twin/healthy-twin.ts';

export interface SitesOptions {
  readonly profile: Profile;
  readonly startMs: number;
  /** Stream of the site, of which names are forked and nothing is drawn. */
  readonly random: Random;
}

/** The site of a fleet as often as it is needed: equal streams make equal sites. */
export interface Sites {
  /** A site of its own; returns what makes its stations. */
  open(): (info: DeviceInfo) => Station;
  /** Metrics that a device delivers, found on a copy, so that the device itself draws nothing. */
  metricsOf: (info: DeviceInfo) => readonly string[];
  /** Returns what makes the healthy twin of a device that is about to give its sample of `ts`. */
  twins(instantsOf: (device: string) => (round: number) => number): TwinMaker;
}

type TwinMaker = (station: Station, ts: number) => HealthyTwin;

/** Readings that are looked at for metrics: a sensor that has dropped out returns within them. */
const PROBE_READINGS = 20;

export function createSites({ profile, startMs, random }: SitesOptions): Sites {
  const open = (): ((info: DeviceInfo) => Station) => {
    const createDevice = createSite({ profile, startMs, random });
    return (info) => {
      const device = createDevice(info);
      return createStation({ device, sensors: profile.sensors, random });
    };
  };
  const probe = once(open);
  return {
    open,
    metricsOf(info) {
      const { device } = probe()(info);
      device.advance(startMs + profile.intervalMs);
      const readings = Array.from({ length: PROBE_READINGS }, () => Object.keys(device.metrics()));
      return [...new Set(readings.flat())];
    },
    twins(instantsOf) {
      // In step with the fleet, twins can share a site; one that has to catch up needs its own past.
      const shared = once(open);
      return ({ device: { info } }, ts) => {
        const instant = instantsOf(info.name);
        const make = ts === instant(0) ? shared() : open();
        return createHealthyTwin({ station: make(info), instant });
      };
    },
  };
}

function once<T>(make: () => T): () => T {
  let made: T | undefined;
  return () => (made ??= make());
}
