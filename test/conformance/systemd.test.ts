import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { isMissing } from './program.ts';

const UNIT = join(import.meta.dirname, '../../examples/systemd/pm-sim-edge.service');

describe.skipIf(isMissing('systemd-analyze'))('systemd and the unit of the edge agent', () => {
  it('finds nothing to say against it', async () => {
    const { stdout, stderr } = await promisify(execFile)('systemd-analyze', ['verify', UNIT]);
    expect(stdout + stderr).toBe('');
  });

  it('counts it among the hardened ones', async () => {
    const args = ['security', '--offline=true', '--threshold=25', UNIT];
    const { stdout } = await promisify(execFile)('systemd-analyze', args);
    expect(stdout).toMatch(/Overall exposure level for pm-sim-edge\.service: [0-2]\.\d/);
  });
});
