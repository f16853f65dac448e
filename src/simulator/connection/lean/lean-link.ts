import type { Socket } from 'node:net';
import { mqttReason } from '../../../telemetry/mqtt-reason.ts';
import {
  whenDialled,
  type Closure,
  type LinkEvents,
  type LinkOptions,
  type OpenLink,
  type PacketLink,
} from '../link.ts';
import { createAwaitedAcks, type AwaitedAcks } from './awaited-acks.ts';
import { decodeConnack, decodeDisconnect, decodePuback } from './decode.ts';
import { decodePublish, decodeSuback } from './decode-downlink.ts';
import {
  encodeConnect,
  encodeDisconnect,
  encodePingreq,
  encodePuback,
  encodeSubscribe,
  encodeUnsubscribe,
} from './encode.ts';
import { createFrameParser, type Frame } from './frame-parser.ts';
import { createKeepAlive, type KeepAlive } from './keep-alive.ts';
import { PACKET } from './packet-type.ts';
import { createPublishBatch, type PublishBatch } from './publish-batch.ts';
import { createWriteTick, type WriteTick } from './write-tick.ts';

/** Links that speak just what a device needs of MQTT, and write together. */
export function createLeanLinks(): OpenLink<PacketLink> {
  const tick = createWriteTick();
  return (options, events) => openLeanLink(options, events, tick);
}

function openLeanLink(options: LinkOptions, events: LinkEvents, tick: WriteTick): PacketLink {
  const { protocolVersion } = options;
  const socket = options.dial();
  const acks = createAwaitedAcks();
  const state: LinkState = { reached: 'nothing', over: false };
  const keepAlive = createKeepAlive({
    ping: () => socket.writable && socket.write(encodePingreq()),
    onSilence: () => fail('Keepalive timeout'),
  });
  const patience = setTimeout(() => fail('connack timeout'), options.connectTimeoutMs);
  const batch = createPublishBatch({ socket, protocolVersion, tick });
  function fail(message: string): void {
    state.error ??= new Error(message);
    socket.destroy();
  }
  /** Behind what was published before, at once. */
  function say(packet: Buffer): void {
    batch.flush();
    keepAlive.sent();
    if (socket.writable) socket.write(packet);
  }
  const watched = { state, events, acks, fail, say, keepAlive, patience, options };
  watch(socket, watched);
  socket.write(encodeConnect(options));
  return linkOf(socket, { ...watched, batch });
}

function linkOf(
  socket: Socket,
  { state, acks, say, keepAlive, options, batch }: Watched & { readonly batch: PublishBatch },
): PacketLink {
  const { protocolVersion } = options;
  return {
    publish(message, onDone) {
      if (state.over) return;
      keepAlive.sent();
      if (message.qos === 1) return batch.add(message, acks.await(onDone));
      batch.add(message, 0, () => state.over || onDone());
    },
    write(packets, onTaken) {
      if (state.over || !socket.writable) return;
      keepAlive.sent();
      socket.write(packets, (error) => {
        if (!error && !state.over) onTaken();
      });
    },
    subscribe(filters, qos, onDone) {
      if (state.over) return;
      const packetId = acks.await(onDone);
      say(encodeSubscribe(filters, { packetId, protocolVersion, qos }));
    },
    unsubscribe(filters, onDone) {
      if (state.over) return;
      say(encodeUnsubscribe(filters, { packetId: acks.await(onDone), protocolVersion }));
    },
    end() {
      if (state.reached === 'accepted') {
        batch.flush();
        socket.end(encodeDisconnect());
      } else socket.destroy();
    },
    destroy: () => void socket.destroy(),
  };
}

interface LinkState {
  reached: Closure['reached'];
  over: boolean;
  error?: Error;
  brokerCode?: number;
}

interface Watched {
  readonly state: LinkState;
  readonly events: LinkEvents;
  readonly acks: AwaitedAcks;
  readonly fail: (message: string) => void;
  readonly say: (packet: Buffer) => void;
  readonly keepAlive: KeepAlive;
  readonly patience: NodeJS.Timeout;
  readonly options: LinkOptions;
}

