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
import { decodeConnack, decodeDisconnect, decodePuback, type Puback } from './decode.ts';
import { encodeConnect, encodeDisconnect, encodePingreq } from './encode.ts';
import { createFrameParser, type Frame } from './frame-parser.ts';
import { createKeepAlive, type KeepAlive } from './keep-alive.ts';
import { PACKET } from './packet-type.ts';
import { createPublishBatch } from './publish-batch.ts';
import { createWriteTick, type WriteTick } from './write-tick.ts';

/** Links that speak just what a publisher needs of MQTT, and write together. */
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
  watch(socket, { state, events, acks, fail, keepAlive, patience, options });
  socket.write(encodeConnect(options));
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
  const { state, options } = watched;
  const type = frame.header >> 4;
  if (type === PACKET.connack) return state.reached !== 'accepted' && accept(frame, watched);
  if (state.reached !== 'accepted') return false;
  switch (type) {
    case PACKET.puback: {
      const ack = decodePuback(frame);
      if (ack === undefined) return false;
      settle(ack, watched);
      return true;
    }
    case PACKET.disconnect:
      if (options.protocolVersion === 4) return false;
      state.brokerCode ??= decodeDisconnect(frame);
      watched.fail('The broker disconnected.');
      return true;
    // The answer has been heard; a publisher has subscribed to nothing, whatever a broker thinks.
    case PACKET.pingresp:
    case PACKET.publish:
      return true;
    default:
      return false;
  }
}

function settle({ packetId, reason }: Puback, { acks, events }: Watched): void {
  const refusal = reason < 128 ? undefined : mqttReason(reason).name;
  if (events.onAcked === undefined) acks.settle(packetId, refusal);
  else events.onAcked(packetId, refusal);
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
  events.onConnected(connack.receiveMaximum);
  return true;
}

function closureOf({ reached, error, brokerCode }: LinkState): Closure {
  return {
    reached,
    ...(error === undefined ? {} : { error }),
    ...(brokerCode === undefined ? {} : { brokerCode }),
  };
}
