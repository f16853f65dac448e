import type { PmSimStackOptions } from '../../cloud/stack/pm-sim-stack.ts';
import type { RunProfile } from './profile-sections.ts';

/**
 * What a profile says of its pipeline, on the twin and on AWS alike. Audio products upload health files
 * besides their telemetry (the format `health-json` of data sets): theirs has the way for them.
 */
export function stackChoices(
  profile: Pick<RunProfile, 'scoring' | 'site' | 'device'>,
): Pick<PmSimStackOptions, 'scoring' | 'site' | 'healthFiles'> {
  return {
    scoring: profile.scoring,
    site: profile.site,
    healthFiles: profile.device === 'audio',
  };
}
