import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadRunProfile, type RunProfile } from '../../../src/cli/compose/profile-sections.ts';
import { profileText } from '../../../src/cli/commands/profile-text.ts';
import { runProgram } from '../../../src/cli/program.ts';
import { fakeIo } from '../fake-io.ts';

const SHIPPED = new URL('../../../profiles/wind-farm.yaml', import.meta.url);

let dir: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'pm-sim-commands-'));
  await writeFile(join(dir, 'package.json'), '{}');
});
afterEach(() => rm(dir, { recursive: true }));

async function pmSim(...argv: string[]) {
  const io = fakeIo({ cwd: dir });
  const exitCode = await runProgram(argv, io);
  return { exitCode, stdout: io.stdout.text(), stderr: io.stderr.text() };
}

describe('ls', () => {
  it('lists the profiles that come with it and those of the folder', async () => {
    await mkdir(join(dir, 'profiles'));
    const text = (await readFile(SHIPPED, 'utf8')).replace(
      'profile: wind-farm',
      'profile: my-farm',
    );
    await writeFile(join(dir, 'profiles', 'my-farm.yaml'), text);
    const { exitCode, stdout } = await pmSim('ls');
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^my-farm {8}Twelve/m);
    expect(stdout).toMatch(/^wind-farm {6}Twelve/m);
    expect(stdout).toContain('\nRun one: pm-sim run --profile wind-farm\n');
  });

  it('lists the scenarios after them', async () => {
    await mkdir(join(dir, 'scenarios'));
    const text = 'scenario: mine\ndescription: What happens here\nduration: 1h\n';
    await writeFile(join(dir, 'scenarios', 'mine.yaml'), text);
    const { stdout } = await pmSim('ls');
    const [, scenarios] = stdout.split('\nScenarios:\n');
    expect(scenarios).toMatch(/^mine +What happens here$/m);
    expect(scenarios).toMatch(/^network-outage +Half of the turbines/m);
    expect(scenarios).toContain('\nPlay one: pm-sim run --scenario wind-farm-gearbox\n');
  });

  it('lists the faults of a profile with a line that injects one', async () => {
    const { stdout } = await pmSim('ls', 'wind-farm');
    expect(stdout).toMatch(/^FAULT +OVER +WHAT +MOVES\n/);
    expect(stdout).toMatch(/\noil-cooler-loss +3h +/);
    expect(stdout).toContain('--inject gearbox-bearing-wear@wt-001+10m,over=20m');
  });

  it('answers as JSON', async () => {
    const profiles = JSON.parse((await pmSim('ls', '--json')).stdout) as unknown;
    expect(profiles).toContainEqual(
      expect.objectContaining({ kind: 'profile', name: 'wind-farm' }),
    );
    expect(profiles).toContainEqual(expect.objectContaining({ kind: 'scenario', name: 's4' }));
    const faults = JSON.parse((await pmSim('ls', 'wind-farm', '--json')).stdout) as unknown;
    expect(faults).toContainEqual(expect.objectContaining({ mode: 'gearbox-bearing-wear' }));
  });

  it('names the near ones when there is no such profile', async () => {
    await expect(pmSim('ls', 'wind-fram')).rejects.toMatchObject({
      code: 'profile/unknown',
      kind: 'user',
      message: expect.stringContaining('Did you mean "wind-farm"') as string,
    });
  });
});

