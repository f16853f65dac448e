import type { Socket } from 'node:net';
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
  publish(message: OutgoingMessage, onDone: (refusal?: string) => void): void;
  /** DISCONNECT, so that the broker discards the last will, then closes the socket. */
  end(): void;
  /** Closes the socket at once; the broker publishes the last will. */
  destroy(): void;
}

/** A link that also takes PUBLISH packets that somebody else has made and keeps. */
export interface PacketLink extends Link {
  /**
   * Writes whole packets of this link's protocol version as they are. `onTaken` is called when the
   * socket has them, and never after `onClosed`; until then the bytes must not change.
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

export interface LinkEvents {
  /**
   * The broker accepted the connection; at most once. With MQTT 5 it may say how many messages of
   * QoS 1 it takes without having acknowledged them (§3.2.2.3.3).
   */
  onConnected(receiveMaximum?: number): void;
  /** The socket is gone; exactly once, also when the connection never came about. */
  onClosed(closure: Closure): void;
  /** A PUBACK came, with a reason where the broker does not want the message. */
  onAcked?(packetId: number, refusal?: string): void;
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

export interface LinkOptions {
  readonly clientId: string;
  /** A socket on its way to the broker, plain or TLS. */
  readonly dial: () => Socket;
  /** 4 is MQTT 3.1.1. */
  readonly protocolVersion: 4 | 5;
  readonly keepAliveSeconds: number;
  /** From dialling to CONNACK. */
  readonly connectTimeoutMs: number;
  /** Sent by the broker at QoS 1 when the connection ends without DISCONNECT. */
  readonly will?: { readonly topic: string; readonly payload: string };
  /** For a broker that asks for more than a certificate, or for none. */
  readonly credentials?: LinkCredentials;
}

/** A password goes with a user name only ([MQTT-3.1.2-22]). */
interface LinkCredentials {
  readonly username: string;
  readonly password?: string;
}

/** Tells `onReady` when a dialled socket can carry MQTT: after the handshake where there is one. */
export function whenDialled(socket: Socket, onReady: () => void): void {
  socket.once(socket instanceof TLSSocket ? 'secureConnect' : 'connect', onReady);
}
