import type { PausableClock } from '../../runtime/clock.ts';
import { PmSimError } from '../../runtime/errors.ts';
import { createRandom } from '../../runtime/random.ts';
import { faultModes } from '../../simulator/devices/families.ts';
import { createFleet, type Fleet } from '../../simulator/fleet.ts';
import { parseInjection } from '../../simulator/faults/parse-injection.ts';
import { alarmLimits } from '../compose/alarm-limits.ts';
import {
  connectionTruth,
  type ConnectionAction,
} from '../../simulator/scenario/connection-action.ts';
import type { LoadedScenario } from '../../simulator/scenario/load-scenario.ts';
import { planEvents } from '../../simulator/scenario/plan-events.ts';
import { createFleetFeed } from '../compose/fleet-feed.ts';
import { heldInOutageMax, openFleetLink } from '../compose/open-fleet.ts';
import { twinOpener, type LocalTwin } from '../compose/open-twin.ts';
import { loadChosenFleet } from '../compose/chosen-fleet.ts';
import type { RunProfile } from '../compose/profile-sections.ts';
import type { RunCloud } from '../compose/run-cloud.ts';
import { runSession } from '../compose/run-session.ts';
import { simulationClock, timeSpan, type TimeSpan } from '../compose/simulation-clock.ts';
import { exitOf } from '../compose/session-exit.ts';
import type { ExitCode } from '../exit-codes.ts';
import type { CliIo } from '../io.ts';
import type { RunOptions } from '../options/run-options.ts';
import { createReporters } from '../reporters/create-reporters.ts';
import type { RunEvent } from '../../telemetry/run-event.ts';
import type { TruthEvent } from '../../telemetry/truth.ts';
import { runActions } from '../compose/run-actions.ts';
import { openRunControl } from '../compose/run-control.ts';

/** `pm-sim run`: a simulated fleet through the whole path, from the first reading to the summary. */
export async function runCommand(options: RunOptions, io: CliIo): Promise<ExitCode> {
  const plan = await planRun(options, io);
  const { profile, seed } = plan;
  if (options.aws === undefined) {
    const random = createRandom(`run:${seed}`);
    const openTwin = twinOpener({ options: options.twin, profile, random });
    return runPlanned(plan, { options, cloud: { openTwin, link: {} } }, io);
  }
  const { withPipelineOnAws } = await import('../cloud/run-on-aws.ts');
  const devices = plan.fleet.devices.length;
  const { start, end } = plan.span;
  const asked = { ...options, aws: options.aws, profile, devices, spanMs: end - start };
  return withPipelineOnAws(asked, io, (cloud) => runPlanned(plan, { options, cloud }, io));
}

async function runPlanned(
  plan: RunPlan,
  { options, cloud }: { readonly options: RunOptions; readonly cloud: RunCloud },
  io: CliIo,
): Promise<ExitCode> {
  const { profile, fleet, clock } = plan;
  using interrupt = io.watchInterrupts();
  const { actions, connect, attach } = runActions({ fleet, clock, interrupt, now: io.now });
  const { stateDir, fresh } = options.twin;
  const faults = faultModes(profile.device);
  const reporter = await createReporters({ options, stateDir, fresh, io, actions, faults });
  connect((event) => reporter.onEvent(event));
  try {
    const session = sessionOf(plan, options, cloud);
    const openControl = (twin: LocalTwin) =>
      openRunControl(stateDir, {
        profile: profile.profile,
        simulation: { fleet, clock, modes: faults },
        alerts: twin.alerts,
        tell: (event) => reporter.onEvent(event),
        now: io.now,
      });
    const started = (twin: LocalTwin): RunEvent => {
      attach(twin);
      return startedEvent(plan, options, twin);
    };
    return exitOf(await runSession({ ...session, started, openControl, reporter, interrupt, io }));
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
  /** What happens to the connections, in order of time. */
  readonly connectionActions: readonly ConnectionAction[];
}

async function planRun(options: RunOptions, io: CliIo): Promise<RunPlan> {
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
  const limits = alarmLimits(profile.edge);
  const fleet = createFleet({ profile, seed, start, faults, limits });
  const clock = simulationClock(start, options.speed);
  return { profile, seed, span, fleet, clock, connectionActions: events.actions };
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

function sessionOf(plan: RunPlan, options: RunOptions, { openTwin, link }: RunCloud) {
  const { profile, seed, span, fleet, clock } = plan;
  const random = createRandom(`run:${seed}`);
  return {
    profile: profile.profile,
    seed,
    edge: profile.edge,
    random,
    feed: createFleetFeed({ fleet, clock, span, ...limitOf(options) }),
    openTwin,
    openLink: openFleetLink({
      members: fleet.devices,
      qos: options.qos,
      client: options.client,
      ratePerSecond: options.connectRatePerSecond,
      stateDir: options.twin.stateDir,
      ...link,
      random: random.fork('connections'),
    }),
    connections: {
      actions: plan.connectionActions,
      start: span.start,
      heldMax: heldInOutageMax(fleet.devices.length),
      waits: options.speed === 'max',
    },
    announce: truthOf(plan).map((truth): RunEvent => ({ type: 'truth', truth })),
    farewell: () => fleet.truth().map((truth): RunEvent => ({ type: 'truth-completed', truth })),
  };
}

function truthOf({ fleet, connectionActions, span }: RunPlan): readonly TruthEvent[] {
  return [...fleet.truth(), ...connectionTruth(connectionActions, span.start)];
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
