import type { Random } from '../../runtime/random.ts';
import { CHANNEL_FAULTS } from '../channel/faults/index.ts';
import type { FaultMode } from '../faults/fault.ts';
import type { FamilyProfile } from '../profile.ts';
import type { Device, DeviceInfo } from './device.ts';
import type { DeviceFamilyName } from './family-schemas.ts';
import { createFactory } from './machine/factory.ts';
import { MACHINE_FAULTS } from './machine/faults/index.ts';
import { createAudioFleet } from './audio/audio-device.ts';
import { AUDIO_FAULTS } from './audio/faults/index.ts';
import { createShop } from './commerce/commerce-device.ts';
import { COMMERCE_EVENTS } from './commerce/faults/index.ts';
import { ESP_FAULTS } from './oil-well/esp/faults/index.ts';
import { WELL_FAULTS } from './oil-well/faults/index.ts';
import { createOilField } from './oil-well/oil-field.ts';
import { TURBINE_FAULTS } from './wind-turbine/faults/index.ts';
import { createWindFarm } from './wind-turbine/wind-farm.ts';

export interface SiteOptions<F extends DeviceFamilyName = DeviceFamilyName> {
  readonly profile: FamilyProfile<F>;
  readonly startMs: number;
  readonly random: Random;
}

/** Makes a site and returns what makes its devices. */
export function createSite(options: SiteOptions): (info: DeviceInfo) => Device {
  // The table's entry and the profile are of one family, which the compiler cannot follow.
  const family = FAMILIES[options.profile.device] as Family<DeviceFamilyName>;
  return family.createSite(options);
}

/** The faults that devices of a family can have: its own, then those of any clock, and of sensors if it has any. */
export function faultModes(family: DeviceFamilyName): readonly FaultMode[] {
  const { faultModes: own, sensors = true } = FAMILIES[family];
  return [...own, ...CHANNEL_FAULTS.filter(({ kind }) => sensors || kind !== 'sensor')];
}

interface Family<F extends DeviceFamilyName> {
  createSite(options: SiteOptions<F>): (info: DeviceInfo) => Device;
  readonly faultModes: readonly FaultMode[];
  /** Whether its devices measure anything; true when absent. */
  readonly sensors?: boolean;
}

/** The one place that knows every family. */
const FAMILIES: { readonly [F in DeviceFamilyName]: Family<F> } = {
  wind_turbine: {
    createSite: ({ profile, startMs, random }) =>
      createWindFarm({
        model: profile.model,
        site: profile.site,
        startMs,
        intervalMs: profile.intervalMs,
        random,
      }),
    faultModes: TURBINE_FAULTS,
  },
  machine: {
    createSite: ({ profile, startMs, random }) =>
      createFactory({
        model: profile.model,
        site: profile.site,
        startMs,
        intervalMs: profile.intervalMs,
        random,
      }),
    faultModes: MACHINE_FAULTS,
  },
  audio: {
    createSite: ({ profile, startMs, random }) =>
      createAudioFleet({ model: profile.model, site: profile.site, startMs, random }),
    faultModes: AUDIO_FAULTS,
  },
  oil_well: {
    createSite: ({ profile: { model, site }, startMs, random }) =>
      createOilField({ model, site, faults: WELL_FAULTS, startMs, random }),
    faultModes: WELL_FAULTS,
  },
  oil_well_esp: {
    createSite: ({ profile: { model, site }, startMs, random }) =>
      createOilField({ model, site, faults: ESP_FAULTS, startMs, random }),
    faultModes: ESP_FAULTS,
  },
  commerce: {
    createSite: ({ profile: { model, site }, startMs, random }) =>
      createShop({ model, site, startMs, random }),
    faultModes: COMMERCE_EVENTS,
    sensors: false,
  },
};
