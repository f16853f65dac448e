import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadChosenFleet } from '../../../src/cli/compose/chosen-fleet.ts';
import { DEFAULT_CAMPAIGN } from '../../../src/simulator/scenario/campaign-settings.ts';
import { planEvents } from '../../../src/simulator/scenario/plan-events.ts';

const SHIPPED = path.join(import.meta.dirname, '..', '..', '..', 'scenarios');
const files = await readdir(SHIPPED);

describe('the scenarios that ship', () => {
  it.each(files)('%s is called after its file and plans something for its fleet', async (file) => {
    const name = path.basename(file, '.yaml');
    const { profile, scenario, campaign } = await loadChosenFleet(
      { scenario: name, overrides: [] },
      '/nowhere',
    );
    expect(scenario?.name).toBe(name);
    const spanMs = scenario?.durationMs ?? 0;
    const { faults, actions } = planEvents({
      profile,
      scenario,
      campaign,
      seed: scenario?.seed ?? '',
      start: profile.startMs,
      spanMs,
      injected: [],
    });
    expect(faults.length + actions.length).toBeGreaterThan(0);
    expect(faults.every(({ repairAfterMs }) => repairAfterMs !== undefined)).toBe(true);
  });
});

describe('a choice of fleet', () => {
  let cwd: string;
  beforeEach(async () => {
    cwd = await mkdtemp(path.join(tmpdir(), 'pm-sim-chosen-'));
  });
  afterEach(() => rm(cwd, { recursive: true }));

  async function scenarioOf(...lines: readonly string[]): Promise<string> {
    const file = path.join(cwd, 'mine.yaml');
    const head = ['scenario: mine', 'description: Mine', 'duration: 1h'];
    await writeFile(file, [...head, ...lines, ''].join('\n'));
    return file;
  }

  it('takes the profile of the command line before that of the scenario', async () => {
    const scenario = await scenarioOf('profile: wind-farm');
    const load = (profile?: string) => loadChosenFleet({ profile, scenario, overrides: [] }, cwd);
    expect((await load()).profile.profile).toBe('wind-farm');
    expect((await load('factory')).profile.profile).toBe('factory');
  });

  it('takes the campaign of the command line before that of the scenario', async () => {
    const own = await scenarioOf('profile: wind-farm', 'campaign: { rateFactor: 3 }');
    const load = async (campaign?: 'none' | 'default') =>
      (await loadChosenFleet({ scenario: own, campaign, overrides: [] }, cwd)).campaign;
    expect(await load()).toMatchObject({ rateFactor: 3 });
    expect(await load('default')).toMatchObject({ rateFactor: 3 });
    expect(await load('none')).toBeUndefined();
    const none = await loadChosenFleet(
      { profile: 'wind-farm', campaign: 'default', overrides: [] },
      cwd,
    );
    expect(none.campaign).toEqual(DEFAULT_CAMPAIGN);
  });

  it('wants a profile from one of the two', async () => {
    const scenario = await scenarioOf();
    await expect(loadChosenFleet({ scenario, overrides: [] }, cwd)).rejects.toMatchObject({
      code: 'scenario/no-profile',
    });
  });

  it('tells the line of a profile that there is not', async () => {
    const scenario = await scenarioOf('profile: wind-fram');
    await expect(loadChosenFleet({ scenario, overrides: [] }, cwd)).rejects.toMatchObject({
      code: 'scenario/invalid',
      message: expect.stringMatching(
        /mine\.yaml:4: profile: There is no device profile "wind-fram"\. Did you mean "wind-farm"/,
      ) as string,
    });
  });
});
