import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { profileDirs } from '../../../src/cli/compose/library-dirs.ts';
import type { Plot } from '../../../src/cli/plot/plot.ts';
import { runProgram } from '../../../src/cli/program.ts';
import { listDocuments } from '../../../src/simulator/yaml-library.ts';
import { fakeIo } from '../fake-io.ts';

let dir: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'pm-sim-plot-'));
});
afterEach(() => rm(dir, { recursive: true }));

async function show(...argv: string[]): Promise<string> {
  const io = fakeIo({ cwd: dir });
  expect(await runProgram(['show', ...argv], io)).toBe(0);
  return io.stdout.text();
}

const plotOf = async (...argv: string[]): Promise<Plot> =>
  JSON.parse(await show(...argv, '--json')) as Plot;

const shipped = await listDocuments({ kind: 'profile', dirs: profileDirs('/nowhere') });

describe('show --plot', () => {
  it.each(shipped.map(({ name }) => name))(
    'draws %s in a pipe of 80 columns without colour',
    async (name) => {
      const text = await show(name, '--plot', '--duration', '2h');
      const lines = text.split('\n');
      expect(Math.max(...lines.slice(1).map((line) => line.length))).toBeLessThanOrEqual(80);
      expect(lines.filter((line) => line.includes('┤')).length).toBeGreaterThanOrEqual(4);
      expect(text).toMatch(/[\u2801-\u28FF]{3}/u);
      expect(text).not.toContain('\u001B');
    },
  );

  it('gives the same picture for the same seed, another for another', async () => {
    const again = await show('wind-farm', '--plot', '--duration', '1h');
    expect(await show('wind-farm', '--duration', '1h')).toBe(again);
    expect(await show('wind-farm', '--duration', '1h', '--seed', '2')).not.toBe(again);
  });

  it('shows what a fault moves against the healthy twin, until it has run its course', async () => {
    const plot = await plotOf('wind-farm', '--inject', 'oil-cooler-loss@wt-005+30h');
    const [oil, ...others] = plot.panels;
    expect(oil?.metric).toBe('gear_oil_c');
    expect(others.map(({ metric }) => metric)).toContain('power_kw');
    expect(oil?.lines.map(({ device, twin }) => [device, twin])).toEqual([
      ['wt-005', false],
      ['wt-005', true],
    ]);
    expect(plot.to).toBeGreaterThan(plot.truth[0]?.functionalFailure ?? Number.NaN);
  });

  it('draws the metrics and devices asked for', async () => {
    const plot = await plotOf('factory', '--metric', 'rpm,kurtosis', '--metric', 'accel_g');
    expect(plot.panels.map(({ metric }) => metric)).toEqual(['rpm', 'kurtosis', 'accel_g']);
    const kinds = plot.panels[0]?.lines.map(({ device }) => device);
    expect(kinds).toEqual(['machine-001', 'machine-005']);
  });

  it('writes an SVG file', async () => {
    expect(await show('wind-farm', '--duration', '1h', '--out', 'farm.svg')).toBe(
      `${join(dir, 'farm.svg')}\n`,
    );
    expect(await readFile(join(dir, 'farm.svg'), 'utf8')).toMatch(/^<svg .*<\/svg>\n$/su);
  });

  it.each([
    [['--out', 'farm.png'], 'options/invalid'],
    [['--duration', '732d'], 'options/invalid'],
    [['--out', 'no/such/farm.svg', '--duration', '10m'], 'plot/unwritable'],
    [['--inject', 'oil-cooler-loss@wt-013'], 'fault/unknown-device'],
    [['--inject', 'oil-cooler-lost@wt-001'], 'fault/unknown-mode'],
    [['--metric', 'gear_oil'], 'plot/unknown-metric'],
  ])('refuses %j', async (argv, code) => {
    await expect(show('wind-farm', ...argv)).rejects.toMatchObject({ code, kind: 'user' });
  });
});
