import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { COMMANDS } from '../../../src/cli/commands/index.ts';
import { complete } from '../../../src/cli/completion/complete.ts';
import { SCRIPTS } from '../../../src/cli/completion/scripts.ts';
import { localValues } from '../../../src/cli/completion/value-source.ts';
import { runProgram } from '../../../src/cli/program.ts';
import { fakeIo } from '../fake-io.ts';

async function values(...words: string[]): Promise<string[]> {
  const found = await complete(words, COMMANDS, localValues('/nowhere'));
  return found.map(({ value }) => value);
}

describe('complete', () => {
  it('offers commands, and the verbs of a group once it is named', async () => {
    expect(await values('va')).toEqual(['validate']);
    expect(await values('edge', '')).toEqual(['run', 'test']);
    expect(await values('provision', 'r')).toEqual(['rotate', 'revoke', 'rm']);
  });

  it('offers the long options of a command', async () => {
    expect(await values('run', '--prof')).toEqual(['--profile']);
    expect(await values('run', '--message')).toEqual(['--message-interval']);
  });

  it('offers profiles, scenarios and the fixed values of a setting', async () => {
    expect(await values('run', '--profile', 'oil')).toEqual(['oil-field', 'oil-field-esp']);
    expect(await values('run', '--scenario', 'wind-farm-g')).toEqual(['wind-farm-gearbox']);
    expect(await values('run', '--campaign', '')).toEqual(['none', 'default']);
    expect(await values('eval', 'out', '--detector', 'rc')).toEqual(['rcf']);
    expect(await values('ls', 'bose')).toEqual(['bose-fleet']);
  });

  it('offers the faults of the profile that is on the line', async () => {
    expect(await values('run', '--profile', 'wind-farm', '--inject', 'gearbox')).toEqual([
      'gearbox-bearing-wear@',
    ]);
    expect(await values('run', '--profile', 'oil-field-esp', '--inject', 'gas-')).toEqual([
      'gas-lock@',
    ]);
  });

  it('leaves files and free text to the shell', async () => {
    expect(await values('replay', '')).toEqual([]);
    expect(await values('run', '--out', '')).toEqual([]);
    expect(await values('doctor', '')).toEqual([]);
  });
});

describe('pm-sim completion', () => {
  it('prints the code of a shell, and knows the near name of another', async () => {
    const io = fakeIo();
    expect(await runProgram(['completion', 'zsh'], io)).toBe(0);
    expect(io.stdout.text()).toBe(SCRIPTS.zsh);
    await expect(runProgram(['completion', 'bas'], fakeIo())).rejects.toMatchObject({
      code: 'completion/shell',
      message: '"bas" is not a shell that can be taught. Did you mean "bash"?',
    });
  });

  it('is not listed with its own servant, and answers it line by line', async () => {
    const io = fakeIo();
    expect(await runProgram(['complete', '--', 'run', '--client', 'l'], io)).toBe(0);
    expect(io.stdout.text()).toBe('lean\t\n');
    const help = fakeIo();
    await runProgram(['--help'], help);
    expect(help.stdout.text()).not.toMatch(/^ {2}complete /mu);
  });
});

/** What bash would offer at the end of a line, with a pm-sim that prints its words back. */
function offered(line: string, answer: string): { replies: string; asked: string } {
  const script = `
pm-sim() { printf '%s|' "$@" >&2; printf '${answer}'; }
${SCRIPTS.bash}
COMP_LINE='${line}'; COMP_POINT=\${#COMP_LINE}
exec 3>&2
_pm_sim
printf '%s\\n' "\${COMPREPLY[*]}"`;
  const withoutSilence = script.replace('2> /dev/null', '2>&3');
  const { stdout, stderr } = spawnSync('bash', ['-c', withoutSilence], { encoding: 'utf8' });
  return { replies: stdout.trim(), asked: stderr };
}

describe.skipIf(process.platform === 'win32')('the code for bash', () => {
  it('passes the words so far, the unfinished one too', () => {
    expect(offered('pm-sim run --profile wi', 'wind-farm\\tTurbines\\n')).toEqual({
      replies: 'wind-farm',
      asked: 'complete|--|run|--profile|wi|',
    });
    expect(offered('pm-sim run ', 'a\\tb\\nc\\td\\n').replies).toBe('a c');
    expect(offered('pm-sim run ', '').asked).toBe('complete|--|run||');
  });

  it('leaves out what stands before a mark at which bash splits words', () => {
    expect(offered('pm-sim run --inject wear@wt', 'wear@wt-001\\tx\\n').replies).toBe('wt-001');
  });
});
