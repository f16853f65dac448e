import type { Random } from '../../../runtime/random.ts';
import type { Device, DeviceInfo } from '../device.ts';
import type { MachineKind } from './kinds.ts';
import { machinePaces, SENSORS, type Factory } from './initial-machine.ts';
import { createMachine } from './machine.ts';
import type { MachineParameters } from './parameters.ts';
import { createShopAir } from './shop-air.ts';
import type { FactorySiteParameters } from './site-parameters.ts';

export interface FactoryOptions {
  readonly model: MachineParameters;
  readonly site: FactorySiteParameters;
  readonly startMs: number;
  readonly intervalMs: number;
  readonly random: Random;
}

/** A shop: returns what makes its machines. Each draws from its own streams, named after it. */
export function createFactory(options: FactoryOptions): (info: DeviceInfo) => Device {
  const { model, site, startMs, intervalMs, random } = options;
  const air = createShopAir({ site, random: random.fork('air'), startMs, stepMs: intervalMs });
  const paces = machinePaces();
  const factory: Factory = { model, site, air, startMs, paces, noise: new Float64Array(SENSORS) };
  return (info) =>
    createMachine(factory, {
      info,
      kind: kindOf(info, model),
      random: random.fork(`device:${info.name}`),
    });
}

/** The number at the end of a machine's name tells its place in the row of kinds. */
function kindOf({ name }: DeviceInfo, { kinds }: MachineParameters): MachineKind {
  const number = Number(/\d+$/u.exec(name)?.[0] ?? 1);
  return kinds[(number - 1) % kinds.length] as MachineKind;
}
