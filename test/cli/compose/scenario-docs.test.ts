import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadChosenFleet } from '../../../src/cli/compose/chosen-fleet.ts';
import { DEFAULT_CAMPAIGN } from '../../../src/simulator/scenario/campaign-settings.ts';
import { planEvents } from '../../../src/simulator/scenario/plan-events.ts';

const PAGE = path.join(import.meta.dirname, '..', '..', '..', 'docs', 'scenarios.md');

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'pm-sim-docs-'));
});
afterEach(() => rm(folder, { recursive: true }));

describe('the page about scenarios', () => {
  it('has an example that is right, with the defaults of a campaign', async () => {
    const [, example = ''] =
      /```yaml\n(scenario:.*?)```/su.exec(await readFile(PAGE, 'utf8')) ?? [];
    const file = path.join(folder, 'example.yaml');
    await writeFile(file, example);
    const chosen = await loadChosenFleet({ scenario: file, overrides: [] }, folder);
    const { profile, scenario, campaign } = chosen;
    expect(campaign).toEqual({ ...DEFAULT_CAMPAIGN, rates: { 'oil-cooler-loss': 3 } });
    const { faults, actions } = planEvents({
      profile,
      scenario,
      campaign,
      seed: scenario?.seed ?? '',
      start: profile.startMs,
      spanMs: scenario?.durationMs ?? 0,
      injected: [],
    });
    expect(faults.length).toBeGreaterThan(10);
    expect(actions).toHaveLength(3);
  });
});
