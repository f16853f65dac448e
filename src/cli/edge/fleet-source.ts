import type { SourceConfig } from '../../edge/agent-config.ts';
import type { Source } from '../../edge/sources/source.ts';
import { scaledClock } from '../../runtime/clock.ts';
import { createFleet } from '../../simulator/fleet.ts';
import { loadRunProfile } from '../compose/profile-sections.ts';
import type { CliIo } from '../io.ts';

/** Readings of a simulated fleet at its own pace, for an agent that has no machines yet. */
export async function openFleetSource(
  config: NonNullable<SourceConfig['fleet']>,
  io: CliIo,
): Promise<Source> {
  const { profile: name, count, speed } = config;
  const overrides = count === undefined ? [] : [`count=${count}`];
  const profile = await loadRunProfile(name, overrides, io.cwd);
  const seed = config.seed ?? io.newSeed();
  return {
    name: `fleet ${name}`,
    async run(take, signal) {
      const start = io.now();
      const fleet = createFleet({ profile, seed, start, faults: [] });
      const clock = scaledClock({ start, speed });
      while (!signal.aborted) {
        for (const reading of fleet.advance(clock.now())) take(reading);
        await clock.sleepUntil(fleet.nextDue(), signal).catch(() => undefined);
      }
    },
  };
}
