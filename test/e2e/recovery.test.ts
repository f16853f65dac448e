import { join } from 'node:path';
import { KinesisClient, PutRecordCommand } from '@aws-sdk/client-kinesis';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createFleetFeed } from '../../src/cli/compose/fleet-feed.ts';
import { openFleetLink } from '../../src/cli/compose/open-fleet.ts';
import type { OpenTwin } from '../../src/cli/compose/open-twin.ts';
import { loadRunProfile, type RunProfile } from '../../src/cli/compose/profile-sections.ts';
import { runSession } from '../../src/cli/compose/run-session.ts';
import { simulationClock } from '../../src/cli/compose/simulation-clock.ts';
import type { LambdaHandler } from '../../src/cloud/handlers/lambda.ts';
import { openTwin } from '../../src/cloud/local/twin.ts';
import { devicePolicyDocument } from '../../src/cloud/stack/device-policy.ts';
import { NAMES, pmSimStack } from '../../src/cloud/stack/pm-sim-stack.ts';
import { systemClock } from '../../src/runtime/clock.ts';
import { silentLog } from '../../src/runtime/log.ts';
import { createRandom } from '../../src/runtime/random.ts';
import { createFleet } from '../../src/simulator/fleet.ts';
import type { RunEvent, PathSummary } from '../../src/telemetry/run-event.ts';
import { fakeIo } from '../cli/fake-io.ts';
import { openWorkplace, type Workplace } from './cli-run.ts';
import { startCuttingProxy, type Fate } from './cutting-proxy.ts';

const MINUTE_MS = 60_000;
const FARM = ['count=2', 'interval=1s', 'edge.filters=[]'];
/** Two devices, a reading a second each, nothing dropped. */
const READINGS_IN_TWO_MINUTES = 240;
const NOTHING_LOST = { lost: 0, duplicated: 0, reordered: 0 };

let place: Workplace;

beforeEach(async () => {
  place = await openWorkplace();
});

afterEach(() => place[Symbol.asyncDispose]());

interface Trouble {
  /** What becomes of the devices' first connections. */
  readonly fates?: readonly Fate[];
  /** Stands before the score handler. */
  readonly around?: (handler: LambdaHandler) => LambdaHandler;
  /** An outage of the first device for a minute, and what it may hold meanwhile. */
  readonly heldInOutageMax?: number;
}

interface Outcome {
  readonly events: readonly RunEvent[];
  readonly summary: PathSummary;
  readonly drained: boolean;
}

/** Two simulated minutes of the farm through the real path, in which something goes wrong. */
async function runFarm(trouble: Trouble): Promise<Outcome> {
  const profile = await loadRunProfile('wind-farm', FARM, place.dir);
  const start = profile.startMs;
  const fleet = createFleet({ profile, seed: 's', start, faults: [] });
  const random = createRandom('s');
  const clock = simulationClock(start, { speed: 'max', devices: 1 });
  const events: RunEvent[] = [];
  const io = fakeIo({ cwd: place.dir });
  using interrupt = io.watchInterrupts();
  const { drained } = await runSession({
    profile: profile.profile,
    seed: 's',
    edge: profile.edge,
    random,
    feed: createFleetFeed({ fleet, clock, span: { start, end: start + 2 * MINUTE_MS - 1 } }),
    openTwin: troubledTwin(profile, trouble),
    openLink: openFleetLink({
      members: fleet.devices,
      qos: 1,
      ratePerSecond: 400,
      stateDir: stateDir(),
      random: random.fork('connections'),
    }),
    ...outageOf(trouble, start),
    started: () => ({ type: 'warning', text: 'started' }),
    announce: [],
    reporter: { onEvent: (event) => void events.push(event), close: () => Promise.resolve() },
    interrupt,
    io,
  });
  return { events, drained, summary: events.at(-1) as PathSummary };
}

function outageOf({ heldInOutageMax: heldMax }: Trouble, start: number) {
  if (heldMax === undefined) return {};
  const outage = { delayMs: MINUTE_MS / 2, forMs: MINUTE_MS, devices: ['wt-001'] };
  const actions = [{ kind: 'outage' as const, ...outage }];
  return { connections: { actions, start, heldMax, waits: true } };
}

const stateDir = (): string => join(place.dir, 'state');

