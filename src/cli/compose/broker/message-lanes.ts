import { createEdgePipeline, filterNamesOf, type EdgePipeline } from '../../../edge/pipeline.ts';
import type { Random } from '../../../runtime/random.ts';
import { RoundMap, type Rounder } from '../../../runtime/round-map.ts';
import { encodeText } from '../../../simulator/connection/lean/encode.ts';
import type { StreamFleet } from '../../../simulator/connection/stream/stream-fleet.ts';
import type { DeviceInfo } from '../../../simulator/devices/device.ts';
import type { LineHash, TelemetryHash } from '../../../simulator/telemetry-hash.ts';
import { createMessageWriter } from '../../../telemetry/message-bytes.ts';
import type { EdgeNote } from '../../../telemetry/message.ts';
import type { Reading } from '../../../telemetry/reading.ts';
import { clientIdOf, type Gateways } from './gateways.ts';
import type { PublishJob, Tell } from './publish-job.ts';
import type { SharedCounters } from './shared-counters.ts';
import { telemetryTopic } from './templates.ts';

export interface LanesOptions {
  readonly job: PublishJob;
  readonly gateways: Gateways;
  /** In the order of their places. */
  readonly devices: readonly DeviceInfo[];
  /** In which order their readings come. */
  readonly order: readonly number[];
  readonly streams: Pick<StreamFleet, 'publish'>;
  readonly hash: Pick<TelemetryHash, 'linesOf'>;
  readonly counters: SharedCounters;
  /** Stream of the edge; each device's own is forked from it by name. */
  readonly random: Random;
  readonly tell: Tell;
}

/** The way of a device's readings: encoded once, hashed, filtered, numbered, given to its connection. */
export interface MessageLanes {
  take(reading: Reading): void;
  generated(): number;
  published(): number;
  bytesGenerated(): number;
  bytesPublished(): number;
}

/** What is known of a device, whose name is the key, for every message of it. */
interface Lane extends Rounder<Lane> {
  /** UTF-8 with its length before it. */
  readonly topic: Uint8Array;
  /** Place of its connection. */
  readonly connection: number;
  readonly pipeline: EdgePipeline | undefined;
  readonly hash: LineHash;
  seq: number;
}

/** With the bytes of `"schema_v":1`, a six-digit sequence number and the boot, as `run` counts them. */
export function createMessageLanes(options: LanesOptions): MessageLanes {
  const { job, streams, counters, tell } = options;
  const lanes = lanesOf(options);
  const writer = createMessageWriter(job.boot);
  const overheadBytes = `"schema_v":1,"seq":100000,"boot_id":"${job.boot}",`.length - 1;
  const places = new Map(filterNamesOf(job.profile.edge).map((name, i) => [name, i]));
  let [generated, published, bytesGenerated, bytesPublished] = [0, 0, 0, 0];

  function send(lane: Lane, note?: EdgeNote): void {
    lane.seq += 1;
    const message = writer.message(lane.seq, note);
    published += 1;
    bytesPublished += message.length;
    streams.publish(lane.connection, lane.topic, message);
  }

  function drop(filter: string, by: 1 | -1): void {
    const place = places.get(filter) ?? 0;
    counters.dropped[place] = (counters.dropped[place] as number) + by;
  }

  function judge(lane: Lane, pipeline: EdgePipeline, reading: Reading): void {
    const verdict = pipeline.process(reading);
    for (const alarm of verdict.alarms) {
      tell({ type: 'edge-alarm', device: reading.device, ts: reading.ts, ...alarm });
    }
    for (const earlier of verdict.earlier ?? []) {
      if (!earlier.made) drop(earlier.from, -1);
      writer.line(earlier.reading);
      send(lane, earlier.note);
    }
    if (!verdict.kept) return drop(verdict.droppedBy, 1);
    if (verdict.earlier !== undefined) writer.line(reading);
    send(lane, verdict.note);
  }

  return {
    take(reading) {
      const lane = lanes.get(reading.device) as Lane;
      const line = writer.line(reading);
      lane.hash.add(line);
      generated += 1;
      bytesGenerated += line.length + overheadBytes;
      if (lane.pipeline === undefined) send(lane);
      else judge(lane, lane.pipeline, reading);
    },
    generated: () => generated,
    published: () => published,
    bytesGenerated: () => bytesGenerated,
    bytesPublished: () => bytesPublished,
  };
}

/** Made in the order of the readings, so that they lie in memory as they are needed. */
function lanesOf({ job, gateways, devices, order, hash, random }: LanesOptions): RoundMap<Lane> {
  const { edge } = job.profile;
  const prefix = job.basicIngest === undefined ? '' : `$aws/rules/${job.basicIngest}/`;
  const { from } = gateways.devices;
  const clientIds = gateways.behind.map((one) =>
    clientIdOf(job, devices[one.from - from] as DeviceInfo),
  );
  const connectionOf = connectionsByPlace(gateways);
  const lanes = new RoundMap<Lane>();
  for (const place of order) {
    const { name, site } = devices[place] as DeviceInfo;
    const connection = connectionOf[place] as number;
    const clientId = clientIds[connection] as string;
    const names = { device: name, site, index: from + place + 1, clientId };
    lanes.add({
      key: name,
      next: undefined,
      topic: encodeText(`${prefix}${telemetryTopic(job, names)}`),
      connection,
      // A device without filters sends everything: there is nothing to ask.
      pipeline:
        edge.filters.length === 0
          ? undefined
          : createEdgePipeline(edge, { random: random.fork(name) }),
      hash: hash.linesOf(name),
      seq: 0,
    });
  }
  return lanes;
}

/** The connection of each device, by its place among those of the publisher. */
function connectionsByPlace({ devices, behind }: Gateways): Uint32Array {
  const connections = new Uint32Array(devices.to - devices.from);
  for (const [connection, { from, to }] of behind.entries()) {
    connections.fill(connection, from - devices.from, to - devices.from);
  }
  return connections;
}
