import { loadRunProfile } from '../compose/profile-sections.ts';
import { PmSimError } from '../../runtime/errors.ts';

const HOUR_MS = 3_600_000;

/**
 * Least time before functional failure at which an alarm still lets a crew act, ms, by the first
 * word of the device family. Engineering judgement; a well's is that of its slow faults.
 */
const LEAD_MS: Readonly<Record<string, number>> = {
  wind: 24 * HOUR_MS,
  oil: 6 * HOUR_MS,
  machine: 8 * HOUR_MS,
  audio: 24 * HOUR_MS,
};

/** The lead time of a device family, ms; null when there is none. */
export function leadOfFamily(device: string): number | null {
  return LEAD_MS[device.split('_', 1)[0] ?? ''] ?? null;
}

/** The lead time of a profile's family; null when the profile or its family is not known. */
export async function leadOfProfile(
  profile: string | undefined,
  cwd: string,
): Promise<number | null> {
  if (profile === undefined) return null;
  try {
    return leadOfFamily((await loadRunProfile(profile, [], cwd)).device);
  } catch (error) {
    if (error instanceof PmSimError) return null;
    throw error;
  }
}