/** The local twin, its broker behind a network that fails and its score handler behind `around`. */
function troubledTwin(
  profile: RunProfile,
  { fates = [], around = (handler) => handler }: Trouble,
): OpenTwin {
  return async () => {
    const clock = systemClock();
    const stack = pmSimStack({ scoring: profile.scoring, site: profile.site });
    const opening = await openTwin({
      stack,
      stateDir: stateDir(),
      host: '127.0.0.1',
      clock,
      random: createRandom('twin'),
      log: silentLog,
      onEvent: () => undefined,
      around: (name, handler) => (name === NAMES.scoreFunction ? around(handler) : handler),
    });
    const twin = await opening.complete();
    const proxy = await startCuttingProxy(twin.mqtt, fates);
    const kinesis = new KinesisClient(twin.clientDefaults);
    return {
      host: twin.mqtt.host,
      mqttPort: proxy.port,
      caPem: twin.caPem,
      clock,
      identities: opening.identities,
      devicePolicy: devicePolicyDocument(twin.account),
      acknowledge: () => Promise.resolve(),
      alerts: {
        list: () => Promise.resolve([]),
        acknowledge: () => Promise.reject(new Error('nobody asks here')),
        close: () => Promise.reject(new Error('nobody asks here')),
      },
      routed: () => twin.counters().routed[NAMES.telemetryStream] ?? 0,
      followsFromNow: true,
      openPipeline: () =>
        Promise.resolve({
          kinesis,
          scoredStream: NAMES.scoredStream,
          scoredFrom: 'LATEST',
          drain: (timeoutMs) => twin.drain(timeoutMs),
        }),
      async [Symbol.asyncDispose]() {
        kinesis.destroy();
        await proxy[Symbol.asyncDispose]();
        await twin[Symbol.asyncDispose]();
      },
    };
  };
}

describe('a run loses nothing, and nothing arrives twice,', () => {
  it('when the broker goes down and comes back, with acknowledgements lost on the way', async () => {
    const cut: Fate = { cutAfterBytes: 30_000 };
    const { events, summary, drained } = await runFarm({ fates: [cut, cut, 'down'] });
    const told = events.flatMap((event) => (event.type === 'connection' ? [event.state] : []));
    expect(told.filter((state) => state === 'disconnected')).toHaveLength(2);
    expect(told.filter((state) => state === 'connected')).toHaveLength(4);
    expect(told).toContain('reconnecting');
    expect(drained).toBe(true);
    expect(summary).toMatchObject({
      published: READINGS_IN_TWO_MINUTES,
      acknowledged: READINGS_IN_TWO_MINUTES,
      scored: READINGS_IN_TWO_MINUTES,
      ...NOTHING_LOST,
    });
    // Sent again, since nobody told the devices that they had arrived.
    expect(summary.routed).toBeGreaterThan(READINGS_IN_TWO_MINUTES);
  });

  it.each([
    ['its outbox holds all of an outage', 1_000, 0],
    ['its outbox is full in an outage, which ends early', 20, 1],
  ])('when a device is cut off and %s', async (_, heldInOutageMax, warnings) => {
    const { events, summary, drained } = await runFarm({ heldInOutageMax });
    const told = events.filter(
      (event) => event.type === 'warning' && event.text.includes('its outbox is full'),
    );
    expect(told).toHaveLength(warnings);
    expect(drained).toBe(true);
    expect(summary).toMatchObject({
      acknowledged: READINGS_IN_TWO_MINUTES,
      scored: READINGS_IN_TWO_MINUTES,
      ...NOTHING_LOST,
    });
  });

  it('when the score handler throws, before its work and after it', async () => {
    let calls = 0;
    const { summary, drained } = await runFarm({
      around: (handler) => async (event, context) => {
        calls += 1;
        if (calls === 1) throw new Error('out of memory');
        const answer = await handler(event, context);
        if (calls === 2) throw new Error('the answer was lost');
        return answer;
      },
    });
    expect(calls).toBeGreaterThan(2);
    expect(drained).toBe(true);
    expect(summary).toMatchObject({
      acknowledged: READINGS_IN_TWO_MINUTES,
      scored: READINGS_IN_TWO_MINUTES,
      ...NOTHING_LOST,
    });
  });
});

it('sets a poisoned record aside with a warning, in whichever stream it lies', async () => {
  const running = place.start(
    'run --profile wind-farm -c 2 --speed 20 --seed 1 --set edge.filters=[] --aws-port 0 --json',
  );
  const { awsPort } = await running.event('started');
  const kinesis = new KinesisClient({
    endpoint: `http://127.0.0.1:${awsPort}`,
    region: 'eu-west-1',
    credentials: { accessKeyId: 'any', secretAccessKey: 'any' },
  });
  await running.event('progress', ({ counters }) => (counters.scored ?? 0) > 0);
  for (const StreamName of [NAMES.telemetryStream, NAMES.scoredStream]) {
    const Data = new TextEncoder().encode('poison');
    await kinesis.send(new PutRecordCommand({ StreamName, PartitionKey: 'wt-001', Data }));
  }
  kinesis.destroy();
  await running.event('warning', ({ text }) => /score: .* is no telemetry/.test(text));
  await running.event('warning', ({ text }) => text.startsWith('alert: '));
  running.io.interrupt();
  const { exitCode, summary } = await running.finished;
  expect(exitCode).toBe(130);
  expect(summary).toMatchObject({ lost: 0, duplicated: 0, scored: summary.published });
});
