import { setImmediate as nextTurn } from 'node:timers/promises';
import { maxSpeedClock, scaledClock, systemClock, type Clock } from '../../../runtime/clock.ts';
import { createRandom } from '../../../runtime/random.ts';
import { loadClient } from '../../../simulator/connection/load-client.ts';
import { packetsOver } from '../../../simulator/connection/stream/packets-over-link.ts';
import {
  connectStreams,
  type StreamFleet,
  type StreamFleetOptions,
} from '../../../simulator/connection/stream/stream-fleet.ts';
import { createFleet } from '../../../simulator/fleet.ts';
import { telemetryHash } from '../../../simulator/telemetry-hash.ts';
import { alarmLimits } from '../alarm-limits.ts';
import { limited } from '../fleet-feed.ts';
import type { ReadingSource } from '../pump.ts';
import { drainStreams } from './drain-streams.ts';
import { connectorsOf, gatewaysOf } from './gateways.ts';
import { countLag } from './lag-histogram.ts';
import { createMessageLanes, type MessageLanes } from './message-lanes.ts';
import type { PublishJob, Publisher, Tell } from './publish-job.ts';
import { setCounter, type SharedCounters } from './shared-counters.ts';
import { createSlots, slotLengthMs } from './slots.ts';

/** AWS IoT Core takes 100 unacknowledged messages of a connection; other brokers take more. */
const INFLIGHT_MAX = { aws: 100, other: 20_000 };
/** What a connection may hold while its broker is slow or away. */
const HELD_MAX = { messages: 60_000, bytes: 64_000_000 };
/** Between two looks at all connections, ms. */
const CONNECTIONS_EVERY_MS = 500;

/** A publisher in this thread. */
export async function openPublisher(
  job: PublishJob,
  counters: SharedCounters,
  tell: Tell,
): Promise<Publisher> {
  const client = await packetClient(job);
  const { fleet, streams, hash, lanes } = assemble(job, counters, { tell, ...client });
  const noteAll = (): void => {
    note(counters, lanes, streams);
    noteConnections(counters, streams);
  };
  const timer = setInterval(() => noteConnections(counters, streams), CONNECTIONS_EVERY_MS);
  const stop = new AbortController();
  const source = job.limit === undefined ? fleet : limited(fleet, job.limit);
  return {
    ready: streams.ready.then(() => {
      noteAll();
      return fleet.truth();
    }),
    async run() {
      await publish({ job, source, streams, lanes, counters, signal: stop.signal });
      await drainStreams(streams, stop.signal);
      noteAll();
      return { perDevice: hash.perDevice(), truth: fleet.truth() };
    },
    stop: () => stop.abort(),
    [Symbol.asyncDispose]() {
      clearInterval(timer);
      return streams[Symbol.asyncDispose]();
    },
  };
}

/** Nothing where it is the client that streams have by themselves. */
async function packetClient({ client }: PublishJob): Promise<Pick<StreamFleetOptions, 'openLink'>> {
  if (client === 'lean') return {};
  const { openLink, protocolVersion } = await loadClient(client);
  return { openLink: packetsOver(openLink, protocolVersion) };
}

/** The devices, their connections, and what leads from one to the other. */
function assemble(
  job: PublishJob,
  counters: SharedCounters,
  { tell, ...client }: { readonly tell: Tell } & Pick<StreamFleetOptions, 'openLink'>,
) {
  const gateways = gatewaysOf(job);
  const { profile, seed, start, faults } = job;
  const limits = alarmLimits(profile.edge);
  const part = gateways.devices;
  const fleet = createFleet({ profile, seed, start, faults, limits, part });
  const random = createRandom(`run:${seed}`);
  const { devices, order } = fleet;
  const streams = connectStreams({
    connectors: connectorsOf(job, gateways, devices),
    ...client,
    qos: job.qos,
    ...(job.limits === undefined ? {} : { limits: job.limits }),
    inflightMax: job.broker.isAws ? INFLIGHT_MAX.aws : INFLIGHT_MAX.other,
    heldMax: HELD_MAX,
    retain: job.retain,
    keepAliveSeconds: job.keepAliveSeconds,
    ratePerSecond: job.connectRatePerSecond,
    clock: systemClock(),
    random: random.fork('connections'),
    onEvent: tell,
  });
  const hash = telemetryHash();
  const edge = { random: random.fork('edge'), tell };
  const lanes = createMessageLanes({
    job,
    gateways,
    devices,
    order,
    streams,
    hash,
    counters,
    ...edge,
  });
  return { fleet, streams, hash, lanes };
}

interface Publishing {
  readonly job: PublishJob;
  readonly source: ReadingSource;
  readonly streams: StreamFleet;
  readonly lanes: MessageLanes;
  readonly counters: SharedCounters;
  readonly signal: AbortSignal;
}

/** Slot after slot: what is due is encoded, then each connection writes once. */
async function publish(publishing: Publishing): Promise<void> {
  const { job, source, streams, lanes, counters, signal } = publishing;
  const { start, end, speed } = job;
  const clock: Clock = speed === 'max' ? maxSpeedClock(start) : scaledClock({ start, speed });
  const { intervalMs } = job.profile;
  const perMs = speed === 'max' ? Infinity : speed;
  const { connections } = job;
  const messagesPerS = ((job.devices.to - job.devices.from) * 1_000 * perMs) / intervalMs;
  const slotMs = slotLengthMs({ connections, messagesPerS });
  const slots = createSlots({ clock, source, start, end, speed, intervalMs, slotMs });
  await slots.run({
    signal,
    take(reading, lagMs) {
      countLag(counters.lags, lagMs / perMs);
      lanes.take(reading);
      return streams.room(signal);
    },
    endOfSlot(reached) {
      streams.flush();
      setCounter(counters, 'reached', reached);
      setCounter(counters, 'lagMs', Math.max(0, Math.min(clock.now(), end) - reached));
      note(counters, lanes, streams);
    },
    breathe: () => nextTurn(),
  });
}

function note(counters: SharedCounters, lanes: MessageLanes, streams: StreamFleet): void {
  const { delivered, undelivered } = streams.tally();
  setCounter(counters, 'generated', lanes.generated());
  setCounter(counters, 'published', lanes.published());
  setCounter(counters, 'bytesGenerated', lanes.bytesGenerated());
  setCounter(counters, 'bytesPublished', lanes.bytesPublished());
  setCounter(counters, 'acknowledged', delivered);
  setCounter(counters, 'undelivered', undelivered);
}

function noteConnections(counters: SharedCounters, streams: StreamFleet): void {
  const { connected, refused, resent } = streams.stats();
  setCounter(counters, 'connected', connected);
  setCounter(counters, 'refused', refused);
  setCounter(counters, 'resent', resent);
}
