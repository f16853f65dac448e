import { PmSimError } from '../../runtime/errors.ts';
import {
  DEFAULT_CAMPAIGN,
  type CampaignSettings,
} from '../../simulator/scenario/campaign-settings.ts';
import type { LoadedScenario } from '../../simulator/scenario/load-scenario.ts';
import { scenarioDirs } from './library-dirs.ts';
import { loadRunProfile, type RunProfile } from './profile-sections.ts';

/** Which fleet, and what happens to it, as `run` and `generate` are told. */
export interface FleetChoice {
  /** Absent where the scenario names it. */
  readonly profile?: string | undefined;
  readonly scenario?: string | undefined;
  readonly campaign?: 'none' | 'default' | undefined;
  /** `path=value` each. */
  readonly overrides: readonly string[];
}

export interface ChosenFleet {
  readonly profile: RunProfile;
  readonly scenario: LoadedScenario | undefined;
  readonly campaign: CampaignSettings | undefined;
}

/**
 * Loads what was chosen; what the command line says wins over the scenario.
 * @throws PmSimError `scenario/no-profile`, and what loading either throws
 */
export async function loadChosenFleet(choice: FleetChoice, cwd: string): Promise<ChosenFleet> {
  const scenario =
    choice.scenario === undefined ? undefined : await scenarioOf(choice.scenario, cwd);
  const name = choice.profile ?? scenario?.profile;
  if (name === undefined) throw noProfile(choice.scenario ?? '');
  const profile = await loadRunProfile(name, choice.overrides, cwd).catch((error: unknown) => {
    const named = choice.profile === undefined && isUnknown(error);
    throw named ? scenario?.reject([{ path: ['profile'], problem: error.message }]) : error;
  });
  return { profile, scenario, campaign: campaignOf(choice, scenario) };
}

async function scenarioOf(name: string, cwd: string): Promise<LoadedScenario> {
  const { loadScenario } = await import('../../simulator/scenario/load-scenario.ts');
  return loadScenario(name, scenarioDirs(cwd));
}

function isUnknown(error: unknown): error is PmSimError {
  return error instanceof PmSimError && error.code === 'profile/unknown';
}

function campaignOf(
  { campaign }: FleetChoice,
  scenario: LoadedScenario | undefined,
): CampaignSettings | undefined {
  if (campaign === 'none') return undefined;
  return scenario?.campaign ?? (campaign === undefined ? undefined : DEFAULT_CAMPAIGN);
}

function noProfile(scenario: string): PmSimError {
  return new PmSimError('scenario/no-profile', `The scenario ${scenario} names no profile.`, {
    hint: 'Say which fleet it happens to: --profile wind-farm.',
  });
}
