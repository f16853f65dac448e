import type { CertificateRefusal } from '../identity/peer.ts';

/** A message that a device published, as rules see it. */
export interface BrokerMessage {
  readonly topic: string;
  readonly payload: Uint8Array;
  readonly qos: 0 | 1;
  readonly clientId: string;
  /** Id of the certificate that the device authenticated with. */
  readonly principal: string;
  /** ms since the epoch by the broker's clock. */
  readonly receivedAt: number;
}

type RefusalReason =
  | CertificateRefusal
  /** The TLS handshake failed; the detail is OpenSSL's. */
  | 'tls'
  /** No policy allows it, or one denies it. */
  | 'policy'
  /** A limit of AWS IoT Core. */
  | 'limit'
  /** Quality of service 2, which AWS IoT Core has not. */
  | 'qos'
  | 'rate'
  /** Not MQTT as the standard has it. */
  | 'protocol'
  /** The message could not be taken further, so it was not acknowledged. */
  | 'not-accepted';

/** Something that was not allowed, and why. */
export interface RefusedEvent {
  readonly stage: 'connect' | 'publish' | 'subscribe' | 'receive' | 'session';
  readonly reason: RefusalReason;
  /** A sentence for people. */
  readonly detail: string;
  readonly clientId?: string | undefined;
  readonly certificateId?: string | undefined;
  readonly topic?: string | undefined;
  readonly remoteAddress?: string | undefined;
}

/** Names of AWS IoT lifecycle events (developer guide, life-cycle-events). */
export type DisconnectReason =
  | 'CLIENT_INITIATED_DISCONNECT'
  | 'CONNECTION_LOST'
  | 'DUPLICATE_CLIENTID'
  | 'FORBIDDEN_ACCESS'
  | 'MQTT_KEEP_ALIVE_TIMEOUT'
  | 'SERVER_INITIATED_DISCONNECT'
  | 'CLIENT_ERROR'
  | 'SERVER_ERROR';

export type ConnectionEvent =
  | {
      readonly type: 'connected';
      readonly clientId: string;
      readonly principal: string;
      /** 3, 4 (MQTT 3.1.1) or 5. */
      readonly protocolVersion: number;
    }
  | {
      readonly type: 'disconnected';
      readonly clientId: string;
      readonly principal: string;
      readonly reason: DisconnectReason;
    };
