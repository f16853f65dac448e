import { spawnSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const MAIN = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url));
const TSX = import.meta.resolve('tsx');

let dir: string;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'pm-sim-main-'));
});
afterAll(() => rm(dir, { recursive: true }));

function pmSim(...argv: string[]) {
  const result = spawnSync(process.execPath, ['--import', TSX, MAIN, ...argv], {
    cwd: dir,
    encoding: 'utf8',
  });
  return { exitCode: result.status, stdout: result.stdout, stderr: result.stderr };
}

describe('the process', () => {
  it('tells a mistake on one line of stderr, without a stack, and exits with 2', () => {
    expect(pmSim('show', 'wind-fram')).toEqual({
      exitCode: 2,
      stdout: '',
      stderr: expect.stringMatching(
        /^pm-sim: There is no device profile "wind-fram"\.[^\n]*\n$/,
      ) as string,
    });
  });

  it("takes MQTTX's -im, and tells the code and the stack too with --verbose", () => {
    const argv = ['run', '--profile', 'wind-farm', '-im', 'soon', '--verbose'];
    const { exitCode, stderr } = pmSim(...argv);
    expect(exitCode).toBe(2);
    expect(stderr).toContain('--message-interval: expected a duration');
    expect(stderr).toContain('\n  code: options/invalid\n');
    expect(stderr).toMatch(/\n {2}at /);
  });
});
