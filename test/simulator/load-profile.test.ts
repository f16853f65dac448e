import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { z } from 'zod';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { PmSimError } from '../../src/runtime/errors.ts';
import { DEVICE_FAMILIES } from '../../src/simulator/devices/family-schemas.ts';
import { loadProfile } from '../../src/simulator/load-profile.ts';
import { listDocuments } from '../../src/simulator/yaml-library.ts';
import { ANY_SECTIONS, PROFILES, turbines } from './wind-farm.ts';

const MINIMAL = `profile: small
description: Two turbines
device: wind_turbine
count: 2
naming: { prefix: t, digits: 2 }
start: 2026-01-01T00:00:00Z
interval: 10s
site:
  name: hill
  latitude: 50
  longitude: 8
  wind:
    weibullK: 2
edge: {}
scoring: {}
`;

describe('loading a profile', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), 'pm-sim-profile-'));
  });
  afterEach(async () => {
    await rm(folder, { recursive: true });
  });

  const file = (): string => path.join(folder, 'small.yaml');
  /** What a text says when loaded, with the folder taken out so that it can be compared. */
  async function failure(text: string, overrides: readonly string[] = []): Promise<PmSimError> {
    await writeFile(file(), text);
    const error: unknown = await load(overrides).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(PmSimError);
    return error as PmSimError;
  }
  const load = (overrides: readonly string[] = [], sections = ANY_SECTIONS) =>
    loadProfile('small', { overrides, sections, profileDirs: [folder] });
  const withoutFolder = (message: string): string =>
    message.replaceAll(path.relative('', folder), 'DIR').replaceAll(folder, 'DIR');

  it('reads the profile that ships', async () => {
    const profile = await loadProfile('wind-farm', {
      sections: ANY_SECTIONS,
      profileDirs: [PROFILES],
    });
    expect(profile).toMatchObject({
      profile: 'wind-farm',
      device: 'wind_turbine',
      count: 12,
      naming: { prefix: 'wt', digits: 3 },
      intervalMs: 1_000,
      startMs: Date.UTC(2026, 2, 2, 8),
    });
  });

  it('fills what a file leaves out with documented defaults', async () => {
    await writeFile(file(), MINIMAL);
    const profile = turbines(await load());
    expect(profile.site.wind.weibullK).toBe(2);
    expect(profile.site.wind.weibullAMps).toBe(6.3);
    expect(profile.model.rating.powerKw).toBe(2_050);
  });

  it.each([
    ['publish.policy=histrian', 'one of periodic, deadband, historian, batch, got "histrian"'],
    ['publish.historian.compresion=1', 'unknown key. Did you mean "compression"?'],
    [
      'publish.historian.maxInterval=5m',
      'belongs to the policy "historian", and the policy is "periodic"',
    ],
    [
      'publish.deadband.metrics.m_c.percnt=1',
      'unknown key. Did you mean "percent"? Known keys: absolute, percent.',
    ],
    ['publish.batch.longest=1y', 'expected a duration from 1.0s to 30d, "1y" is not a duration.'],
    ['dirt.lossShare=1.5', 'expected at most 1, got 1.5.'],
    ['dirt.delay=2d', 'expected a duration from 1ms to 1d, "2d" is outside what is allowed.'],
    ['sensors.gear_oil_c.gian=2', 'unknown key. Did you mean "gain"'],
  ])('refuses --set %s with what is allowed', async (override, problem) => {
    const { message } = await failure(MINIMAL, [override]);
    const [at = ''] = override.split('=');
    expect(message).toContain(`--set ${override}: ${at.split('.', 2).join('.')}`);
    expect(message).toContain(problem);
  });

  it('loads a file by its path', async () => {
    await writeFile(file(), MINIMAL);
    const profile = await loadProfile(file(), { sections: ANY_SECTIONS, profileDirs: [] });
    expect(profile.profile).toBe('small');
  });

  it('names line, path and near match of an unknown key', async () => {
    const error = await failure(MINIMAL.replace('weibullK', 'weibulK'));
    expect(withoutFolder(error.message)).toBe(
      [
        'The profile small is not valid.',
        '  DIR/small.yaml:13: site.wind.weibulK: unknown key. Did you mean "weibullK"?',
      ].join('\n'),
    );
    expect(error).toMatchObject({ code: 'profile/invalid', kind: 'user' });
    expect(error.hint).toContain('pm-sim validate small');
  });

  it('says of a wrong type what was expected and what came', async () => {
    const error = await failure(MINIMAL.replace('count: 2', 'count: many'));
    expect(withoutFolder(error.message)).toContain(
      'DIR/small.yaml:4: count: expected a number, got "many".',
    );
  });

  it.each([
    ['count: 2', 'count: 2.5', 'small.yaml:4: count: expected a whole number, got 2.5.'],
    ['count: 2', 'count: 0', 'small.yaml:4: count: expected at least 1, got 0.'],
    [
      'weibullK: 2',
      'weibullK: 50',
      'small.yaml:13: site.wind.weibullK: expected at most 5, got 50.',
    ],
    ['latitude: 50', 'latitude: 95', 'small.yaml:10: site.latitude: expected at most 90, got 95.'],
    ['interval: 10s', 'interval: 10', 'small.yaml:7: interval: expected text, got 10.'],
    [
      'interval: 10s',
      'interval: 10 parsecs',
      'interval: expected a duration from 100ms to 600s, "10 parsecs" is not a duration.',
    ],
    [
      'interval: 10s',
      'interval: 2h',
      'interval: expected a duration from 100ms to 600s, "2h" is outside what is allowed.',
    ],
    [
      'start: 2026-01-01T00:00:00Z',
      'start: yesterday',
      'small.yaml:6: start: expected a date and time with zone, as 2026-03-02T08:00:00Z, got "yesterday".',
    ],
    [
      'device: wind_turbine',
      'device: wind-turbine',
      `small.yaml:3: device: expected one of ${DEVICE_FAMILIES.join(', ')}, got "wind-turbine". Did you mean "wind_turbine"?`,
    ],
    [
      'naming: { prefix: t, digits: 2 }',
      'naming: { prefix: T 1, digits: 2 }',
      'small.yaml:5: naming.prefix: expected lower-case letters, digits and hyphens, got "T 1".',
    ],
    ['count: 2\n', '', 'count: missing; expected a number.'],
  ])('explains %j written as %j', async (right, wrong, message) => {
    const error = await failure(MINIMAL.replace(right, wrong));
    expect(error.message).toContain(message);
  });

  it('refuses parameters that contradict each other', async () => {
    const text = `${MINIMAL}model:\n  operation: { cutInMps: 5, cutOutLowMps: 6 }\n  oil: { coolerOnC: 50 }\n`;
    const error = await failure(text);
    expect(error.message).toContain(
      'small.yaml:17: model.operation.cutInMps: expected a value above cutOutLowMps (6), got 5.',
    );
    expect(error.message).toContain(
      'small.yaml:18: model.oil.coolerOnC: expected a value above coolerOffC (56), got 50.',
    );
  });

  it('reports every problem at once, and counts what it does not show', async () => {
    const keys = Array.from({ length: 20 }, (_, i) => `extra${i}: 1`).join('\n');
    const error = await failure(`${MINIMAL}${keys}\n`);
    expect(error.message.split('\n')).toHaveLength(14);
    expect(error.message).toMatch(/and 8 more$/u);
  });

  it('gives line and column of a syntax error', async () => {
    const error = await failure(MINIMAL.replace('  latitude: 50', '\tlatitude: 50'));
    expect(error.code).toBe('profile/yaml');
    expect(withoutFolder(error.message)).toMatch(/^DIR\/small\.yaml:10:1: /u);
  });

  it.each([
    ['', 'expected keys and values'],
    ['- a\n- b\n', 'expected keys and values'],
    ['a: 1\na: 2\n', 'small.yaml:2:1: Map keys must be unique.'],
  ])('refuses the document %j', async (text, message) => {
    const error = await failure(text);
    expect(error.message).toContain(message);
  });

  it('validates the sections of edge and cloud with the schemas passed in', async () => {
    await writeFile(
      file(),
      MINIMAL.replace('edge: {}', 'edge:\n  filters:\n    - deadband: { pct: -1 }'),
    );
    const filter = z.union([
      z.strictObject({ threshold: z.strictObject({ max: z.number() }) }),
      z.strictObject({ deadband: z.strictObject({ pct: z.number().min(0) }) }),
    ]);
    const sections = { edge: z.strictObject({ filters: z.array(filter) }), scoring: z.unknown() };
    const loading = loadProfile('small', { sections, profileDirs: [folder] });
    await expect(loading).rejects.toThrow(
      'small.yaml:16: edge.filters.0.deadband.pct: expected at least 0, got -1.',
    );
  });

  it.each([
    ['deadband: { pct: wide }', 'edge.filters.0.deadband.pct: expected a number, got "wide".'],
    ['deadband: { pcd: 1 }', 'edge.filters.0.deadband.pcd: unknown key. Did you mean "pct"?'],
    ['dedband: { pct: 1 }', 'edge.filters.0.dedband: unknown key. Did you mean "deadband"?'],
    ['nothing', 'edge.filters.0: not one of the allowed forms, got "nothing".'],
  ])('explains the entry %j of a list that allows several forms', async (entry, message) => {
    await writeFile(file(), MINIMAL.replace('edge: {}', `edge:\n  filters:\n    - ${entry}`));
    const filter = z.union([
      z.strictObject({ threshold: z.strictObject({ max: z.number() }) }),
      z.strictObject({ deadband: z.strictObject({ pct: z.number() }) }),
    ]);
    const sections = { edge: z.strictObject({ filters: z.array(filter) }), scoring: z.unknown() };
    const loading = loadProfile('small', { sections, profileDirs: [folder] });
    await expect(loading).rejects.toThrow(`small.yaml:16: ${message}`);
  });

  it('counts characters of text and entries of lists in words', async () => {
    await writeFile(file(), MINIMAL.replace('edge: {}', 'edge: { names: [""], list: [] }'));
    const edge = z.strictObject({
      names: z.array(z.string().min(2)),
      list: z.array(z.string()).min(1),
    });
    const loading = loadProfile('small', {
      sections: { edge, scoring: z.unknown() },
      profileDirs: [folder],
    });
    await expect(loading).rejects.toThrow(
      /edge\.names\.0: expected at least 2 characters, got ""\.\n.*edge\.list: expected at least 1 entry/u,
    );
  });

  it('lists near names for an unknown profile and points AWS users to their flag', async () => {
    const error = await loadProfile('wind-fram', {
      sections: ANY_SECTIONS,
      profileDirs: [PROFILES],
    }).catch((thrown: unknown) => thrown as PmSimError);
    expect(error).toMatchObject({
      code: 'profile/unknown',
      message: 'There is no device profile "wind-fram". Did you mean "wind-farm"?',
    });
    expect((error as PmSimError).hint).toContain('--aws-profile');
  });

  it('says so when a file does not exist', async () => {
    const missing = path.join(folder, 'none.yaml');
    await expect(
      loadProfile(missing, { sections: ANY_SECTIONS, profileDirs: [] }),
    ).rejects.toMatchObject({ code: 'profile/unreadable', kind: 'user' });
  });

  describe('with overrides', () => {
    beforeEach(() => writeFile(file(), MINIMAL));

    it('sets values of every type through the schema', async () => {
      const set = ['count=3', 'interval=500ms', 'site.wind.weibullK=2.5', 'model.oil.coolerOnC=61'];
      const profile = turbines(await load([...set, 'site.name=007']));
      expect(profile.count).toBe(3);
      expect(profile.intervalMs).toBe(500);
      expect(profile.site.wind.weibullK).toBe(2.5);
      expect(profile.model.oil.coolerOnC).toBe(61);
      expect(profile.site.name).toBe('007');
    });

    it('lets the last of two win', async () => {
      expect((await load(['count=3', 'count=4'])).count).toBe(4);
    });

    it('reaches into lists', async () => {
      await writeFile(
        file(),
        MINIMAL.replace('edge: {}', 'edge: { filters: [{ a: 1 }, { a: 2 }] }'),
      );
      const profile = await load(['edge.filters.1.a=5']);
      expect(profile.edge).toEqual({ filters: [{ a: 1 }, { a: 5 }] });
    });

    it('refuses an unknown path and names the argument instead of a line', async () => {
      const error = await failure(MINIMAL, ['site.wind.weibulK=2']);
      expect(error.message).toContain(
        '  --set site.wind.weibulK=2: site.wind.weibulK: unknown key. Did you mean "weibullK"?',
      );
    });

    it('refuses a wrong value and names the argument', async () => {
      const error = await failure(MINIMAL, ['count=abc']);
      expect(error.message).toContain('  --set count=abc: count: expected a number, got "abc".');
    });

    it.each(['count', '=3', 'a b=3', 'count.=3', 'a=[1'])(
      'refuses the form %j',
      async (override) => {
        const error = await failure(MINIMAL, [override]);
        expect(error.code).toBe('profile/override');
        expect(error.message).toContain(`--set ${override}`);
      },
    );
  });

  it('lists profiles of all folders by name, the first folder before the second', async () => {
    await writeFile(file(), MINIMAL);
    await writeFile(path.join(folder, 'wind-farm.yaml'), MINIMAL.replace('Two turbines', 'Mine'));
    await writeFile(path.join(folder, 'broken.yml'), ': [');
    await writeFile(path.join(folder, 'notes.txt'), 'not a profile');
    const listed = await listDocuments({
      kind: 'profile',
      dirs: [folder, PROFILES, path.join(folder, 'missing')],
    });
    const names = listed.map(({ name }) => name);
    expect(names).toEqual(names.toSorted());
    expect(names).toEqual(expect.arrayContaining(['broken', 'small', 'wind-farm']));
    expect(listed.find(({ name }) => name === 'wind-farm')?.description).toBe('Mine');
    expect(listed.find(({ name }) => name === 'broken')?.description).toMatch(
      /^\(.*broken\.yml:1:/u,
    );
  });
});