function watch(socket: Socket, watched: Watched): void {
  const { state, events, acks, fail, keepAlive, patience } = watched;
  const parser = createFrameParser((frame) => digest(frame, watched));
  whenDialled(socket, () => {
    state.reached = 'socket';
  });
  socket.on('data', (chunk: Buffer) => {
    keepAlive.received();
    if (!parser.feed(chunk)) fail('The broker sent what is not MQTT.');
  });
  socket.on('error', (error) => {
    state.error ??= error;
  });
  socket.once('close', () => {
    state.over = true;
    clearTimeout(patience);
    keepAlive.stop();
    acks.forget();
    events.onClosed(closureOf(state));
  });
}

/** What a packet of the broker means; false for one that has no place here. */
function digest(frame: Frame, watched: Watched): boolean {
  const { state } = watched;
  const type = frame.header >> 4;
  if (type === PACKET.connack) return state.reached !== 'accepted' && accept(frame, watched);
  return state.reached === 'accepted' && (DIGESTS[type]?.(frame, watched) ?? false);
}

/** By packet type: what may come once the broker has accepted. */
const DIGESTS: Readonly<Record<number, typeof digest>> = {
  [PACKET.puback]: settlePublish,
  [PACKET.suback]: settleFilters,
  [PACKET.unsuback]: settleFilters,
  [PACKET.publish]: hear,
  [PACKET.disconnect]: leave,
  // That it came is all it says.
  [PACKET.pingresp]: () => true,
};

function leave(frame: Frame, { state, options, fail }: Watched): boolean {
  if (options.protocolVersion === 4) return false;
  state.brokerCode ??= decodeDisconnect(frame);
  fail('The broker disconnected.');
  return true;
}

function settlePublish(frame: Frame, { acks, events }: Watched): boolean {
  const ack = decodePuback(frame);
  if (ack === undefined) return false;
  const refusal = ack.reason < 128 ? undefined : mqttReason(ack.reason).name;
  if (events.onAcked === undefined) acks.settle(ack.packetId, refusal);
  else events.onAcked(ack.packetId, refusal);
  return true;
}

function settleFilters(frame: Frame, { acks, options }: Watched): boolean {
  const ack = decodeSuback(frame, options.protocolVersion);
  if (ack === undefined) return false;
  const refused = ack.reasons.find((reason) => reason >= 128);
  acks.settle(ack.packetId, refused === undefined ? undefined : subscribeRefusal(refused));
  return true;
}

/** 3.1.1 has one code for "no" (§3.9.3). */
function subscribeRefusal(reason: number): string {
  return reason === 128 ? 'the broker does not grant the filter' : mqttReason(reason).name;
}

function hear(frame: Frame, { events, options, say }: Watched): boolean {
  const message = decodePublish(frame, options.protocolVersion);
  if (message === undefined) return false;
  events.onMessage?.(message);
  if (message.qos === 1) say(encodePuback(message.packetId));
  return true;
}

function accept(
  frame: Frame,
  { state, events, keepAlive, patience, fail, options }: Watched,
): boolean {
  const connack = decodeConnack(frame, options.protocolVersion);
  if (connack === undefined) return false;
  clearTimeout(patience);
  if (connack.code !== 0) {
    state.brokerCode = connack.code;
    fail(`Connection refused: ${mqttReason(connack.code).name}`);
    return true;
  }
  state.reached = 'accepted';
  keepAlive.start(connack.serverKeepAliveSeconds ?? options.keepAliveSeconds);
  events.onConnected(connack.grant);
  return true;
}

function closureOf({ reached, error, brokerCode }: LinkState): Closure {
  return {
    reached,
    ...(error === undefined ? {} : { error }),
    ...(brokerCode === undefined ? {} : { brokerCode }),
  };
}
