import { createRandom } from '../../runtime/random.ts';
import { openReplay, type Replay } from '../../simulator/replay/open-replay.ts';
import { alarmLimits } from '../compose/alarm-limits.ts';
import { deskActions } from '../compose/desk-actions.ts';
import { twinOpener, type LocalTwin } from '../compose/open-twin.ts';
import { loadRunProfile } from '../compose/profile-sections.ts';
import { beginReplay } from '../compose/begin-replay.ts';
import { createReplayFeed } from '../compose/replay-feed.ts';
import { openReplayLink } from '../compose/replay-link.ts';
import { replayReportText } from '../compose/replay-report.ts';
import { openRunControl } from '../compose/run-control.ts';
import { runSession } from '../compose/run-session.ts';
import { exitOf } from '../compose/session-exit.ts';
import type { ExitCode } from '../exit-codes.ts';
import type { CliIo } from '../io.ts';
import type { MetricRange, ReplayOptions } from '../options/replay-options.ts';
import { readPassphrase } from '../provision/passphrase.ts';
import { createReporters } from '../reporters/create-reporters.ts';
import type { RunEvent } from '../../telemetry/run-event.ts';
import type { TuiActions } from '../tui/tui-actions.ts';

/** `pm-sim replay FILE`: recorded data through the same path, with a count of what was tolerated. */
export async function replayCommand(options: ReplayOptions, io: CliIo): Promise<ExitCode> {
  const profile = await loadRunProfile(options.profile, options.set, io.cwd);
  const seed = options.seed ?? io.newSeed();
  const random = createRandom(`replay:${seed}`);
  const replay = replayOf(options);
  await using begun = await beginReplay(replay);
  const { stateDir, fresh } = options.twin;
  using interrupt = io.watchInterrupts();
  const twins: LocalTwin[] = [];
  const tell = (event: RunEvent): void => reporter.onEvent(event);
  const actions: TuiActions = {
    ...NO_FAULTS,
    ...deskActions({ desk: () => twins[0]?.alerts, tell, now: io.now }),
    quit: () => interrupt.request(),
  };
  const tui = { limits: alarmLimits(profile.edge) };
  const reporter = await createReporters({ options, stateDir, fresh, io, actions, tui });
  try {
    const end = await runSession({
      profile: profile.profile,
      seed,
      edge: profile.edge,
      random,
      feed: createReplayFeed({ readings: begun.readings, ...paceOf(options) }),
      openTwin: twinOpener({ options: options.twin, profile, random }),
      openLink: openReplayLink({
        ...(await readPassphrase(options.twin.passphraseFile, io.env)),
        stateDir,
        random: random.fork('connections'),
      }),
      openControl: ({ alerts }) =>
        openRunControl(stateDir, { profile: profile.profile, alerts, tell, now: io.now }),
      started: (twin) => {
        twins.push(twin);
        return { ...startedEvent(options, twin), seed, start: begun.start };
      },
      announce: [],
      farewell: () => [{ type: 'replay-report', report: replay.report() }],
      reporter,
      interrupt,
      io,
    });
    return exitOf(end);
  } finally {
    await reporter.close();
    if (!options.json) io.stderr.write(replayReportText(replay.report()));
  }
}

const NO_FAULTS = {
  inject: () => undefined,
  repair: () => undefined,
  pause: () => undefined,
};

function replayOf(options: ReplayOptions): Replay {
  return openReplay(options.file, {
    ...mapOf(options),
    ranges: options.ranges.map(rangeText),
    ...(options.device === undefined ? {} : { device: options.device }),
  });
}

function paceOf({ speed, limit }: ReplayOptions) {
  return { speed, ...(limit === undefined ? {} : { limit }) };
}

function mapOf({ map }: ReplayOptions): { readonly map?: string } {
  const entries = Object.entries(map).map(([target, column]) => `${target}=${column}`);
  return entries.length === 0 ? {} : { map: entries.join(',') };
}

function rangeText({ metric, min, max }: MetricRange): string {
  return `${metric}=${Number.isFinite(min) ? min : ''}..${Number.isFinite(max) ? max : ''}`;
}

function startedEvent(options: ReplayOptions, twin: LocalTwin) {
  return {
    type: 'started',
    profile: options.profile,
    speed: options.speed,
    devices: [],
    stateDir: options.twin.stateDir,
    mqttPort: twin.mqttPort,
    ...(twin.awsPort === undefined ? {} : { awsPort: twin.awsPort }),
  } as const;
}
