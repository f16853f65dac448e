import type { SourceConfig } from '../../edge/agent-config.ts';
import { scaledClock } from '../../runtime/clock.ts';
import { PmSimError } from '../../runtime/errors.ts';
import type { FaultRequest } from '../../simulator/faults/fault.ts';
import { createFleet } from '../../simulator/fleet.ts';
import { loadRunProfile } from '../compose/profile-sections.ts';
import type { CliIo } from '../io.ts';
import type { FleetSource } from './is-fleet-source.ts';

/** Readings of a simulated fleet at its own pace, for an agent that has no machines yet. */
export async function openFleetSource(
  config: NonNullable<SourceConfig['fleet']>,
  io: CliIo,
): Promise<FleetSource> {
  const { profile: name, count, speed } = config;
  const overrides = count === undefined ? [] : [`count=${count}`];
  const profile = await loadRunProfile(name, overrides, io.cwd);
  const seed = config.seed ?? io.newSeed();
  let inject = (_request: FaultRequest): void => {
    throw new PmSimError('edge/not-running', `The fleet ${name} does not run yet.`);
  };
  return {
    name: `fleet ${name}`,
    inject: (request) => inject(request),
    async run(take, signal) {
      const start = io.now();
      const fleet = createFleet({ profile, seed, start, faults: [] });
      const clock = scaledClock({ start, speed });
      inject = (request) => void fleet.inject(request, clock.now());
      while (!signal.aborted) {
        for (const reading of fleet.advance(clock.now())) take(reading);
        await clock.sleepUntil(fleet.nextDue(), signal).catch(() => undefined);
      }
    },
  };
}
