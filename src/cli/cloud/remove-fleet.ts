import { eachDevice } from '../../cloud/aws/each-device.ts';
import {
  removeStrays,
  removeThingOfType,
  removeThingType,
} from '../../cloud/aws/teardown/fleet-of-ours.ts';
import type { CliIo } from '../io.ts';
import { createDeviceProgress } from '../provision/progress.ts';
import type { Deployment } from './find-deployment.ts';

export interface RemovedFleet {
  readonly things: number;
  readonly certificates: number;
  /** Types that AWS IoT does not delete yet. */
  readonly thingTypes: readonly string[];
}

/** Things with their certificates, then certificates that nobody holds, then types that nobody has. */
export async function removeFleet(
  { iot, fleet, policies }: Pick<Deployment, 'iot' | 'fleet' | 'policies'>,
  io: CliIo,
): Promise<RemovedFleet> {
  const progress = createDeviceProgress(io);
  const types = new Set<string>();
  let certificates = 0;
  const remove = async (thing: string): Promise<void> => {
    const removed = await removeThingOfType(iot, thing);
    certificates += removed.certificates;
    if (removed.type !== undefined) types.add(removed.type);
  };
  try {
    const { signal } = iot;
    const options = { onProgress: progress.tell, ...(signal === undefined ? {} : { signal }) };
    await eachDevice(fleet.things, remove, options);
  } finally {
    progress.end();
  }
  certificates += await removeStrays(iot, policies);
  const thingTypes: string[] = [];
  for (const type of types) {
    if ((await removeThingType(iot, type)) === 'waiting') thingTypes.push(type);
  }
  return { things: fleet.things.length, certificates, thingTypes };
}
