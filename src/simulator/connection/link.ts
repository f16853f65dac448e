import type { OnReadOpts, Socket } from 'node:net';
import { TLSSocket } from 'node:tls';

/**
 * One MQTT connection, from CONNECT to close; whoever wants to stay connected opens a new one each
 * time. It sends what it is told and remembers nothing: order, bounds and what must be sent again
 * belong to the outbox, when to try again belongs to the device connection.
 */
export interface Link {
  /**
   * Sends one message. `onDone` is called at most once: at PUBACK for QoS 1, when handed to the
   * socket for QoS 0; with the reason when the broker answered that it does not want it. Never
   * called after `onClosed`: what was not done by then was not acknowledged.
   */
  publish(message: OutgoingMessage, onDone: OnDone): void;
  /**
   * Asks for what is published under the filters. `onDone` as for `publish`: at SUBACK, with the
   * reason where the broker does not grant one of them.
   */
  subscribe(filters: readonly string[], qos: 0 | 1, onDone: OnDone): void;
  /** Wants nothing more of the filters; `onDone` at UNSUBACK. */
  unsubscribe(filters: readonly string[], onDone: OnDone): void;
  /** DISCONNECT, so that the broker discards the last will, then closes the socket. */
  end(): void;
  /** Closes the socket at once; the broker publishes the last will. */
  destroy(): void;
}

export type OnDone = (refusal?: string) => void;

/** A link that also takes PUBLISH packets that somebody else has made and keeps. */
export interface PacketLink extends Link {
  /**
   * Writes whole packets of this link's protocol version as they are. `onTaken` is called when the
   * socket has them, and never after `onClosed`; until then the bytes must not change. Whoever does so
   * owns the packet identifiers, and leaves `publish` at QoS 1 and `subscribe` alone.
   */
  write(packets: Uint8Array, onTaken: () => void): void;
}

export interface OutgoingMessage {
  readonly topic: string;
  readonly payload: string;
  readonly qos: 0 | 1;
  /** Sent before without an acknowledgement (MQTT 3.1.1 §3.3.1.1, [MQTT-3.3.1-1]). */
  readonly dup: boolean;
}

export interface IncomingMessage {
  readonly topic: string;
  /** Valid only during the call it comes with. */
  readonly payload: Uint8Array;
  readonly qos: 0 | 1;
  /** The broker may have sent it before. */
  readonly dup: boolean;
}

/** What the broker said when it accepted. */
export interface Grant {
  /** Unacknowledged QoS 1 messages that it takes (MQTT 5 §3.2.2.3.3); 65,535 where it says nothing. */
  readonly receiveMax: number;
  /** It still has the subscriptions and messages of an earlier connection. */
  readonly sessionPresent: boolean;
}

export interface LinkEvents {
  /** The broker accepted the connection; at most once. */
  onConnected(grant: Grant): void;
  /** The socket is gone; exactly once, also when the connection never came about. */
  onClosed(closure: Closure): void;
  /** A PUBACK came, with a reason where the broker does not want the message. */
  onAcked?(packetId: number, refusal?: string): void;
  /** Somebody said something under a filter; acknowledged to the broker when this returns. */
  onMessage?(message: IncomingMessage): void;
}

/** How a link ended; `judgeClosure` tells what to make of it. */
export interface Closure {
  /** How far it had come: no socket yet, socket without CONNACK, or accepted by the broker. */
  readonly reached: 'nothing' | 'socket' | 'accepted';
  readonly error?: Error;
  /** MQTT reason of a CONNACK or DISCONNECT that the broker sent; 5 is "not authorized" in 3.1.1. */
  readonly brokerCode?: number;
}

/** Opens one link and reports to `events`; throws when it cannot even dial. */
export type OpenLink<L extends Link = Link> = (options: LinkOptions, events: LinkEvents) => L;

/**
 * A socket on its way to the broker, plain or TLS.
 * @param onread takes what comes, as `onread` of node:net's `Socket`, instead of the event `data`: without
 * a buffer of its own for each read of each socket
 */
export type Dial = (onread?: OnReadOpts) => Socket;

export interface LinkOptions {
  readonly clientId: string;
  readonly dial: Dial;
  /** The same way in words, for a client that opens its sockets itself. */
  readonly address?: BrokerAddress;
  /** 4 is MQTT 3.1.1. */
  readonly protocolVersion: 4 | 5;
  readonly keepAliveSeconds: number;
  /** From dialling to CONNACK. */
  readonly connectTimeoutMs: number;
  /** Sent by the broker at QoS 1 when the connection ends without DISCONNECT. */
  readonly will?: { readonly topic: string; readonly payload: string };
  readonly login?: { readonly username: string; readonly password?: string };
  /**
   * The broker keeps subscriptions, and QoS 1 messages for them, while the connection is away: so long
   * in MQTT 5 (§3.1.2.11.2), as long as it likes in 3.1.1. Absent: it forgets. What we publish is not
   * part of it here; that waits in the outbox.
   */
  readonly session?: { readonly expirySeconds: number };
}

export interface BrokerAddress {
  readonly host: string;
  readonly port: number;
  /** PEM; absent for plain TCP. */
  readonly tls?: TlsIdentity;
}

/** PEM. */
export interface TlsIdentity {
  /** Authorities that the broker's certificate may come from; absent: those the machine trusts. */
  readonly ca?: string;
  /** The client's own, for a broker that asks for one. */
  readonly cert?: string;
  readonly key?: string;
}

/** `Grant.receiveMax` where a broker says nothing: as many as there are packet identifiers. */
export const RECEIVE_MAX = 65_535;

/** Tells `onReady` when a dialled socket can carry MQTT: after the handshake where there is one. */
export function whenDialled(socket: Socket, onReady: () => void): void {
  socket.once(socket instanceof TLSSocket ? 'secureConnect' : 'connect', onReady);
}
