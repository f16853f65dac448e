import type { PausableClock } from '../../runtime/clock.ts';
import { createRandom } from '../../runtime/random.ts';
import { faultModes } from '../../simulator/devices/families.ts';
import { createFleet, type Fleet } from '../../simulator/fleet.ts';
import { parseInjection } from '../../simulator/faults/parse-injection.ts';
import { alarmLimits } from '../compose/alarm-limits.ts';
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
  const plan = await planRun(options, io);
  const { profile, fleet, clock } = plan;
  using interrupt = io.watchInterrupts();
  const { actions, connect, attach } = runActions({ fleet, clock, interrupt, now: io.now });
  const { stateDir, fresh } = options.twin;
  const faults = faultModes(profile.device);
  const reporter = await createReporters({ options, stateDir, fresh, io, actions, faults });
  connect((event) => reporter.onEvent(event));
  try {
    const session = sessionOf(plan, options);
    const started = (twin: LocalTwin): RunEvent => {
      attach(twin);
      return startedEvent(plan, options, twin);
    };
    return exitOf(await runSession({ ...session, started, reporter, interrupt, io }));
  } finally {
    await reporter.close();
  }
}

/** Everything that is settled before anything is started. */
interface RunPlan {
  readonly profile: RunProfile;
  readonly seed: string;
  readonly span: TimeSpan;
  readonly fleet: Fleet;
  readonly clock: PausableClock;
}

async function planRun(options: RunOptions, io: CliIo): Promise<RunPlan> {
  const faults = options.inject.map((text) => parseInjection(text));
  const profile = await loadRunProfile(options.profile, overridesOf(options), io.cwd);
  const seed = options.seed ?? io.newSeed();
  const seeded = options.seed !== undefined;
  const span = timeSpan({ ...options, seeded }, profile.startMs, io.now());
  const limits = alarmLimits(profile.edge);
  const fleet = createFleet({ profile, seed, start: span.start, faults, limits });
  return { profile, seed, span, fleet, clock: simulationClock(span.start, options.speed) };
}

function sessionOf({ profile, seed, span, fleet, clock }: RunPlan, options: RunOptions) {
  const random = createRandom(`run:${seed}`);
  return {
    profile: profile.profile,
    seed,
    edge: profile.edge,
    random,
    feed: createFleetFeed({ fleet, clock, span, ...limitOf(options) }),
    openTwin: twinOpener({ options: options.twin, profile, random }),
    openLink: openFleetLink({
      members: fleet.devices,
      qos: options.qos,
      ratePerSecond: options.connectRatePerSecond,
      stateDir: options.twin.stateDir,
      random: random.fork('connections'),
    }),
    announce: fleet.truth().map((truth): RunEvent => ({ type: 'truth', truth })),
    farewell: () => fleet.truth().map((truth): RunEvent => ({ type: 'truth-completed', truth })),
  };
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

function startedEvent(plan: RunPlan, options: RunOptions, twin: LocalTwin): RunEvent {
  return {
    type: 'started',
    profile: plan.profile.profile,
    seed: plan.seed,
    speed: options.speed,
    devices: plan.fleet.devices.map(({ name }) => name),
    start: plan.span.start,
    stateDir: options.twin.stateDir,
    mqttPort: twin.mqttPort,
    ...(twin.awsPort === undefined ? {} : { awsPort: twin.awsPort }),
  };
}
