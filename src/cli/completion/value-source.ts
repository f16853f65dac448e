import { listDocuments } from '../../simulator/yaml-library.ts';
import { profileDirs, scenarioDirs } from '../compose/library-dirs.ts';
import { SECTIONS } from '../options/sections.ts';
import type { Candidate, Slot, ValueSource } from './complete.ts';
import { SHELLS } from './scripts.ts';

/** Profile whose faults are offered while none is named. */
const USUAL_PROFILE = 'wind-farm';

/**
 * Values as the folder, the profiles and the schemas of the settings know them. Each is loaded when it
 * is asked for: a key was pressed and somebody waits.
 */
export function localValues(cwd: string): ValueSource {
  const named: Readonly<Record<string, (typed: readonly string[]) => Promise<Candidate[]>>> = {
    profile: () => documents('profile', profileDirs(cwd)),
    scenario: () => documents('scenario', scenarioDirs(cwd)),
    inject: async (typed) =>
      (await modesOf(typed, cwd)).map(({ value, about }) => ({ value: `${value}@`, about })),
    mode: (typed) => modesOf(typed, cwd),
    shell: async () => SHELLS.map((value) => ({ value, about: 'a shell' })),
    'config show command': async () => SECTIONS.map((value) => ({ value, about: 'its settings' })),
    'config schema name': async () => {
      const { SCHEMA_NAMES } = await import('../options/config-options.ts');
      return SCHEMA_NAMES.map((value) => ({ value, about: 'a kind of file' }));
    },
  };
  return {
    async valuesOf(slot, typed) {
      const { command, name } = slot;
      const list = named[`${command.name} ${name}`] ?? named[name];
      return list === undefined ? await enumerated(slot) : await list(typed);
    },
  };
}

async function documents(
  kind: 'profile' | 'scenario',
  dirs: readonly string[],
): Promise<Candidate[]> {
  const listed = await listDocuments({ kind, dirs });
  return listed.map(({ name, description }) => ({ value: name, about: description }));
}

async function modesOf(typed: readonly string[], cwd: string): Promise<Candidate[]> {
  const [{ faultModes }, { loadRunProfile }] = await Promise.all([
    import('../../simulator/devices/families.ts'),
    import('../compose/profile-sections.ts'),
  ]);
  const at = typed.indexOf('--profile');
  const profile = await loadRunProfile(
    (at < 0 ? undefined : typed[at + 1]) ?? USUAL_PROFILE,
    [],
    cwd,
  );
  return faultModes(profile.device).map(({ mode, description }) => ({
    value: mode,
    about: description,
  }));
}

/** The fixed list of a setting's values, where its schema has one. */
async function enumerated({ command, name }: Slot): Promise<Candidate[] | undefined> {
  const { settingSchemas } = await import('../schemas/config-file-schema.ts');
  const form = (await settingSchemas(command))[name];
  const items = form?.['items'] as { readonly enum?: unknown } | undefined;
  const list = form?.['enum'] ?? items?.enum;
  if (!Array.isArray(list)) return undefined;
  return list.map((value) => ({ value: String(value), about: '' }));
}
