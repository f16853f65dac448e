import { systemClock } from '../../runtime/clock.ts';
import type { Reading } from '../../telemetry/reading.ts';
import type { RunEvent } from '../../telemetry/run-event.ts';
import { createConnectionAgenda, type ConnectionPlan } from './connection-agenda.ts';
import type { Link } from './link.ts';
import type { Agenda } from './pump.ts';
import type { TelemetryPath } from './telemetry-path.ts';

/** What moves readings into the path at its own pace: a simulated fleet or a recorded file. */
export interface Feed {
  run(
    take: (reading: Reading) => Promise<void> | undefined,
    signal: AbortSignal,
    /** What else happens meanwhile; only a simulation keeps it. */
    agenda?: Agenda,
  ): Promise<void>;
  /** Simulated time that has passed, ms. */
  simulatedMs(): number;
  lagMs(): number;
  /** Devices that take part, known so far. */
  devices(): number;
}

export interface RunFeedOptions {
  readonly feed: Feed;
  readonly path: TelemetryPath;
  readonly link: Link;
  /** What happens to the connections; only for a link that can be controlled. */
  readonly connections?: ConnectionPlan;
  readonly tell: (event: RunEvent) => void;
  readonly signal: AbortSignal;
}

/** Readings into the path until the feed ends; between them, what happens to the connections. */
export async function runFeed(options: RunFeedOptions): Promise<void> {
  const { feed, path, link, connections: plan, tell, signal } = options;
  const { control } = link;
  if (plan === undefined || control === undefined) {
    return feed.run((reading) => path.take(reading), signal);
  }
  const clock = systemClock();
  const agenda = createConnectionAgenda({ plan, control, path, clock, tell, signal });
  const take = (reading: Reading): Promise<void> | undefined => {
    const room = path.take(reading);
    agenda.took(reading.device);
    return room;
  };
  await feed.run(take, signal, agenda);
  await agenda.finish();
}
