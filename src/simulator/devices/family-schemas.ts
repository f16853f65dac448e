import type { z } from 'zod';
import { machineModel } from './machine/parameters.ts';
import { factorySite } from './machine/site-parameters.ts';
import { audioModel } from './audio/parameters.ts';
import { audioSite } from './audio/site-parameters.ts';
import { commerceModel } from './commerce/parameters.ts';
import { commerceSite } from './commerce/site-parameters.ts';
import { oilWellEspModel } from './oil-well/esp/parameters.ts';
import { oilWellModel } from './oil-well/parameters.ts';
import { oilFieldSite } from './oil-well/site-parameters.ts';
import { windTurbineModel } from './wind-turbine/parameters.ts';
import { windFarmSite } from './wind-turbine/site-parameters.ts';

/** What a profile of each family says of its site and of its devices; a new family is a line here. */
export const FAMILY_SCHEMAS = {
  wind_turbine: { site: windFarmSite, model: windTurbineModel },
  machine: { site: factorySite, model: machineModel },
  audio: { site: audioSite, model: audioModel },
  oil_well: { site: oilFieldSite, model: oilWellModel },
  oil_well_esp: { site: oilFieldSite, model: oilWellEspModel },
  commerce: { site: commerceSite, model: commerceModel },
} as const;

export type DeviceFamilyName = keyof typeof FAMILY_SCHEMAS;

export const DEVICE_FAMILIES = Object.keys(FAMILY_SCHEMAS) as DeviceFamilyName[];

/** The parts of a profile that depend on the family. */
export interface FamilySections<F extends DeviceFamilyName> {
  readonly device: F;
  readonly site: z.output<(typeof FAMILY_SCHEMAS)[F]['site']>;
  readonly model: z.output<(typeof FAMILY_SCHEMAS)[F]['model']>;
}

/** The family that written data name; the first one where they name none, so that all else is checked. */
export function familyOf(data: unknown): DeviceFamilyName {
  const named = (data as { readonly device?: unknown } | null | undefined)?.device;
  return DEVICE_FAMILIES.find((family) => family === named) ?? 'wind_turbine';
}
