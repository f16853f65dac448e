import { createRandom } from '../../runtime/random.ts';
import { faultModes } from '../../simulator/devices/families.ts';
import { createFleet, type Fleet } from '../../simulator/fleet.ts';
import { parseInjection } from '../../simulator/faults/parse-injection.ts';
import { createFleetFeed } from '../compose/fleet-feed.ts';
import { openFleetLink } from '../compose/open-fleet.ts';
import { twinOpener, type LocalTwin } from '../compose/open-twin.ts';
import { loadRunProfile, type RunProfile } from '../compose/profile-sections.ts';
import { runSession } from '../compose/run-session.ts';
import { simulationClock, timeSpan, type TimeSpan } from '../compose/simulation-clock.ts';
import { exitOf } from '../compose/session-exit.ts';
import type { ExitCode } from '../exit-codes.ts';
import type { CliIo } from '../io.ts';
import type { RunOptions } from '../options/run-options.ts';
import { createReporters } from '../reporters/create-reporters.ts';
import type { RunEvent } from '../../telemetry/run-event.ts';
import { runActions } from '../compose/run-actions.ts';

/** `pm-sim run`: a simulated fleet through the whole path, from the first reading to the summary. */
export async function runCommand(options: RunOptions, io: CliIo): Promise<ExitCode> {
  const requests = options.inject.map((text) => parseInjection(text));
  const profile = await loadRunProfile(options.profile, overridesOf(options), io.cwd);
  const seed = options.seed ?? io.newSeed();
  const request = { ...options, seeded: options.seed !== undefined };
  const span = timeSpan(request, profile.startMs, io.now());
  const fleet = createFleet({ profile, seed, start: span.start, faults: requests });
  const clock = simulationClock(span.start, options.speed);
  using interrupt = io.watchInterrupts();
  const random = createRandom(`run:${seed}`);
  const actions = runActions({ fleet, clock, interrupt, now: io.now });
  const reporter = await createReporters({
    options,
    stateDir: options.twin.stateDir,
    io,
    actions: actions.actions,
    faults: faultModes(profile.device),
  });
  actions.connect((event) => reporter.onEvent(event));
  try {
    const end = await runSession({
      profile: profile.profile,
      seed,
      edge: profile.edge,
      random,
      feed: createFleetFeed({ fleet, clock, span, ...limitOf(options) }),
      openTwin: twinOpener({
        options: options.twin,
        profile,
        random,
      }),
      openLink: openFleetLink({
        members: fleet.devices,
        qos: options.qos,
        ratePerSecond: options.connectRatePerSecond,
        stateDir: options.twin.stateDir,
        random: random.fork('connections'),
      }),
      started: (twin) => startedEvent({ profile, seed, options, span, fleet, twin }),
      announce: fleet.truth().map((truth): RunEvent => ({ type: 'truth', truth })),
      reporter,
      interrupt,
      io,
    });
    return exitOf(end);
  } finally {
    await reporter.close();
  }
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

function limitOf({ limit }: RunOptions): { readonly limit?: number } {
  return limit === undefined ? {} : { limit };
}

interface Started {
  readonly profile: RunProfile;
  readonly seed: string;
  readonly options: RunOptions;
  readonly span: TimeSpan;
  readonly fleet: Fleet;
  readonly twin: LocalTwin;
}

function startedEvent({ profile, seed, options, span, fleet, twin }: Started): RunEvent {
  return {
    type: 'started',
    profile: profile.profile,
    seed,
    speed: options.speed,
    devices: fleet.devices.map(({ name }) => name),
    start: span.start,
    stateDir: options.twin.stateDir,
    mqttPort: twin.mqttPort,
    ...(twin.awsPort === undefined ? {} : { awsPort: twin.awsPort }),
  };
}
