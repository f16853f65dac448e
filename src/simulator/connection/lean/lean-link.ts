import type { OnReadOpts, Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import { mqttReason } from '../../../telemetry/mqtt-reason.ts';
import {
  whenDialled,
  type Closure,
  type LinkEvents,
  type LinkOptions,
  type OnDone,
  type OpenLink,
  type OutgoingMessage,
  type PacketLink,
} from '../link.ts';
import { AwaitedAcks } from './awaited-acks.ts';
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
import { FrameParser, type Frame } from './frame-parser.ts';
import { KeepAlive } from './keep-alive.ts';
import { LookRounds } from './look-rounds.ts';
import { PACKET } from './packet-type.ts';
import { PublishBatch } from './publish-batch.ts';
import { createWriteTick, type WriteTick } from './write-tick.ts';

/** What the links of a fleet have in common. */
interface Shared {
  readonly tick: WriteTick;
  /** Where every socket reads into: what came is digested before the next one reads. */
  readonly buffer: Buffer;
  readonly rounds: LookRounds;
}

/** What libuv offers a socket for one read, bytes. */
const READ_BYTES = 65_536;

/** Links that speak just what a device needs of MQTT, write together and read into the same bytes. */
export function createLeanLinks(): OpenLink<PacketLink> {
  const shared: Shared = {
    tick: createWriteTick(),
    buffer: Buffer.allocUnsafeSlow(READ_BYTES),
    rounds: new LookRounds(),
  };
  return (options, events) => new LeanLink(shared, options, events);
}

/**
 * A fleet has ten thousands of them, most of them idle: so it is a class, whose functions exist once,
 * and what only a link that publishes needs is made when it does.
 */
class LeanLink implements PacketLink {
  readonly #options: LinkOptions;
  readonly #events: LinkEvents;
  readonly #tick: WriteTick;
  readonly #socket: Socket;
  readonly #parser = new FrameParser(this);
  readonly #keepAlive: KeepAlive;
  /** Until the broker has accepted. */
  #patience: NodeJS.Timeout | undefined;
  #acks: AwaitedAcks | undefined;
  #batch: PublishBatch | undefined;
  #reached: Closure['reached'] = 'nothing';
  #over = false;
  #error: Error | undefined;
  #brokerCode: number | undefined;

  constructor({ tick, buffer, rounds }: Shared, options: LinkOptions, events: LinkEvents) {
    this.#options = options;
    this.#events = events;
    this.#tick = tick;
    this.#keepAlive = new KeepAlive(this, rounds);
    this.#socket = options.dial(readingInto(buffer, (length) => this.#read(buffer, length)));
    this.#patience = setTimeout(outOfPatience, options.connectTimeoutMs, this);
    this.#watch();
  }

  publish(message: OutgoingMessage, onDone: OnDone): void {
    if (this.#over) return;
    this.#keepAlive.sent();
    const batch = (this.#batch ??= new PublishBatch({
      socket: this.#socket,
      protocolVersion: this.#options.protocolVersion,
      tick: this.#tick,
    }));
    if (message.qos === 1) batch.add(message, this.#await(onDone));
    else batch.add(message, 0, () => this.#over || onDone());
  }

  write(packets: Uint8Array, onTaken: () => void): void {
    if (this.#over || !this.#socket.writable) return;
    this.#keepAlive.sent();
    this.#socket.write(packets, (error) => {
      if (!error && !this.#over) onTaken();
    });
  }

  subscribe(filters: readonly string[], qos: 0 | 1, onDone: OnDone): void {
    if (this.#over) return;
    const { protocolVersion } = this.#options;
    const packetId = this.#await(onDone);
    this.#say(encodeSubscribe(filters, { packetId, protocolVersion, qos }));
  }

  unsubscribe(filters: readonly string[], onDone: OnDone): void {
    if (this.#over) return;
    const { protocolVersion } = this.#options;
    this.#say(encodeUnsubscribe(filters, { packetId: this.#await(onDone), protocolVersion }));
  }

  end(): void {
    if (this.#reached !== 'accepted') return this.destroy();
    this.#batch?.flush();
    this.#socket.end(encodeDisconnect());
  }

  destroy(): void {
    this.#socket.destroy();
  }

  fail(message: string): void {
    this.#error ??= new Error(message);
    this.#socket.destroy();
  }

  ping(): void {
    if (this.#socket.writable) this.#socket.write(encodePingreq());
  }

  onSilence(): void {
    this.fail('Keepalive timeout');
  }

  /** What a packet of the broker means; false for one that has no place here. */
  onFrame(frame: Frame): boolean {
    const type = frame.header >> 4;
    const isAccepted = this.#reached === 'accepted';
    if (type === PACKET.connack) return !isAccepted && this.#accept(frame);
    return isAccepted && this.#digest(type, frame);
  }

  #watch(): void {
    const socket = this.#socket;
    socket.on('error', (error) => {
      this.#error ??= error;
    });
    socket.on('close', () => this.#close());
    // In TLS it goes out behind the last words of the handshake, in the same piece.
    const isEarly = socket instanceof TLSSocket;
    if (isEarly) socket.write(encodeConnect(this.#options));
    whenDialled(socket, () => {
      this.#reached = 'socket';
      if (!isEarly) socket.write(encodeConnect(this.#options));
    });
  }

  #read(buffer: Buffer, length: number): boolean {
    this.#keepAlive.received();
    if (!this.#parser.feed(buffer, length)) this.fail('The broker sent what is not MQTT.');
    // The socket goes on reading.
    return true;
  }

  #close(): void {
    this.#over = true;
    clearTimeout(this.#patience);
    this.#keepAlive.stop();
    this.#acks?.forget();
    this.#events.onClosed({
      reached: this.#reached,
      ...(this.#error === undefined ? {} : { error: this.#error }),
      ...(this.#brokerCode === undefined ? {} : { brokerCode: this.#brokerCode }),
    });
  }

  #await(onDone: OnDone): number {
    return (this.#acks ??= new AwaitedAcks()).await(onDone);
  }

  /** Behind what was published before, at once. */
  #say(packet: Buffer): void {
    this.#batch?.flush();
    this.#keepAlive.sent();
    if (this.#socket.writable) this.#socket.write(packet);
  }

  #accept(frame: Frame): boolean {
    const connack = decodeConnack(frame, this.#options.protocolVersion);
    if (connack === undefined) return false;
    clearTimeout(this.#patience);
    this.#patience = undefined;
    if (connack.code !== 0) {
      this.#brokerCode = connack.code;
      this.fail(`Connection refused: ${mqttReason(connack.code).name}`);
      return true;
    }
    this.#reached = 'accepted';
    this.#keepAlive.start(connack.serverKeepAliveSeconds ?? this.#options.keepAliveSeconds);
    this.#events.onConnected(connack.grant);
    return true;
  }

  /** What may come once the broker has accepted. */
  #digest(type: number, frame: Frame): boolean {
    switch (type) {
      case PACKET.puback:
        return this.#settlePublish(frame);
      case PACKET.suback:
      case PACKET.unsuback:
        return this.#settleFilters(frame);
      case PACKET.publish:
        return this.#hear(frame);
      case PACKET.disconnect:
        return this.#leave(frame);
      default:
        // That it came is all that a PINGRESP says.
        return type === PACKET.pingresp;
    }
  }

  #settlePublish(frame: Frame): boolean {
    const ack = decodePuback(frame);
    if (ack === undefined) return false;
    const refusal = ack.reason < 128 ? undefined : mqttReason(ack.reason).name;
    if (this.#events.onAcked === undefined) this.#acks?.settle(ack.packetId, refusal);
    else this.#events.onAcked(ack.packetId, refusal);
    return true;
  }

  #settleFilters(frame: Frame): boolean {
    const ack = decodeSuback(frame, this.#options.protocolVersion);
    if (ack === undefined) return false;
    const refused = ack.reasons.find((reason) => reason >= 128);
    this.#acks?.settle(ack.packetId, refused === undefined ? undefined : subscribeRefusal(refused));
    return true;
  }

  #hear(frame: Frame): boolean {
    const message = decodePublish(frame, this.#options.protocolVersion);
    if (message === undefined) return false;
    this.#events.onMessage?.(message);
    if (message.qos === 1) this.#say(encodePuback(message.packetId));
    return true;
  }

  #leave(frame: Frame): boolean {
    if (this.#options.protocolVersion === 4) return false;
    this.#brokerCode ??= decodeDisconnect(frame);
    this.fail('The broker disconnected.');
    return true;
  }
}

function readingInto(buffer: Buffer, callback: OnReadOpts['callback']): OnReadOpts {
  return { buffer, callback };
}

function outOfPatience(link: LeanLink): void {
  link.fail('connack timeout');
}

/** 3.1.1 has one code for "no" (§3.9.3). */
function subscribeRefusal(reason: number): string {
  return reason === 128 ? 'the broker does not grant the filter' : mqttReason(reason).name;
}
