import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { EXIT } from '../../src/cli/exit-codes.ts';

const UNIT = readFileSync(
  join(import.meta.dirname, '../../examples/systemd/pm-sim-edge.service'),
  'utf8',
);
const setting = (key: string): string => new RegExp(`^${key}=(.*)$`, 'mu').exec(UNIT)?.[1] ?? '';

describe('the systemd unit of the edge agent', () => {
  it('is not started again for what only people can mend', () => {
    expect(setting('Restart')).toBe('on-failure');
    expect(setting('RestartPreventExitStatus')).toBe(`${EXIT.usage} ${EXIT.refused}`);
  });

  it('stops and reloads the agent by the signals that it knows', () => {
    expect(setting('KillSignal')).toBe('SIGINT');
    expect(setting('SuccessExitStatus')).toBe(String(EXIT.interrupted));
    expect(setting('ExecReload')).toContain('kill -HUP');
  });

  it('names the folders that its page names', () => {
    const page = readFileSync(join(import.meta.dirname, '../../docs/edge.md'), 'utf8');
    for (const folder of [setting('WorkingDirectory'), '/etc/pm-sim-edge/edge.yaml']) {
      expect(page).toContain(folder);
      expect(UNIT).toContain(folder);
    }
  });
});
