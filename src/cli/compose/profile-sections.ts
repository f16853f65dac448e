import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { edgeSchema, type EdgeConfig } from '../../edge/edge-config.ts';
import { scoringSchema, type ScoringConfig } from '../../cloud/stack/scoring-schema.ts';
import { loadProfile } from '../../simulator/load-profile.ts';
import type { Profile } from '../../simulator/profile.ts';

/** A profile with the sections that edge and cloud have checked. */
export type RunProfile = Profile<EdgeConfig, ScoringConfig>;

/** Folders in which a profile is looked for: the user's own first, then those that come with us. */
export function profileDirs(cwd: string): readonly string[] {
  return [join(cwd, 'profiles'), shipped('profiles')];
}

/** Folders in which a scenario is looked for, likewise. */
export function scenarioDirs(cwd: string): readonly string[] {
  return [join(cwd, 'scenarios'), shipped('scenarios')];
}

function shipped(folder: string): string {
  return fileURLToPath(new URL(`../../../${folder}`, import.meta.url));
}

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
