import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { errnoOf, messageOf, PmSimError } from '../../runtime/errors.ts';
import { faultModes } from '../../simulator/devices/families.ts';
import { listDocuments, openDocument } from '../../simulator/yaml-library.ts';
import { profileDirs } from '../compose/library-dirs.ts';
import { loadRunProfile } from '../compose/profile-sections.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { projectFiles, type Project } from '../init/project.ts';
import { openQuestioner } from '../init/questions.ts';
import { settle, type Choices } from '../init/settle.ts';
import type { CliIo } from '../io.ts';
import type { InitOptions } from '../options/init-options.ts';
import { alignColumns } from '../table.ts';
import { schemaFiles } from './config-schema.ts';

/** `pm-sim init`: asks on a terminal what was not given, then writes the files of a project. */
export async function initCommand(options: InitOptions, io: CliIo): Promise<ExitCode> {
  const choices = await choose(options, io);
  const folder = resolve(io.cwd, options.dir);
  const files = projectFiles(await projectOf(choices, io.cwd));
  await writeFiles(folder, files, options.force);
  io.stdout.write(told(options.dir, files, choices));
  return EXIT.ok;
}

async function choose(options: InitOptions, io: CliIo): Promise<Choices> {
  const asks = !options.yes && io.stdin.isTTY;
  using questioner = asks ? openQuestioner(io) : undefined;
  return await settle({
    options,
    questioner,
    profiles: await listDocuments({ kind: 'profile', dirs: profileDirs(io.cwd) }),
    countOf: async (name) => (await loadRunProfile(name, [], io.cwd)).count,
    say: (text) => void io.stderr.write(text),
  });
}

async function projectOf(
  { profile: from, name, count, edge }: Choices,
  cwd: string,
): Promise<Project> {
  const profile = await loadRunProfile(from, [], cwd);
  const { text } = await openDocument(from, { kind: 'profile', dirs: profileDirs(cwd) });
  const { prefix, digits } = profile.naming;
  const [first] = faultModes(profile.device).filter(({ kind }) => kind === 'fault');
  if (first === undefined) {
    throw new PmSimError('init/no-fault', `Nothing can go wrong with ${profile.device}.`);
  }
  return {
    name,
    count,
    edge,
    profileText: text,
    firstDevice: `${prefix}-${'1'.padStart(digits, '0')}`,
    mode: first.mode,
    schemas: await schemaFiles(),
  };
}

/** One that is there says more than ours, and stays. */
const GIT_IGNORE = '.gitignore';

/** All or nothing as far as can be known beforehand: what is there is not replaced unasked. */
async function writeFiles(
  folder: string,
  files: ReadonlyMap<string, string>,
  force: boolean,
): Promise<void> {
  const ours = [...files.keys()].filter((name) => name !== GIT_IGNORE);
  const there = await existing(folder, ours);
  if (there.length > 0 && !force) {
    throw new PmSimError('init/exists', `${there.join(', ')}: there already in ${folder}.`, {
      hint: 'Nothing was written. --force replaces them; or name another folder.',
    });
  }
  try {
    for (const [name, text] of files) {
      const path = join(folder, name);
      if (name === GIT_IGNORE && (await exists(path))) continue;
      await mkdir(dirname(path), { recursive: true });
      await writeFile(path, text);
    }
  } catch (cause) {
    throw new PmSimError('init/unwritable', `Cannot write the project: ${messageOf(cause)}.`, {
      cause,
    });
  }
}

async function existing(folder: string, names: readonly string[]): Promise<string[]> {
  const found: string[] = [];
  for (const name of names) {
    if (await exists(join(folder, name))) found.push(name);
  }
  return found;
}

async function exists(path: string): Promise<boolean> {
  try {
    await readFile(path);
    return true;
  } catch (error) {
    return errnoOf(error) !== 'ENOENT' && errnoOf(error) !== 'ENOTDIR';
  }
}

function told(dir: string, files: ReadonlyMap<string, string>, { name, edge }: Choices): string {
  const next = [
    ...(dir === '.' ? [] : [[`cd ${dir}`, 'where your files are']]),
    ['pm-sim run', 'your fleet, live'],
    [`pm-sim run --scenario ${name}-first-fault --speed 60`, 'one fault: who notices?'],
    [`pm-sim validate profiles/${name}.yaml`, 'after each change'],
    ...(edge ? [['pm-sim edge test edge.yaml < sample.ndjson', 'what each filter does']] : []),
  ];
  const written = [...files.keys()].map((file) => `wrote ${file}\n`).join('');
  return `${written}\nNext:\n${alignColumns(next)
    .map((line) => `  ${line}\n`)
    .join('')}`;
}
