import { createRandom } from '../../runtime/random.ts';
import { faultModes } from '../devices/families.ts';
import type { FaultRequest } from '../faults/fault.ts';
import { createFleet } from '../fleet.ts';
import type { Profile } from '../profile.ts';
import { planCampaign } from './campaign.ts';
import type { CampaignSettings } from './campaign-settings.ts';
import type { ConnectionAction } from './connection-action.ts';
import type { LoadedScenario } from './load-scenario.ts';
import { planScenario, type FleetView, type ScenarioPlan } from './plan-scenario.ts';
import { withRepairs } from './repairs.ts';

export interface PlanEventsOptions {
  readonly profile: Profile;
  readonly seed: string;
  /** First instant, ms since the epoch. */
  readonly start: number;
  /** Length of the run or of the data set; what would begin after it is left out. */
  readonly spanMs: number;
  readonly scenario: LoadedScenario | undefined;
  readonly campaign: CampaignSettings | undefined;
  /** Faults that are asked for one by one; a campaign keeps clear of them. */
  readonly injected: readonly FaultRequest[];
}

export interface EventPlan {
  /** Of the scenario and the campaign, each with its repair; not the injected ones. */
  readonly faults: readonly FaultRequest[];
  /** In order of time. */
  readonly actions: readonly ConnectionAction[];
}

/**
 * Everything that will happen to a fleet, decided from the seed before the first reading.
 * @throws PmSimError `scenario/invalid` where the scenario does not fit the fleet
 */
export function planEvents(options: PlanEventsOptions): EventPlan {
  const { profile, seed, start, spanMs, scenario, campaign, injected } = options;
  if (scenario === undefined && campaign === undefined) return { faults: [], actions: [] };
  const fleet = viewOf(profile, seed, start);
  const random = createRandom(seed);
  const steps: ScenarioPlan =
    scenario === undefined ? NOTHING : planScenario(scenario, fleet, random);
  const written = withRepairs(steps.faults, random);
  const drawn =
    campaign === undefined
      ? []
      : planCampaign({
          ...fleet,
          settings: campaign,
          taken: [...injected, ...written],
          spanMs,
          random,
        });
  const within = ({ delayMs }: { readonly delayMs: number }): boolean => delayMs < spanMs;
  return { faults: [...written, ...drawn].filter(within), actions: steps.actions.filter(within) };
}

const NOTHING: ScenarioPlan = { faults: [], actions: [] };

/** The healthy fleet knows which of its devices can have what. */
function viewOf(profile: Profile, seed: string, start: number): FleetView {
  const healthy = createFleet({ profile, seed, start, faults: [] });
  return {
    devices: healthy.devices.map(({ name }) => name),
    modes: faultModes(profile.device),
    modesOf: (device) => healthy.modesOf(device),
  };
}
