import type { Random } from '../../runtime/random.ts';
import type { Reading } from '../../telemetry/reading.ts';
import type { Profile } from '../profile.ts';
import { createDirt, type Deliver, type Dirt } from './dirt.ts';
import { createPolicy } from './publish/create-policy.ts';
import type { Policy } from './publish/policy.ts';
import type { Station } from './station.ts';

/** A device's way out: publish policy, faults of its clock, dirt of the transport. */
export type Outlet = (sample: Reading, deliver: Deliver) => void;

export interface OutletOptions {
  readonly profile: Pick<Profile, 'publish' | 'dirt'>;
  readonly station: Station;
  readonly startMs: number;
  /** Stream of the site; the device's own are forked from it by name. */
  readonly random: Random;
}

export function createOutlet({ profile, station, startMs, random }: OutletOptions): Outlet {
  const { name } = station.device.info;
  const policy = policyOf(profile, random.fork(`publish:${name}`));
  const dirt = dirtOf(profile, startMs, random.fork(`dirt:${name}`));
  return (sample, deliver) => {
    for (const told of policy(sample)) {
      const reading = station.stamped(told);
      if (reading !== undefined) dirt(reading, sample.ts, deliver);
    }
  };
}

function policyOf({ publish }: OutletOptions['profile'], random: Random): Policy {
  return publish === undefined ? (sample) => [sample] : createPolicy(publish, random);
}

function dirtOf({ dirt: config }: OutletOptions['profile'], startMs: number, random: Random): Dirt {
  return config === undefined
    ? (reading, now, deliver) => deliver(now, reading)
    : createDirt({ config, startMs, random });
}
