import type { X509Certificate } from 'node:crypto';
import type { Client, ConnectPacket } from 'aedes';
import type { Clock } from '../../../runtime/clock.ts';
import type { Log } from '../../../runtime/log.ts';
import type { IdentityRegistry } from '../identity/identity-registry.ts';
import type { BrokerMessage, ConnectionEvent, DisconnectReason, RefusedEvent } from './events.ts';
import type { PublishLanes } from './publish-lanes.ts';
import type { Session } from './session.ts';

export type LastWill = NonNullable<ConnectPacket['will']>;

/** What the hooks of one broker share. */
export interface BrokerContext {
  readonly registry: IdentityRegistry;
  readonly clock: Clock;
  readonly lanes: PublishLanes;
  readonly enforceRate: boolean;
  /** Every authenticated client, also while its will is published. */
  readonly sessions: WeakMap<Client, Session>;
  /** The last will of every client that has one, from its CONNECT on. */
  readonly wills: WeakMap<Client, LastWill>;
  /** Clients whose session outlives the connection. */
  readonly persistent: WeakSet<Client>;
  /** Those that are connected, by client id. */
  readonly live: Map<string, Session>;
  readonly onPublish: (message: BrokerMessage) => Promise<void>;
  readonly onConnection: (event: ConnectionEvent) => void;
  /** Takes up an unknown certificate, if its authority says so; whether it did anything. */
  readonly onStranger: (certificate: X509Certificate) => boolean;
  /** Logs and reports. */
  readonly refuse: (event: RefusedEvent) => void;
  readonly log: Log;
  /** Set on the way out: no message is taken and no will is sent any more. */
  closing: boolean;
}

/** Reason codes of MQTT 5 (§2.4) that AWS IoT Core uses in DISCONNECT. */
export const REASON_CODE = {
  implementationSpecific: 0x83,
  notAuthorized: 0x87,
  topicNameInvalid: 0x90,
  packetTooLarge: 0x95,
  quotaExceeded: 0x97,
  qosNotSupported: 0x9b,
} as const;

export interface Eviction {
  readonly event: Omit<RefusedEvent, 'clientId' | 'certificateId' | 'remoteAddress'>;
  readonly reason: DisconnectReason;
  /** MQTT 5 tells the client; MQTT 3.1.1 has no word for it and just closes. */
  readonly reasonCode: number;
}

/** Reports why, and ends the connection: nothing it still has in flight is accepted. */
export function evict(context: BrokerContext, session: Session, eviction: Eviction): void {
  if (session.refused) return;
  session.refused = true;
  session.disconnectReason ??= eviction.reason;
  context.refuse({
    ...eviction.event,
    clientId: session.clientId,
    certificateId: session.certificate.id,
    remoteAddress: session.subject.sourceIp,
  });
  session.client.disconnect({ reasonCode: eviction.reasonCode });
}
