import { PmSimError } from '../../runtime/errors.ts';
import { parseInjection } from '../../simulator/faults/parse-injection.ts';
import type { FaultRequest } from '../../simulator/faults/fault.ts';
import type { ConnectionAction } from '../../simulator/scenario/connection-action.ts';
import type { LoadedScenario } from '../../simulator/scenario/load-scenario.ts';
import { planEvents } from '../../simulator/scenario/plan-events.ts';
import { stretchOf, type Shard, type Stretch } from '../../simulator/shard.ts';
import type { CliIo } from '../io.ts';
import type { RunOptions } from '../options/run-options.ts';
import { loadChosenFleet } from './chosen-fleet.ts';
import type { RunProfile } from './profile-sections.ts';
import { timeSpan, type TimeSpan } from './simulation-clock.ts';

/** Everything that is settled before anything is started. */
export interface RunPlan {
  readonly profile: RunProfile;
  readonly seed: string;
  readonly span: TimeSpan;
  /** Of the whole fleet. */
  readonly faults: readonly FaultRequest[];
  /** What happens to the connections of the whole fleet, in order of time. */
  readonly actions: readonly ConnectionAction[];
  readonly shard: Shard | undefined;
  /** Devices of this process, by their place in the fleet. */
  readonly part: Stretch;
}

/** @throws PmSimError `run/endless-campaign`, and what loading and planning throw */
export async function planRun(
  options: RunOptions,
  shard: Shard | undefined,
  io: CliIo,
): Promise<RunPlan> {
  const injected = options.inject.map((text) => parseInjection(text));
  const chosen = await loadChosenFleet({ ...options, overrides: overridesOf(options) }, io.cwd);
  const { profile, scenario, campaign } = chosen;
  const asked = options.seed ?? scenario?.seed;
  const seed = asked ?? io.newSeed();
  const span = timeSpan(
    { ...options, ...lengthOf(options, scenario), seeded: asked !== undefined },
    profile.startMs,
    io.now(),
  );
  const { start } = span;
  const spanMs = span.end - start;
  if (campaign !== undefined && spanMs === Infinity) throw endlessCampaign();
  const events = planEvents({ profile, seed, start, spanMs, scenario, campaign, injected });
  const faults = [...injected, ...events.faults];
  const part = stretchOf(profile.count, shard ?? { index: 0, count: 1 });
  return { profile, seed, span, faults, actions: events.actions, shard, part };
}

/** A scenario says how long it is, unless the command line says when the run ends. */
function lengthOf({ durationMs, end }: RunOptions, scenario: LoadedScenario | undefined) {
  if (scenario === undefined || durationMs !== undefined || end !== undefined) return {};
  return { durationMs: scenario.durationMs };
}

function endlessCampaign(): PmSimError {
  return new PmSimError('run/endless-campaign', 'A campaign needs to know how long the run is.', {
    hint: 'Add --duration, such as --duration 24h.',
  });
}

/** Flags that stand for a value of the profile come after `--set`, so that they win. */
function overridesOf(options: RunOptions): readonly string[] {
  const { count, messageIntervalMs } = options;
  return [
    ...options.set,
    ...(count === undefined ? [] : [`count=${count}`]),
    ...(messageIntervalMs === undefined ? [] : [`interval=${messageIntervalMs}ms`]),
  ];
}
