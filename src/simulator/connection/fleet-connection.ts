import { sleep, type Clock } from '../../runtime/clock.ts';
import { PmSimError } from '../../runtime/errors.ts';
import type { Random } from '../../runtime/random.ts';
import type { BackoffOptions } from '../../runtime/retry.ts';
import { createConnectPacer } from './connect-pacer.ts';
import {
  createDeviceConnection,
  type ConnectionEvent,
  type ConnectionMeans,
  type DeviceConnection,
} from './device-connection.ts';
import { createFleetLoad, type FleetLoad } from './fleet-load.ts';
import { createLeanLinks } from './lean/lean-link.ts';
import type { LinkOptions, OpenLink } from './link.ts';
import { createOutbox, type Outbox } from './outbox.ts';
import { createTlsDialer, type TlsDialerOptions } from './tls-dialer.ts';

export type { ConnectionEvent } from './device-connection.ts';

/** PEM. */
interface DeviceIdentity {
  readonly cert: string;
  readonly key: string;
}

export interface FleetDevice extends DeviceIdentity {
  readonly clientId: string;
  readonly willTopic: string;
  readonly willPayload: string;
}

export interface FleetConnectionOptions {
  readonly host: string;
  readonly port: number;
  /** PEM of the authorities that the broker's certificate may come from. */
  readonly ca: string;
  readonly devices: readonly FleetDevice[];
  readonly qos: 0 | 1;
  /** Connection attempts per second, reconnects included. */
  readonly ratePerSecond: number;
  /** Wall time: sockets do not run at the speed of a simulation. */
  readonly clock: Clock;
  readonly random: Random;
  /** AWS IoT Core takes 30 … 1200 s. */
  readonly keepAliveSeconds: number;
  /** Messages per device on the wire without acknowledgement; AWS IoT Core allows 100. */
  readonly inflightMax: number;
  /** Messages per device held in all; default `HELD_MAX`. */
  readonly heldMax?: number;
  /** The MQTT client; default the lean one. */
  readonly openLink?: OpenLink;
  /** 4 (default) is MQTT 3.1.1. */
  readonly protocolVersion?: 4 | 5;
  readonly connectTimeoutMs?: number;
  /** Full-jitter waiting before a reconnect; default 250 ms, doubling to 30 s. */
  readonly backoff?: BackoffOptions;
  readonly onEvent: (event: ConnectionEvent) => void;
}

/** One MQTT connection per device, each with its own identity. */
export interface FleetConnection {
  /** Every device was tried once: connected, refused, or still trying. */
  readonly ready: Promise<void>;
  /**
   * Resolves when the broker has acknowledged (QoS 1) or the socket has taken (QoS 0) the message,
   * over however many reconnects. Rejects with a PmSimError `connection/…` when it never will:
   * `refused`, `publish-refused`, `outbox-full`, `closed`, `unknown-device`.
   */
  publish(clientId: string, topic: string, payload: string): Promise<void>;
  /** Resolves when every device can take at least one more message. For callers that run ahead. */
  room(): Promise<void>;
  connectedCount(): number;
  stats(): FleetConnectionStats;
  /** Waits until nothing is held any more, at most so long; resolves to the messages still held. */
  drain(timeoutMs: number): Promise<number>;
  /** Breaks the devices' links off. Resolves when those have come back that can. */
  drop(clientIds: readonly string[], reason: string): Promise<void>;
  /** Leaves the devices no way to the broker until `restore`; they hold what they have to say. */
  cut(clientIds: readonly string[], reason: string): void;
  /** Resolves as `drop` does. */
  restore(clientIds: readonly string[]): Promise<void>;
  /** Reconnects a device with another certificate; resolves to whether the broker took it. */
  rekey(clientId: string, identity: DeviceIdentity): Promise<boolean>;
  /** Disconnects all; leaves no socket and no timer. */
  [Symbol.asyncDispose](): Promise<void>;
}

interface FleetConnectionStats {
  readonly connected: number;
  /** Accepted connections, first ones and reconnects. */
  readonly connects: number;
  /** Messages held, those on the wire included. */
  readonly held: number;
  /** Times a message was sent again because its connection broke before the acknowledgement. */
  readonly resent: number;
  readonly refused: readonly { readonly clientId: string; readonly reason: string }[];
}

const HELD_MAX = 1_000;
const CONNECT_TIMEOUT_MS = 20_000;
const BACKOFF: BackoffOptions = { baseMs: 250, maxMs: 30_000 };

interface Member {
  readonly clientId: string;
  readonly outbox: Outbox;
  readonly connection: DeviceConnection;
  /** What it will present the next time it connects. */
  present(identity: DeviceIdentity): void;
}

