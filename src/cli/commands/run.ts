import type { PausableClock } from '../../runtime/clock.ts';
import { createRandom } from '../../runtime/random.ts';
import { faultModes } from '../../simulator/devices/families.ts';
import { createFleet, type Fleet } from '../../simulator/fleet.ts';
import { alarmLimits } from '../compose/alarm-limits.ts';
import {
  connectionTruth,
  type ConnectionAction,
} from '../../simulator/scenario/connection-action.ts';
import { createFleetFeed } from '../compose/fleet-feed.ts';
import { heldInOutageMax, openFleetLink } from '../compose/open-fleet.ts';
import { ofOwnShard } from '../compose/own-shard.ts';
import { twinOpener, type LocalTwin } from '../compose/open-twin.ts';
import type { RunCloud } from '../compose/run-cloud.ts';
import { runSession } from '../compose/run-session.ts';
import { planRun, type RunPlan } from '../compose/run-plan.ts';
import { simulationClock } from '../compose/simulation-clock.ts';
import { exitOf } from '../compose/session-exit.ts';
import type { ExitCode } from '../exit-codes.ts';
import type { CliIo } from '../io.ts';
import { readPassphrase } from '../provision/passphrase.ts';
import type { RunOptions } from '../options/run-options.ts';
import { createReporters } from '../reporters/create-reporters.ts';
import type { RunEvent } from '../../telemetry/run-event.ts';
import type { TruthEvent } from '../../telemetry/truth.ts';
import type { FirstFrame } from '../tui/first-frame.ts';
import { runActions } from '../compose/run-actions.ts';
import { openRunControl } from '../compose/run-control.ts';

/** `pm-sim run`: a simulated fleet through the whole path, from the first reading to the summary. */
export async function runCommand(
  asked: RunOptions,
  io: CliIo,
  first?: FirstFrame,
): Promise<ExitCode> {
  const { options, shard } = ofOwnShard(asked, io.env);
  const secret = await readPassphrase(options.twin.passphraseFile, io.env);
  const planned = await planRun(options, shard, io);
  if (options.broker !== undefined) {
    const { runAtBroker } = await import('../compose/broker/run-at-broker.ts');
    return runAtBroker({ plan: planned, options, broker: options.broker, io, ...secret });
  }
  const plan = planFleet(planned, options);
  const { profile, seed } = plan;
  if (options.aws === undefined) {
    const random = createRandom(`run:${seed}`);
    const openTwin = twinOpener({ options: options.twin, profile, random });
    return runPlanned(plan, { options, first, cloud: { openTwin, link: secret } }, io);
  }
  const { withPipelineOnAws } = await import('../cloud/run-on-aws.ts');
  const devices = plan.fleet.devices.length;
  const { start, end } = plan.span;
  const request = { ...options, aws: options.aws, profile, devices, spanMs: end - start };
  return withPipelineOnAws(request, io, ({ openTwin, link }) =>
    runPlanned(plan, { options, first, cloud: { openTwin, link: { ...secret, ...link } } }, io),
  );
}

interface Surrounds {
  readonly options: RunOptions;
  readonly first: FirstFrame | undefined;
  readonly cloud: RunCloud;
}

async function runPlanned(
  plan: PlannedFleet,
  { options, first, cloud }: Surrounds,
  io: CliIo,
): Promise<ExitCode> {
  const { profile, fleet, clock } = plan;
  using interrupt = io.watchInterrupts();
  const { actions, connect, attach } = runActions({ fleet, clock, interrupt, now: io.now });
  const { stateDir, fresh } = options.twin;
  const faults = faultModes(profile.device);
  const tui = {
    faultsOf: (device: string) => fleet.modesOf(device),
    limits: alarmLimits(profile.edge),
    showTruth: options.showTruth,
    ...(first === undefined ? {} : { first }),
  };
  const reporter = await createReporters({ options, stateDir, fresh, io, actions, tui });
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

/** A plan with its fleet and the clock that paces it. */
interface PlannedFleet extends RunPlan {
  readonly fleet: Fleet;
  readonly clock: PausableClock;
  readonly connectionActions: readonly ConnectionAction[];
}

function planFleet(plan: RunPlan, options: RunOptions): PlannedFleet {
  const { profile, seed, span, faults, part } = plan;
  const limits = alarmLimits(profile.edge);
  const fleet = createFleet({ profile, seed, start: span.start, faults, limits, part });
  const { speed } = options;
  const clock = simulationClock(span.start, { speed, devices: fleet.devices.length });
  return { ...plan, fleet, clock, connectionActions: actionsOn(fleet, plan.actions) };
}

/** What is left of the actions for the devices of this fleet. */
function actionsOn(
  fleet: Fleet,
  actions: readonly ConnectionAction[],
): readonly ConnectionAction[] {
  const own = new Set(fleet.devices.map(({ name }) => name));
  return actions
    .map((action) => ({ ...action, devices: action.devices.filter((name) => own.has(name)) }))
    .filter(({ devices }) => devices.length > 0);
}

function sessionOf(plan: PlannedFleet, options: RunOptions, { openTwin, link }: RunCloud) {
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
    announce: truthOf(plan).map((truth): RunEvent => ({ type: 'truth', truth, planned: true })),
    farewell: () => fleet.truth().map((truth): RunEvent => ({ type: 'truth-completed', truth })),
  };
}

function truthOf({ fleet, connectionActions, span }: PlannedFleet): readonly TruthEvent[] {
  return [...fleet.truth(), ...connectionTruth(connectionActions, span.start)];
}

function limitOf({ limit }: RunOptions): { readonly limit?: number } {
  return limit === undefined ? {} : { limit };
}

function startedEvent(plan: PlannedFleet, options: RunOptions, twin: LocalTwin): RunEvent {
  return {
    type: 'started',
    profile: plan.profile.profile,
    seed: plan.seed,
    speed: options.speed,
    devices: plan.fleet.devices.map(({ name }) => name),
    ...(plan.shard === undefined ? {} : { shard: plan.shard }),
    start: plan.span.start,
    stateDir: options.twin.stateDir,
    mqttPort: twin.mqttPort,
    ...(twin.awsPort === undefined ? {} : { awsPort: twin.awsPort }),
  };
}
