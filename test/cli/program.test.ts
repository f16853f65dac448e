import { describe, expect, it } from 'vitest';
import { COMMANDS } from '../../src/cli/commands/index.ts';
import { runProgram } from '../../src/cli/program.ts';
import { fakeIo } from './fake-io.ts';

async function pmSim(...argv: string[]) {
  const io = fakeIo();
  const exitCode = await runProgram(argv, io);
  return { exitCode, stdout: io.stdout.text(), stderr: io.stderr.text() };
}

describe('pm-sim', () => {
  it('shows its commands and first steps', async () => {
    const { exitCode, stdout, stderr } = await pmSim('--help');
    expect(exitCode).toBe(0);
    expect(stderr).toBe('');
    await expect(stdout).toMatchFileSnapshot('golden/help.txt');
  });

  it('shows its version', async () => {
    const { exitCode, stdout } = await pmSim('--version');
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  });

  it.each(COMMANDS)('help of $name has grouped options and examples', async ({ name }) => {
    const words = name.split(' ');
    const { exitCode, stdout } = await pmSim(...words, '--help');
    expect(exitCode).toBe(0);
    await expect(stdout).toMatchFileSnapshot(`golden/help-${words.join('-')}.txt`);
    expect(await pmSim('help', ...words)).toMatchObject({ exitCode: 0, stdout });
  });

  it('is never a usage error to ask for help with -h as host', async () => {
    const { exitCode, stderr } = await pmSim('run', '-h');
    expect(exitCode).toBe(2);
    expect(stderr).toContain('argument missing');
  });

  const mistakes: readonly (readonly [readonly string[], string])[] = [
    [[], 'Usage: pm-sim'],
    [['rnu'], 'pm-sim: unknown command "rnu". Did you mean run?\n'],
    [
      ['frobnicate'],
      'pm-sim: unknown command "frobnicate". `pm-sim help [command]` shows what there is.\n',
    ],
    [
      ['run', '--sped', '2'],
      'pm-sim: unknown option "--sped". Did you mean one of --seed, --speed?\n',
    ],
    [['run', '--profile'], 'pm-sim: option "--profile <name>" argument missing.'],
    [['run', 'wind-farm'], 'pm-sim: too many arguments for "run". Expected 0 arguments but got 1.'],
    [['replay'], 'pm-sim: missing required argument "file".'],
  ];
  it.each(mistakes)('%j is a usage error', async (argv, message) => {
    const { exitCode, stdout, stderr } = await pmSim(...argv);
    expect(exitCode).toBe(2);
    expect(stdout).toBe('');
    expect(stderr).toContain(message);
  });

  it('judges values before it starts anything', async () => {
    await expect(pmSim('run', '--profile', 'x', '--speed', 'fast')).rejects.toMatchObject({
      code: 'options/invalid',
      hint: '`pm-sim run --help` explains every option.',
    });
    await expect(pmSim('replay', 'a.csv', '--range', 'x')).rejects.toMatchObject({
      code: 'options/invalid',
    });
  });
});
