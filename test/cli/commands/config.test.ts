import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { COMMANDS } from '../../../src/cli/commands/index.ts';
import { SECTIONS } from '../../../src/cli/options/sections.ts';
import { runProgram } from '../../../src/cli/program.ts';
import { fakeIo } from '../fake-io.ts';

let cwd: string;
beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'pm-sim-config-'));
  await writeFile(join(cwd, 'package.json'), '{}');
});
afterEach(() => rm(cwd, { recursive: true }));

async function pmSim(words: string, env: Readonly<Record<string, string>> = {}) {
  const io = fakeIo({ cwd, env });
  const exitCode = await runProgram(words.split(' '), io);
  return { exitCode, stdout: io.stdout.text(), stderr: io.stderr.text() };
}

describe('sections of a configuration file', () => {
  it('are those that the commands name', () => {
    const named = COMMANDS.flatMap(({ settings }) => settings?.section ?? []);
    expect([...new Set(named)].toSorted()).toEqual([...SECTIONS].toSorted());
  });
});

describe('pm-sim config show', () => {
  it('says of each value that is set who said it: the environment over the file', async () => {
    await writeFile(join(cwd, 'pm-sim.config.yaml'), 'run: { speed: 60, seed: 7, out: night }\n');
    const { exitCode, stdout } = await pmSim('config show', { PM_SIM_SEED: '8' });
    expect(exitCode).toBe(0);
    const path = join(cwd, 'pm-sim.config.yaml');
    const lines = stdout.split('\n').filter((line) => line.startsWith('run.'));
    expect(lines.map((line) => line.split(/ {2,}/u))).toEqual([
      ['run.seed', '"8"', 'PM_SIM_SEED'],
      ['run.speed', '60', `run.speed in ${path}`],
      ['run.out', JSON.stringify(join(cwd, 'night')), `run.out in ${path}`],
    ]);
  });

  it('does not show secrets', async () => {
    const { stdout } = await pmSim('config show simulate', { PM_SIM_PASSWORD: 'hunter2' });
    expect(stdout).toMatch(/simulate\.password +"\(hidden\)" +PM_SIM_PASSWORD/u);
    expect(stdout).not.toContain('hunter2');
  });

  it('shows every setting of one command, defaults included', async () => {
    const { stdout } = await pmSim('config show run --json');
    const { settings } = JSON.parse(stdout) as { settings: { key: string; value?: unknown }[] };
    const value = (key: string) => settings.find((setting) => setting.key === key)?.value;
    expect([value('qos'), value('connectRate'), value('state')]).toEqual([1, 400, '.pm-sim']);
  });

  it('marks what would be refused, and ends with 2', async () => {
    const { exitCode, stdout } = await pmSim('config show run', { PM_SIM_QOS: '2' });
    expect(exitCode).toBe(2);
    expect(stdout).toContain('expected 0 or 1 (AWS IoT has no QoS 2), got "2"');
  });

  it('says that nothing is set where nothing is', async () => {
    const { stdout } = await pmSim('config show');
    expect(stdout).toBe(
      'configuration file: none; `pm-sim init` writes one\nnothing is set: every command has its defaults\n',
    );
  });

  it('shows no password, whatever command it is for', async () => {
    const { stdout } = await pmSim('config show', { PM_SIM_PASSWORD: 'hush' });
    expect(stdout).toContain('doctor.password');
    expect(stdout).toContain('bench.password');
    expect(stdout).not.toContain('hush');
  });

  it('knows the near name of a section', async () => {
    await expect(pmSim('config show rum')).rejects.toMatchObject({ code: 'options/invalid' });
  });
});

describe('pm-sim config schema', () => {
  it('has a property with form, default and explanation for each setting', async () => {
    const { stdout } = await pmSim('config schema');
    const { properties } = JSON.parse(stdout) as {
      properties: Record<string, { properties: Record<string, unknown> }>;
    };
    expect(Object.keys(properties).toSorted()).toEqual([...SECTIONS].toSorted());
    expect(properties['run']?.properties['qos']).toEqual({
      default: 1,
      enum: [0, 1],
      description: 'MQTT quality of service, 0 or 1 (default: 1) (0 or 1 (AWS IoT has no QoS 2))',
    });
    expect(properties['run']?.properties).not.toHaveProperty('config');
  });

  it.each(['profile', 'scenario', 'edge'])(
    'prints the schema of a file of kind %s',
    async (kind) => {
      const { stdout } = await pmSim(`config schema ${kind}`);
      expect(JSON.parse(stdout)).toMatchObject({ type: 'object', additionalProperties: false });
    },
  );

  it('writes all of them', async () => {
    const io = fakeIo({ cwd });
    await runProgram(['config', 'schema', '--out', join(cwd, 's')], io);
    expect((await readdir(join(cwd, 's'))).toSorted()).toEqual([
      'config.schema.json',
      'edge.schema.json',
      'profile.schema.json',
      'scenario.schema.json',
    ]);
  });

  it('is named in the first line of every shipped profile and scenario', async () => {
    for (const kind of ['profile', 'scenario']) {
      for (const file of await readdir(`${kind}s`)) {
        const text = await readFile(join(`${kind}s`, file), 'utf8');
        const line = `# yaml-language-server: $schema=../dist/schemas/${kind}.schema.json\n`;
        expect([file, text.startsWith(line)]).toEqual([file, true]);
      }
    }
  });
});
