import { edgeSchema, type EdgeConfig } from '../../edge/edge-config.ts';
import { scoringSchema, type ScoringConfig } from '../../cloud/stack/scoring-schema.ts';
import { profileDirs } from './library-dirs.ts';
import { loadProfile } from '../../simulator/load-profile.ts';
import type { Profile } from '../../simulator/profile.ts';

/** A profile with the sections that edge and cloud have checked. */
export type RunProfile = Profile<EdgeConfig, ScoringConfig>;

/** Loads a profile by name or path; the edge and the cloud judge their own sections. */
export function loadRunProfile(
  nameOrPath: string,
  overrides: readonly string[],
  cwd: string,
): Promise<RunProfile> {
  return loadProfile(nameOrPath, {
    overrides,
    sections: { edge: edgeSchema, scoring: scoringSchema },
    profileDirs: profileDirs(cwd),
  });
}
