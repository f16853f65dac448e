import { join } from 'node:path';
import { packageFile } from '../package-file.ts';

/** Folders in which a profile is looked for: the user's own first, then those that come with us. */
export function profileDirs(cwd: string): readonly string[] {
  return [join(cwd, 'profiles'), packageFile('profiles')];
}

/** Folders in which a scenario is looked for, likewise. */
export function scenarioDirs(cwd: string): readonly string[] {
  return [join(cwd, 'scenarios'), packageFile('scenarios')];
}
