import type { z } from 'zod';
/**
 * What a profile of each family says of its site and of its devices; a new family is an entry here.
 * Loaded on use: making the schemas of all families takes longer than a run of one has until it begins.
 */
const FAMILY_SCHEMAS = {
  async wind_turbine() {
    const { windFarmSite: site } = await import('./wind-turbine/site-parameters.ts');
    const { windTurbineModel: model } = await import('./wind-turbine/parameters.ts');
    return { site, model };
  },
  async machine() {
    const { factorySite: site } = await import('./machine/site-parameters.ts');
    const { machineModel: model } = await import('./machine/parameters.ts');
    return { site, model };
  },
  async audio() {
    const { audioSite: site } = await import('./audio/site-parameters.ts');
    const { audioModel: model } = await import('./audio/parameters.ts');
    return { site, model };
  },
  async oil_well() {
    const { oilFieldSite: site } = await import('./oil-well/site-parameters.ts');
    const { oilWellModel: model } = await import('./oil-well/parameters.ts');
    return { site, model };
  },
  async oil_well_esp() {
    const { oilFieldSite: site } = await import('./oil-well/site-parameters.ts');
    const { oilWellEspModel: model } = await import('./oil-well/esp/parameters.ts');
    return { site, model };
  },
  async commerce() {
    const { commerceSite: site } = await import('./commerce/site-parameters.ts');
    const { commerceModel: model } = await import('./commerce/parameters.ts');
    return { site, model };
  },
} as const;

export type DeviceFamilyName = keyof typeof FAMILY_SCHEMAS;

export const DEVICE_FAMILIES = Object.keys(FAMILY_SCHEMAS) as DeviceFamilyName[];

/** The parts of a profile that depend on the family. */
export interface FamilySections<F extends DeviceFamilyName> {
  readonly device: F;
  readonly site: z.output<FamilySchemas<F>['site']>;
  readonly model: z.output<FamilySchemas<F>['model']>;
}

type FamilySchemas<F extends DeviceFamilyName> = Awaited<ReturnType<(typeof FAMILY_SCHEMAS)[F]>>;

export function loadFamilySchemas(
  family: DeviceFamilyName,
): Promise<FamilySchemas<DeviceFamilyName>> {
  return FAMILY_SCHEMAS[family]();
}

/** The family that written data name; the first one where they name none, so that all else is checked. */
export function familyOf(data: unknown): DeviceFamilyName {
  const named = (data as { readonly device?: unknown } | null | undefined)?.device;
  return DEVICE_FAMILIES.find((family) => family === named) ?? 'wind_turbine';
}