export function connectFleet(options: FleetConnectionOptions): FleetConnection {
  const load = createFleetLoad();
  const members = membersOf(options, load);
  const all = [...members.values()];
  let disposed: Promise<void> | undefined;
  const connectionsOf = (clientIds: readonly string[]): readonly DeviceConnection[] =>
    clientIds.map((clientId) => memberNamed(members, clientId).connection);
  return {
    ready: Promise.all(all.map(({ connection }) => connection.firstAttempt)).then(() => undefined),
    publish(clientId, topic, payload) {
      const member = members.get(clientId);
      if (member === undefined) return Promise.reject(unknownDevice(clientId));
      const obstacle = disposed === undefined ? member.connection.refusal() : CLOSED;
      if (obstacle !== undefined) return Promise.reject(notDelivered(clientId, obstacle));
      if (!member.outbox.hasRoom()) return member.outbox.add(topic, payload);
      const delivered = member.outbox.add(topic, payload);
      load.added(member.outbox);
      return delivered;
    },
    room: () => load.until(() => load.full() === 0),
    connectedCount: () => all.filter(({ connection }) => connection.isConnected()).length,
    stats: () => statsOf(all, load.held()),
    async drain(timeoutMs) {
      const stop = new AbortController();
      const timeout = sleep(options.clock, timeoutMs, stop.signal).catch(() => undefined);
      await Promise.race([load.until(() => load.held() === 0, stop.signal), timeout]);
      stop.abort();
      return load.held();
    },
    async drop(clientIds, reason) {
      await Promise.all(connectionsOf(clientIds).map((connection) => connection.drop(reason)));
    },
    cut: (clientIds, reason) =>
      connectionsOf(clientIds).forEach((connection) => connection.cut(reason)),
    async restore(clientIds) {
      await Promise.all(connectionsOf(clientIds).map((connection) => connection.restore()));
    },
    async rekey(clientId, identity) {
      const member = memberNamed(members, clientId);
      member.present(identity);
      return member.connection.renew('It takes a new certificate.');
    },
    [Symbol.asyncDispose]: () => (disposed ??= dispose(all)),
  };
}

function membersOf(options: FleetConnectionOptions, load: FleetLoad): ReadonlyMap<string, Member> {
  const pacer = createConnectPacer({ ...options, random: options.random.fork('ramp') });
  const openLink = options.openLink ?? createLeanLinks();
  const { clock, random, onEvent } = options;
  const means = { pacer, backoff: options.backoff ?? BACKOFF, clock, random, onEvent };
  const shared: Shared = { means, load, openLink };
  return new Map(
    options.devices.map((device) => [device.clientId, memberOf(options, device, shared)]),
  );
}

function memberNamed(members: ReadonlyMap<string, Member>, clientId: string): Member {
  const member = members.get(clientId);
  if (member === undefined) throw unknownDevice(clientId);
  return member;
}

interface Shared {
  readonly means: ConnectionMeans;
  readonly load: FleetLoad;
  readonly openLink: OpenLink;
}

function memberOf(options: FleetConnectionOptions, device: FleetDevice, shared: Shared): Member {
  const { clientId } = device;
  const { host, port, ca } = options;
  let route = routeTo({ host, port, ca, cert: device.cert, key: device.key });
  const heldMax = options.heldMax ?? HELD_MAX;
  const limits = { qos: options.qos, inflightMax: options.inflightMax, heldMax };
  const outbox: Outbox = createOutbox({ device: clientId, ...limits }, (messages) =>
    shared.load.settled(outbox, messages),
  );
  const link = {
    clientId,
    protocolVersion: options.protocolVersion ?? 4,
    keepAliveSeconds: options.keepAliveSeconds,
    connectTimeoutMs: options.connectTimeoutMs ?? CONNECT_TIMEOUT_MS,
    will: { topic: device.willTopic, payload: device.willPayload },
  };
  const connection = createDeviceConnection({
    device: clientId,
    dialling: { open: (events) => shared.openLink({ ...link, ...route }, events) },
    outbox,
    means: shared.means,
  });
  return {
    clientId,
    outbox,
    connection,
    present({ cert, key }) {
      route = routeTo({ host, port, ca, cert, key });
    },
  };
}

/** The way to the broker with one identity, for clients that are given a socket and for those that dial. */
function routeTo({ host, port, ...tls }: TlsDialerOptions): Pick<LinkOptions, 'dial' | 'address'> {
  return { dial: createTlsDialer({ host, port, ...tls }), address: { host, port, tls } };
}

async function dispose(members: readonly Member[]): Promise<void> {
  await Promise.all(members.map(({ connection }) => connection.close()));
  for (const { clientId, outbox } of members) outbox.rejectAll(notDelivered(clientId, CLOSED));
}

function statsOf(members: readonly Member[], held: number): FleetConnectionStats {
  return {
    connected: members.filter(({ connection }) => connection.isConnected()).length,
    connects: sum(members, ({ connection }) => connection.connects()),
    held,
    resent: sum(members, ({ outbox }) => outbox.resent()),
    refused: members.flatMap(({ clientId, connection }) => {
      const reason = connection.refusal();
      return reason === undefined ? [] : [{ clientId, reason }];
    }),
  };
}

function sum(members: readonly Member[], count: (member: Member) => number): number {
  return members.reduce((total, member) => total + count(member), 0);
}

const CLOSED = 'The connection was closed before the broker acknowledged.';

function notDelivered(clientId: string, reason: string): PmSimError {
  const code = reason === CLOSED ? 'connection/closed' : 'connection/refused';
  return new PmSimError(code, `${clientId}: ${reason}`, { kind: 'connection' });
}

function unknownDevice(clientId: string): PmSimError {
  return new PmSimError('connection/unknown-device', `${clientId} is not part of the fleet.`, {
    kind: 'system',
  });
}
