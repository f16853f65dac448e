import { hash32 } from '../runtime/random.ts';
import type { DeviceInfo } from './devices/device.ts';
import type { Profile } from './profile.ts';
import type { Stretch } from './shard.ts';

/** Turbines, wells or machines in a row before the next row begins. */
const ROW_LENGTH = 6;
const METRES_PER_DEGREE = 111_320;

/** Names, serial numbers and places of a profile's devices; each depends on its own index only. */
export function deviceInfos(
  profile: Profile,
  seed: string,
  { from, to }: Stretch = { from: 0, to: profile.count },
): readonly DeviceInfo[] {
  const { site, naming, device } = profile;
  const eastPerDegree = METRES_PER_DEGREE * Math.cos((site.latitude * Math.PI) / 180);
  return Array.from({ length: to - from }, (_, i) => {
    const index = from + i;
    const name = nameAt(profile, index);
    const eastM = (index % ROW_LENGTH) * site.spacingM;
    const northM = Math.floor(index / ROW_LENGTH) * site.spacingM;
    return {
      name,
      site: site.name,
      type: device,
      serial: `${naming.prefix.toUpperCase()}${hash32(`${seed}/serial/${name}`).toString(16).padStart(8, '0')}`,
      latitude: degrees(site.latitude + northM / METRES_PER_DEGREE),
      longitude: degrees(site.longitude + eastM / Math.max(1, eastPerDegree)),
    };
  });
}

/** The names alone, which cost a tenth. */
export function deviceNames(
  profile: Profile,
  { from, to }: Stretch = { from: 0, to: profile.count },
): readonly string[] {
  return Array.from({ length: to - from }, (_, i) => nameAt(profile, from + i));
}

function nameAt({ naming }: Profile, index: number): string {
  return `${naming.prefix}-${String(index + 1).padStart(naming.digits, '0')}`;
}

/** Rounded to a tenth of a metre or so. */
function degrees(value: number): number {
  return Math.round(value * 1e6) / 1e6;
}