describe('show', () => {
  it('shows every value with its unit, and the faults', async () => {
    const { exitCode, stdout } = await pmSim('show', 'wind-farm', '--set', 'count=3');
    expect(exitCode).toBe(0);
    expect(stdout).toContain('\ncount: 3\n');
    expect(stdout).toMatch(/\n {4}powerKw: 2050 +# kW\n/);
    expect(stdout).toMatch(/\n {2}latitude: 48.45 +# degrees\n/);
    expect(stdout).toMatch(/\n# {3}gearbox-bearing-wear +over/);
  });

  it('is YAML that gives the same profile again', async () => {
    const file = join(dir, 'again.yaml');
    await writeFile(file, (await pmSim('show', 'wind-farm')).stdout);
    const [shown, shipped] = await Promise.all([
      loadRunProfile(file, [], dir),
      loadRunProfile('wind-farm', [], dir),
    ]);
    expect({ ...shown }).toEqual({ ...shipped });
  });

  it('shows what lies between device and edge where the profile says so', async () => {
    const set = ['dirt.lossShare=0.1', 'publish.policy=historian', 'sensors.gear_oil_c.noise=0.3'];
    const { stdout } = await pmSim(
      'show',
      'wind-farm',
      ...set.flatMap((value) => ['--set', value]),
    );
    expect(stdout).toMatch(/^sensors:\n {2}gear_oil_c:\n(?: {4}.*\n)* {4}noise: 0.3\n/mu);
    expect(stdout).toMatch(/^publish:\n {2}policy: historian\n/mu);
    expect(stdout).toMatch(/^dirt:\n {2}lossShare: 0.1 +# share\n/mu);
    expect((await pmSim('show', 'wind-farm')).stdout).not.toMatch(/^(?:sensors|publish|dirt):/mu);
    await writeFile(join(dir, 'again.yaml'), stdout);
    const again = await loadRunProfile(join(dir, 'again.yaml'), [], dir);
    expect(again).toEqual(await loadRunProfile('wind-farm', set, dir));
  });

  it('answers as JSON', async () => {
    const { profile, faults } = JSON.parse((await pmSim('show', 'wind-farm', '--json')).stdout) as {
      profile: { count: number };
      faults: unknown[];
    };
    expect(profile.count).toBe(12);
    expect(faults.length).toBeGreaterThan(1);
  });

  it('quotes what YAML would read as something else', () => {
    const profile = {
      profile: 'x',
      description: 'a: b, "c"',
      startMs: 0,
      intervalMs: 500,
      edge: { filters: [], limits: [{ metric: 'true-ish', above: 3, note: 'no: yes' }] },
      scoring: {},
    } as unknown as RunProfile;
    expect(profileText(profile)).toBe(
      'profile: x\n' +
        'description: "a: b, \\"c\\""\n' +
        'start: "1970-01-01T00:00:00.000Z"\n' +
        'interval: "500ms"\n' +
        'edge:\n  filters: []\n  limits:\n    - { metric: true-ish, above: 3, note: "no: yes" }\n' +
        'scoring: {}\n',
    );
  });
});

describe('validate', () => {
  it('accepts what is right', async () => {
    const { exitCode, stdout } = await pmSim('validate', 'wind-farm');
    expect(exitCode).toBe(0);
    expect(stdout).toBe('ok     wind-farm\n');
  });

  it('judges all files, tells file and line of what is wrong, and exits with 2', async () => {
    const broken = join(dir, 'broken.yaml');
    const text = await readFile(SHIPPED, 'utf8');
    await writeFile(broken, text.replace(/^count: \d+/m, 'count: many'));
    const { exitCode, stdout } = await pmSim(
      'validate',
      broken,
      join(dir, 'none.yaml'),
      'wind-farm',
    );
    expect(exitCode).toBe(2);
    expect(stdout).toMatch(/^wrong {2}.*broken\.yaml\n(.*\n)*.*broken\.yaml:\d+.*count/);
    expect(stdout).toContain('none.yaml');
    expect(stdout.endsWith('ok     wind-farm\n')).toBe(true);
  });

  it('answers as JSON', async () => {
    const { stdout } = await pmSim('validate', 'wind-farm', '--json');
    expect(JSON.parse(stdout)).toEqual([{ file: 'wind-farm', valid: true, problems: '' }]);
  });

  it('knows a scenario by its key or its name, and judges it against the fleet it names', async () => {
    const file = join(dir, 'mine.yaml');
    await writeFile(
      file,
      [
        'scenario: mine',
        'description: Mine',
        'profile: wind-farm',
        'duration: 1h',
        'steps:',
        '  - { at: 10m, devices: wt-099, fault: { mode: gearbox-bearing-wear } }',
        '',
      ].join('\n'),
    );
    const { exitCode, stdout } = await pmSim('validate', file, 'network-outage');
    expect(exitCode).toBe(2);
    expect(stdout).toMatch(/mine\.yaml:6: steps\.0\.devices: "wt-099" matches no device\./);
    expect(stdout.endsWith('ok     network-outage\n')).toBe(true);
  });

  it('takes a scenario for any fleet by itself', async () => {
    const file = join(dir, 'any.yaml');
    await writeFile(file, 'scenario: any\ndescription: Any\nduration: 1h\n');
    expect(await pmSim('validate', file)).toMatchObject({ exitCode: 0 });
  });
});
