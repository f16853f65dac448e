import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadRunProfile } from '../../../src/cli/compose/profile-sections.ts';
import { loadAgentFile } from '../../../src/cli/edge/load-agent-file.ts';
import { runProgram } from '../../../src/cli/program.ts';
import { fakeIo } from '../fake-io.ts';

let cwd: string;
beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'pm-sim-init-'));
});
afterEach(() => rm(cwd, { recursive: true }));

/** With lines, a terminal on which somebody types them; without, no terminal. */
async function init(words: readonly string[], lines?: readonly string[]) {
  const stdin = Object.assign(new PassThrough(), lines === undefined ? {} : { isTTY: true });
  stdin.end(lines?.map((line) => `${line}\n`).join(''));
  const io = { ...fakeIo({ cwd }), stdin: stdin as unknown as NodeJS.ReadStream };
  const exitCode = await runProgram(['init', ...words], io);
  return { exitCode, stdout: io.stdout.text(), stderr: io.stderr.text() };
}

async function read(name: string): Promise<string> {
  return await readFile(join(cwd, name), 'utf8');
}

describe('pm-sim init', () => {
  it('asks four questions on a terminal, and again after an answer that is none', async () => {
    const { exitCode, stderr } = await init([], ['oil-field', 'North Sea', 'north', '', 'y']);
    expect(exitCode).toBe(0);
    expect(stderr.split('] ').length - 1).toBe(5);
    expect(stderr).toContain('expected lower-case letters, digits and hyphens');
    const profile = await loadRunProfile('north', [], cwd);
    expect(profile).toMatchObject({ profile: 'north', device: 'oil_well' });
    expect((await loadAgentFile('edge.yaml', cwd)).config.agent).toBe('north-edge');
  });

  it('asks nothing that was given', async () => {
    const flags = ['--profile', 'factory', '--name', 'f', '-c', '3', '--edge'];
    const { stderr } = await init(flags, []);
    expect(stderr).toBe('');
    expect(await loadRunProfile('f', [], cwd)).toMatchObject({ count: 3 });
  });

  it('takes defaults without a terminal, and what it writes is valid', async () => {
    const { stdout } = await init(['farm']);
    cwd = join(cwd, 'farm');
    expect(stdout).toContain('pm-sim run --scenario my-wind-farm-first-fault --speed 60');
    const io = fakeIo({ cwd });
    const files = ['profiles/my-wind-farm.yaml', 'scenarios/my-wind-farm-first-fault.yaml'];
    const paths = files.map((file) => join(cwd, file));
    expect(await runProgram(['validate', ...paths], io)).toBe(0);
    const shown = fakeIo({ cwd });
    await runProgram(['config', 'show', '--json'], shown);
    expect(shown.stdout.text()).toContain('"key":"profile","value":"my-wind-farm"');
    expect(await readdir(join(cwd, 'schemas'))).toHaveLength(4);
    cwd = join(cwd, '..');
  });

  it('keeps the comments of the profile, and says where its schema lies', async () => {
    await init(['--name', 'ours', '-c', '7']);
    const [first, ...rest] = (await read('profiles/ours.yaml')).split('\n');
    const shipped = (await readFile('profiles/wind-farm.yaml', 'utf8')).split('\n').slice(1);
    expect(first).toBe('# yaml-language-server: $schema=../schemas/profile.schema.json');
    const changed = rest.filter((line, at) => line !== shipped[at]);
    expect(changed).toEqual(['profile: ours', 'count: 7']);
  });

  it('replaces nothing unasked, and says that nothing was written', async () => {
    await writeFile(join(cwd, 'pm-sim.config.yaml'), 'run: {speed: 2}\n');
    await writeFile(join(cwd, '.gitignore'), 'mine\n');
    await expect(init([])).rejects.toMatchObject({
      code: 'init/exists',
      message: expect.stringContaining('pm-sim.config.yaml: there already') as string,
    });
    expect((await readdir(cwd)).toSorted()).toEqual(['.gitignore', 'pm-sim.config.yaml']);
    await init(['--force']);
    expect(await read('pm-sim.config.yaml')).toContain('profile: my-wind-farm');
    expect(await read('.gitignore')).toBe('mine\n');
  });

  it('writes nothing when the answers end early', async () => {
    await expect(init([], ['oil-field'])).rejects.toMatchObject({ code: 'interrupted/questions' });
    expect(await readdir(cwd)).toEqual([]);
  });
});
